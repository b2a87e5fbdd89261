package io.openelb.speaker.link;

import io.openelb.speaker.frame.Ethernet;
import java.util.Arrays;
import org.pcap4j.core.RawPacketListener;

/** Hands on what other speakers say. Runs in the capture's thread alone. */
final class AdvertisementLoop implements RawPacketListener {

  private final String nic;
  private final LinkListener listener;
  private final LinkCounters counters;
  private final QuietWatch watch;

  AdvertisementLoop(String nic, LinkListener listener, LinkCounters counters, QuietWatch watch) {
    this.nic = nic;
    this.listener = listener;
    this.counters = counters;
    this.watch = watch;
  }

  @Override
  public void gotPacket(byte[] captured) {
    byte[] frame = Ethernet.withoutPriority(captured);
    if (frame.length <= Ethernet.HEADER || Ethernet.type(frame) != Link.ADVERTISEMENT) {
      return;
    }
    watch.heard();
    byte[] payload = Arrays.copyOfRange(frame, Ethernet.HEADER, frame.length);
    if (!listener.advertised(nic, payload)) {
      counters.overruns.increment();
    }
  }
}
