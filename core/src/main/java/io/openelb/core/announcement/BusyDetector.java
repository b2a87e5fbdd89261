package io.openelb.core.announcement;

/**
 * Whether the machine keeps this speaker waiting. One that felt it asks the others for more time in
 * its advertisements, as they take a VRRP router for dead by the interval that it advertises itself
 * (RFC 9568): a busy machine must not lose its addresses each time it stalls, and a quiet one is
 * replaced as fast as ever.
 */
final class BusyDetector {

  /** Two intervals without having sent: a whole advertisement is missing. */
  private static final int INTERVALS = 2;

  private final String nic;
  private final Timings timings;
  private final Fence fence;
  private final Outbox outbox;
  private boolean felt;
  private long since;
  private long last;

  BusyDetector(String nic, Timings timings, Fence fence, Outbox outbox) {
    this.nic = nic;
    this.timings = timings;
    this.fence = fence;
    this.outbox = outbox;
  }

  /** Whether the others are to be asked for more time. */
  boolean isFelt() {
    return felt;
  }

  /**
   * Looks how long nothing was sent, before anything else is sent. The fence follows the others'
   * patience as soon as it is certain: whoever still missed every word of it takes us for dead
   * already.
   */
  void look(long now) {
    long unsent = fence.unsentFor(now);
    if (fence.isOpen() && unsent >= INTERVALS * timings.interval()) {
      last = now;
      if (!felt) {
        felt = true;
        since = now;
        outbox.report(new Effect.Busy(nic, unsent));
      }
    } else if (felt && now - last >= timings.relapse()) {
      felt = false;
      outbox.report(new Effect.BusyNoMore(nic));
    }
    boolean told = felt && now - unsent - since >= timings.dead();
    fence.limit(told ? timings.deadWhenBusy() : timings.dead());
  }
}
