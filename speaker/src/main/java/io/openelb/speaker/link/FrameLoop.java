package io.openelb.speaker.link;

import io.openelb.core.address.Ip;
import io.openelb.speaker.arp.ArpObserver;
import io.openelb.speaker.arp.ArpResponder;
import io.openelb.speaker.frame.Ethernet;
import io.openelb.speaker.frame.Sighting;
import io.openelb.speaker.ndp.NdpObserver;
import io.openelb.speaker.ndp.NdpResponder;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.pcap4j.core.RawPacketListener;

/**
 * What is done with each frame: an answer written over a prepared one and sent, or a sighting
 * handed on. Runs in the capture's thread alone.
 */
final class FrameLoop implements RawPacketListener {

  /** Sends the first octets of a frame. */
  interface Sender {
    /** Whether the kernel took it. */
    boolean send(byte[] frame, int length);
  }

  private final long mac;
  private final Sender sender;
  private final Predicate<Sighting> sightings;
  private final LinkCounters counters;
  private final byte[] arpAnswer = new byte[ArpResponder.LENGTH];
  private final byte[] ndpAnswer = new byte[NdpResponder.LENGTH];
  private volatile AnswerPolicy policy = AnswerPolicy.SILENT;

  /**
   * A loop for one interface.
   *
   * @param mac of the interface
   * @param sightings takes one without waiting, or says that it can't
   */
  FrameLoop(long mac, Sender sender, Predicate<Sighting> sightings, LinkCounters counters) {
    this.mac = mac;
    this.sender = sender;
    this.sightings = sightings;
    this.counters = counters;
  }

  /** From now on this may be said. */
  void apply(AnswerPolicy next) {
    policy = next;
  }

  /** Whether the address would be answered for at this moment. Any thread. */
  boolean mayAnswer(Ip address) {
    AnswerPolicy now = policy;
    return now.owned().contains(address) && now.permission().test(System.nanoTime());
  }

  @Override
  public void gotPacket(byte[] captured) {
    counters.received.increment();
    byte[] frame = Ethernet.withoutPriority(captured);
    if (frame.length < Ethernet.HEADER) {
      return;
    }
    AnswerPolicy now = policy;
    switch (Ethernet.type(frame)) {
      case Ethernet.ARP -> {
        if (ArpResponder.answer(frame, now.owned(), mac, arpAnswer)) {
          answer(now, arpAnswer);
        }
        report(ArpObserver.observe(frame, now.watched(), mac));
      }
      case Ethernet.IPV6 -> {
        if (NdpResponder.answer(frame, now.owned(), mac, ndpAnswer)) {
          answer(now, ndpAnswer);
        }
        report(NdpObserver.observe(frame, now.watched(), mac));
      }
      default -> {
        // Another type, or tagged for a VLAN: not this interface's.
      }
    }
  }

  private void answer(AnswerPolicy now, byte[] frame) {
    if (!now.permission().test(System.nanoTime())) {
      counters.fenced.increment();
    } else if (sender.send(frame, frame.length)) {
      counters.answered.increment();
    } else {
      counters.sendFailures.increment();
    }
  }

  private void report(@Nullable Sighting sighting) {
    if (sighting != null && !sightings.test(sighting)) {
      counters.overruns.increment();
    }
  }
}
