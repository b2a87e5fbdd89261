package io.openelb.core.announcement;

import java.time.Duration;
import java.util.stream.LongStream;

/**
 * How long things take. All in nanoseconds.
 *
 * @param interval between two advertisements
 * @param dead since a peer last echoed us, until it counts as dead; also how long we answer without
 *     having sent (we are silent before others may speak)
 * @param deadWhenBusy the same for a peer that says that its machine keeps it waiting; see {@link
 *     #dead(int)}
 * @param skew by which each place further down the ranking acts later
 * @param ask how long we wait for answers before we take an address over
 * @param probe the same for an address that nobody was heard to own before (a short form of RFC
 *     5227 2.1.1, which waits for seconds)
 * @param listen how long a fresh or fenced speaker listens before it asks
 * @param listenMax how long a speaker that fenced itself again and again stands back at most for
 *     others that live; doubled up to this from {@code listen}
 * @param relapse how soon after a fencing the next one counts as its repetition; and how long after
 *     it kept us waiting a machine counts as busy
 * @param patience how long the live ones above us may take to claim a new address: to read of it
 *     takes a busy machine seconds, and whoever is faster has it against the ranking
 * @param backoff until we ask again after an answer; doubled up to {@code backoffMax}
 * @param backoffMax the longest pause between two asks; half of it between those of an owner that
 *     doesn't hear all of its ranking
 * @param conflictRetry until we ask again after a stranger answered
 * @param offer until an unanswered offer goes to the next in the ranking
 * @param handOver until a hand-over that nobody accepts is given up
 * @param absence how long a speaker that left for a restart may be away before the caches are told
 *     that others have its addresses
 * @param defend between two defences of an address against a stranger (RFC 5227 2.4)
 */
public record Timings(
    long interval,
    long dead,
    long deadWhenBusy,
    long skew,
    long ask,
    long probe,
    long listen,
    long listenMax,
    long relapse,
    long patience,
    long backoff,
    long backoffMax,
    long conflictRetry,
    long offer,
    long handOver,
    long absence,
    long defend) {

  /**
   * How many questions are asked on an interface in a millisecond at most. It has to send a tenth
   * more: otherwise some would leave after we stopped waiting for their answers.
   */
  public static final int QUESTIONS_PER_MILLI = 50;

  /** As much as a machine can strain a speaker: four times {@code deadWhenBusy}. */
  public static final int MAX_STRAIN = 3;

  /**
   * @throws IllegalArgumentException when a time is not positive, or when a single lost
   *     advertisement would count as death
   */
  public Timings {
    // The others are bounded by these below.
    LongStream times =
        LongStream.of(
            interval,
            skew,
            ask,
            probe,
            listen,
            relapse,
            patience,
            backoff,
            conflictRetry,
            offer,
            handOver,
            absence,
            defend);
    if (times.anyMatch(time -> time <= 0)) {
      throw new IllegalArgumentException("every time must be positive");
    }
    if (dead < 2 * interval) {
      throw new IllegalArgumentException("dead must be at least two intervals");
    }
    if (deadWhenBusy < dead) {
      throw new IllegalArgumentException("deadWhenBusy must be at least dead");
    }
    if (listenMax < listen) {
      throw new IllegalArgumentException("listenMax must be at least listen");
    }
    if (backoffMax < backoff) {
      throw new IllegalArgumentException("backoffMax must be at least backoff");
    }
  }

  /** Advertisements every 100 ms; an owner that falls silent is replaced within half a second. */
  public static Timings defaults() {
    return ofInterval(Duration.ofMillis(100));
  }

  /**
   * Advertisements at this interval, three missed are death, six of a busy machine's; what depends
   * on the interval follows it, the rest is as in {@link #defaults()}.
   */
  public static Timings ofInterval(Duration interval) {
    long nanos = interval.toNanos();
    return new Timings(
        nanos,
        3 * nanos,
        6 * nanos,
        millis(40),
        millis(50),
        millis(200),
        3 * nanos + millis(50),
        millis(5000),
        millis(60_000),
        millis(2000),
        millis(100),
        millis(800),
        millis(5000),
        3 * nanos,
        millis(2000),
        millis(60_000),
        millis(10_000));
  }

  /**
   * Since a peer last echoed us, until it counts as dead.
   *
   * @param strain 0 for one that nothing keeps waiting, up to {@link #MAX_STRAIN}
   */
  long dead(int strain) {
    return strain == 0 ? dead : deadWhenBusy << (strain - 1);
  }

  static long millis(long millis) {
    return millis * 1_000_000;
  }

  /** A time that doubles each time, up to the longest. */
  static long doubled(long first, int times, long longest) {
    long doubled = first;
    for (int i = 0; i < times && doubled < longest; i++) {
      doubled *= 2;
    }
    return Math.min(doubled, longest);
  }
}
