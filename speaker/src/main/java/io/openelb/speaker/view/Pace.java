package io.openelb.speaker.view;

import java.time.Duration;

/**
 * How soon the next plan may be made: a burst of changes makes one, and a busy machine is left the
 * most of its time for others. Belongs to one thread.
 */
final class Pace {

  /** What changes may be the first of several. */
  private static final long GATHERING = Duration.ofMillis(20).toNanos();

  /** Each plan that has news is told to peers and to the kernel, which costs more than it does. */
  private static final long SHORTEST_REST = Duration.ofMillis(100).toNanos();

  private static final long LONGEST_REST = Duration.ofMillis(500).toNanos();

  /** Of so many parts of the time one is for planning. */
  private static final int SHARE = 5;

  private long notBefore;

  /** A pace that begins now, on a monotonic clock in nanoseconds, as all times here. */
  Pace(long now) {
    this.notBefore = now;
  }

  /** A plan was made from then to now. */
  void spent(long from, long now) {
    notBefore = now + Math.clamp((SHARE - 1) * (now - from), SHORTEST_REST, LONGEST_REST);
  }

  /** How long what changed just now has to wait. */
  long pause(long now) {
    return Math.max(GATHERING, notBefore - now);
  }
}
