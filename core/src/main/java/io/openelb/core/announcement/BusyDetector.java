package io.openelb.core.announcement;

/**
 * How long the machine keeps this speaker waiting. One that felt it asks the others for more time
 * in its advertisements, as they take a VRRP router for dead by the interval that it advertises
 * itself (RFC 9568): a busy machine must not lose its addresses each time it stalls, and a quiet
 * one is replaced as fast as ever. One that needs nearly all of that time asks for twice as much:
 * starved speakers would pass thousands of addresses round among them for ever, which starves them
 * more.
 */
final class BusyDetector {

  /** Two intervals without having sent: a whole advertisement is missing. */
  private static final int INTERVALS = 2;

  private final String nic;
  private final Timings timings;
  private final Fence fence;
  private final Outbox outbox;

  /** What the others are asked for. */
  private int strain;

  /** What they are certain to give. */
  private int granted;

  /** When {@code strain} last rose. */
  private long raised;

  /** When it was last seen that no less will do. */
  private long last;

  BusyDetector(String nic, Timings timings, Fence fence, Outbox outbox) {
    this.nic = nic;
    this.timings = timings;
    this.fence = fence;
    this.outbox = outbox;
  }

  /** What the others are to be asked for, see {@link Timings#dead(int)}. */
  int strain() {
    return strain;
  }

  /**
   * Looks how long nothing was sent, before anything else is sent. The fence follows the others'
   * patience as soon as it is certain: whoever still missed every word of it takes us for dead
   * already.
   */
  void look(long now) {
    long unsent = fence.unsentFor(now);
    long sent = now - unsent;
    if (fence.isOpen() && unsent >= enough(strain) && mayRise(sent, unsent)) {
      strain++;
      raised = now;
      last = now;
      outbox.report(new Effect.Busy(nic, unsent, strain));
    } else if (strain > 0 && unsent >= enough(strain - 1)) {
      last = now;
    } else if (strain > 0 && now - last >= timings.relapse()) {
      strain--;
      last = now;
      if (strain == 0) {
        outbox.report(new Effect.BusyNoMore(nic));
      }
    }
    if (strain < granted || sent - raised >= timings.dead(granted)) {
      granted = strain;
    }
    fence.limit(timings.dead(granted));
  }

  /** A stall counts once, and not if none would have waited for so long: a machine was stopped. */
  private boolean mayRise(long sent, long unsent) {
    boolean isAnother = sent >= raised && unsent < timings.dead(Timings.MAX_STRAIN);
    return strain == 0 || (strain < Timings.MAX_STRAIN && isAnother);
  }

  /** After how long a stall who asked for so much asks for more. */
  private long enough(int asked) {
    return asked == 0 ? INTERVALS * timings.interval() : timings.dead(asked) / 3 * 2;
  }
}
