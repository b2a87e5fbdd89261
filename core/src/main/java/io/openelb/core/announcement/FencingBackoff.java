package io.openelb.core.announcement;

import java.util.random.RandomGenerator;

/**
 * How long a speaker stands back that fenced itself again and again. Starved speakers would trade
 * addresses for ever otherwise: to take thousands of them is what starves them.
 */
final class FencingBackoff {

  /** Twice in a short time is an accident, and costs nobody more than the listening. */
  private static final int FORGIVEN = 2;

  private final Timings timings;
  private final RandomGenerator random;
  private int count;
  private long last;
  private long until;

  FencingBackoff(Timings timings, RandomGenerator random, long now) {
    this.timings = timings;
    this.random = random;
    this.last = now;
    this.until = now;
  }

  /** It has fenced itself, and begins to listen. */
  void fenced(long now) {
    boolean again = count > 0 && now - last < timings.relapse();
    count = again ? count + 1 : 1;
    last = now;
    if (count > FORGIVEN) {
      long pause = Timings.doubled(timings.listen(), count - FORGIVEN, timings.listenMax());
      // Those that suffer from the same must not come back at the same time.
      until = now + pause - random.nextLong(1 + pause / 4);
    }
  }

  /** Whether others that live may have free addresses first. */
  boolean standsBack(long now) {
    return now < until;
  }

  /** When it stands back no more. */
  long until() {
    return until;
  }

  /** Why it stands back. */
  String reason() {
    return "this node fenced itself " + count + " times in a row: others may have it first";
  }
}
