package io.openelb.speaker.link;

import io.openelb.core.address.Ip;
import io.openelb.speaker.frame.Ethernet;
import io.openelb.speaker.frame.NdpLayout;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An interface that is opened by pcap. A thread of its own answers; a second thread reads the
 * advertisements of other speakers in batches, so that neither a flood of requests delays liveness
 * nor many speakers delay an answer.
 */
final class EthernetLink implements Link {

  /** Room for a solicitation with all options that hosts send. */
  private static final int ANSWER_SNAP = 512;

  /** Some 1,700 frames: at most ten milliseconds of a flood, so that nobody waits longer. */
  private static final int ANSWER_BUFFER = 1 << 20;

  private static final int ADVERTISEMENT_BUFFER = 1 << 20;

  /** Many speakers wake us once for several advertisements; each is known so much later. */
  static final int BATCH_MILLIS = 20;

  /**
   * Of no VLAN. The kernel keeps the tag beside the frame, where untagged frames and those that
   * have a priority only have a zero: this asks for that, as {@link FrameFilter} does. To libpcap a
   * frame is of no VLAN only if it has no tag at all ({@code not vlan}).
   */
  private static final String NO_VLAN =
      "ether[0x%x] & 0x%x == 0".formatted(FrameFilter.VLAN_TAG, Ethernet.VLAN_BITS);

  /** At first, until a {@link FrameFilter} takes its place. */
  private static final String ANSWER_FILTER =
      "inbound and (arp or (icmp6 and (ip6[40] == %d or ip6[40] == %d))) and %s"
          .formatted(NdpLayout.SOLICITATION, NdpLayout.ADVERTISEMENT, NO_VLAN);

  private static final String ADVERTISEMENT_FILTER =
      "inbound and ether proto 0x%x and %s".formatted(ADVERTISEMENT, NO_VLAN);

  private final Nic nic;
  private final LinkCounters counters;
  private final FrameLoop loop;
  private final Capture answers;
  private final FilterKeeper filter;
  private final Capture advertisements;
  private final GroupMembership membership;
  private final QuietWatch watch;
  private final Outbox outbox;

  private EthernetLink(
      Nic nic,
      LinkCounters counters,
      FrameLoop loop,
      Capture answers,
      FilterKeeper filter,
      Capture advertisements,
      GroupMembership membership,
      QuietWatch watch) {
    this.nic = nic;
    this.counters = counters;
    this.loop = loop;
    this.answers = answers;
    this.filter = filter;
    this.advertisements = advertisements;
    this.membership = membership;
    this.watch = watch;
    this.outbox =
        new Outbox(nic.name(), answers::trySend, this::sendNow, counters, System::nanoTime);
  }

  /**
   * Opens the interface, silent.
   *
   * @param counters go on counting where an earlier link of the same name ended
   * @param watch over whether others are heard
   * @throws LinkException when it can't be opened
   */
  static EthernetLink open(Nic nic, LinkCounters counters, LinkListener listener, QuietWatch watch)
      throws LinkException {
    Outlet outlet = new Outlet();
    FrameLoop loop =
        new FrameLoop(
            nic.mac().value(),
            outlet,
            sighting -> listener.sighted(nic.name(), sighting),
            counters);
    Capture answers =
        Capture.start(
            nic, new Capture.Settings(ANSWER_FILTER, ANSWER_SNAP, ANSWER_BUFFER, 0), loop);
    outlet.capture = answers;
    FilterKeeper filter =
        new FilterKeeper(
            nic.name(),
            ANSWER_SNAP,
            program -> Sockets.filter(answers.socket(), program),
            System::nanoTime);
    GroupMembership membership;
    try {
      membership = GroupMembership.join(nic.index(), SPEAKERS);
    } catch (IOException e) {
      answers.close();
      throw new LinkException("can't hear speakers on " + nic.name() + ": " + e.getMessage(), e);
    }
    try {
      Capture advertisements =
          Capture.start(
              nic,
              new Capture.Settings(
                  ADVERTISEMENT_FILTER,
                  Ethernet.HEADER + Ethernet.TAG + MAXIMUM_PAYLOAD,
                  ADVERTISEMENT_BUFFER,
                  BATCH_MILLIS),
              new AdvertisementLoop(nic.name(), listener, counters, watch));
      return new EthernetLink(
          nic, counters, loop, answers, filter, advertisements, membership, watch);
    } catch (LinkException e) {
      membership.close();
      answers.close();
      throw e;
    }
  }

  @Override
  public Nic nic() {
    return nic;
  }

  @Override
  public void apply(AnswerPolicy policy) {
    filter.fit(policy);
    loop.apply(policy);
  }

  @Override
  public void ask(List<byte[]> frames) {
    outbox.ask(frames);
  }

  @Override
  public void announce(Ip address, List<byte[]> frames) {
    outbox.announce(frames, () -> loop.mayAnswer(address));
  }

  @Override
  public void advertise(byte[] payload, Runnable onSent) {
    byte[] frame = new byte[Math.max(Ethernet.MINIMUM, Ethernet.HEADER + payload.length)];
    Ethernet.header(frame, SPEAKERS.value(), nic.mac().value(), ADVERTISEMENT);
    System.arraycopy(payload, 0, frame, Ethernet.HEADER, payload.length);
    outbox.advertise(frame, onSent);
    filter.settle();
    watch.said();
  }

  @Override
  public boolean hasFailed() {
    return answers.hasFailed() || advertisements.hasFailed() || filter.hasFailed();
  }

  @Override
  public boolean isMuted() {
    return outbox.isMuted();
  }

  private boolean sendNow(byte[] frame) {
    boolean sent = answers.send(frame, frame.length);
    if (!sent) {
      counters.sendFailures.increment();
    }
    return sent;
  }

  @Override
  public long dropped() {
    return answers.dropped() + advertisements.dropped();
  }

  @Override
  public void close() {
    apply(AnswerPolicy.SILENT);
    // A frame that is stuck on its way out holds up what follows.
    advertisements.close();
    membership.close();
    outbox.close();
    filter.close();
    answers.close();
  }

  /** The way out for answers; set once the capture that reads them is open. */
  private static final class Outlet implements FrameLoop.Sender {

    private volatile @Nullable Capture capture;

    @Override
    public boolean send(byte[] frame, int length) {
      Capture open = capture;
      return open != null && open.send(frame, length);
    }
  }
}
