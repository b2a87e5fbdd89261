package io.openelb.speaker.wire;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.openelb.core.announcement.Advertisement;
import io.openelb.core.announcement.BootIds;
import io.openelb.speaker.frame.Ethernet;
import io.openelb.speaker.link.Link;
import io.openelb.speaker.liveness.Authenticator;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.pcap4j.core.BpfProgram.BpfCompileMode;
import org.pcap4j.core.PcapHandle;
import org.pcap4j.core.PcapNetworkInterface.PromiscuousMode;
import org.pcap4j.core.RawPacketListener;

/**
 * A program that is many speakers on one interface, each with a MAC of its own. They hear the real
 * speakers of the segment, and say that they hear each other too. It prints a line a second: how
 * many advertisements it sent, and in how many that it heard somebody wants to know more.
 */
final class Crowd {

  private static final int SNAP = 2048;
  private static final int BATCH_MILLIS = 10;
  private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

  private final PcapHandle wire;
  private final Authenticator authenticator = new Authenticator();
  private final Queue<Advertisement> arrived = new ConcurrentLinkedQueue<>();
  private final List<Peer> peers = new ArrayList<>();
  private final List<Long> bootIds = new ArrayList<>();
  private BootIds echoes = BootIds.none();
  private int sent;
  private int wanting;

  private Crowd(PcapHandle wire, int size, Random random) {
    this.wire = wire;
    authenticator.use(List.of("secret".getBytes(US_ASCII)));
    for (int number = 0; number < size; number++) {
      Peer peer = new Peer(number, random);
      peers.add(peer);
      bootIds.add(peer.bootId());
    }
  }

  /**
   * Is a crowd until it is killed.
   *
   * @param args interface, how many they are, seed
   */
  public static void main(String[] args) throws Exception {
    PcapHandle wire =
        new PcapHandle.Builder(args[0])
            .snaplen(SNAP)
            .promiscuousMode(PromiscuousMode.PROMISCUOUS)
            .timeoutMillis(BATCH_MILLIS)
            .build();
    wire.setFilter("inbound and ether proto " + Link.ADVERTISEMENT, BpfCompileMode.OPTIMIZE);
    Crowd crowd = new Crowd(wire, Integer.parseInt(args[1]), new Random(Long.parseLong(args[2])));
    Thread.ofPlatform().name("hear").daemon().start(crowd::hear);
    crowd.run();
  }

  private void hear() {
    Authenticator.Opener opener = authenticator.opener();
    RawPacketListener listener =
        frame ->
            opener
                .open(Arrays.copyOfRange(frame, Ethernet.HEADER, frame.length))
                .ifPresent(arrived::add);
    try {
      wire.loop(-1, listener);
    } catch (Exception e) {
      throw new IllegalStateException("the crowd is deaf", e);
    }
  }

  private void run() throws Exception {
    long start = System.nanoTime();
    for (int second = 1; ; second++) {
      sent = 0;
      wanting = 0;
      while (System.nanoTime() - start < TimeUnit.SECONDS.toNanos(second)) {
        turn();
        TimeUnit.NANOSECONDS.sleep(PAUSE_NANOS);
      }
      System.out.println(sent + " " + wanting);
    }
  }

  private void turn() throws Exception {
    for (Advertisement ad = arrived.poll(); ad != null; ad = arrived.poll()) {
      if (!bootIds.contains(ad.bootId())) {
        bootIds.add(ad.bootId());
      }
      echoes = BootIds.of(bootIds);
      wanting += ad.wanted().size() > 0 ? 1 : 0;
      for (Peer peer : peers) {
        peer.hear(ad, System.nanoTime());
      }
    }
    for (Peer peer : peers) {
      for (Advertisement ad : peer.speak(System.nanoTime(), echoes)) {
        send(ad);
      }
    }
  }

  private void send(Advertisement ad) throws Exception {
    byte[] payload = authenticator.seal(ad);
    byte[] frame = new byte[Ethernet.HEADER + payload.length];
    Ethernet.header(frame, Link.SPEAKERS.value(), ad.mac().value(), Link.ADVERTISEMENT);
    System.arraycopy(payload, 0, frame, Ethernet.HEADER, payload.length);
    wire.sendPacket(frame);
    sent++;
  }
}
