package io.openelb.operator.ranking;

import java.time.Duration;

/**
 * When the first place of a ranking may follow a takeover that speakers report.
 *
 * <p>A ranking that has just changed is still being carried out: until the hand-over is done, who
 * gives the address up reports that it has it though another is first. And where speakers don't
 * hear each other, several say that they have it, and following one makes the other say so again.
 * So a ranking is given time to come true, and twice as much after each takeover that it followed.
 * See {@link Takeovers}, too.
 *
 * @param since when the first place last changed, on the monotonic clock, in nanoseconds
 * @param followed how many takeovers were followed without a long quiet time between
 */
record TakeoverBackoff(long since, int followed) {

  private static final Duration SHORTEST = Duration.ofSeconds(5);
  private static final Duration QUIET = Duration.ofMinutes(10);
  private static final int MOST_DOUBLINGS = 6;

  static TakeoverBackoff begin(long now) {
    return new TakeoverBackoff(now, 0);
  }

  boolean mayFollow(long now) {
    return now - since >= SHORTEST.toNanos() << Math.min(followed, MOST_DOUBLINGS);
  }

  TakeoverBackoff followed(long now) {
    return new TakeoverBackoff(now, now - since >= QUIET.toNanos() ? 1 : followed + 1);
  }

  TakeoverBackoff moved(long now) {
    return new TakeoverBackoff(now, followed);
  }
}
