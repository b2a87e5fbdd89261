package io.openelb.operator.leader;

import java.time.Duration;
import java.util.OptionalLong;
import java.util.function.LongSupplier;

/**
 * Whether this process may decide and write, by its own monotonic clock.
 *
 * <p>Two rules make that at most one process writes at a time, whatever the wall clocks say. A
 * leader writes only until the renew deadline less the time that a request may take, counted from
 * the moment at which it <em>asked</em> for its last renewal. And a new leader writes only a full
 * lease after it last <em>saw</em> a sign of life of another holder, unless that holder gave the
 * Lease back.
 */
public final class Leadership {

  private final LeaseTimings timings;
  private final LongSupplier nanoClock;
  private boolean leading;
  private long renewedAt;
  private OptionalLong otherSeenAt = OptionalLong.empty();

  /**
   * A leadership not held.
   *
   * @param nanoClock monotonic, in nanoseconds, such as {@link System#nanoTime}
   */
  public Leadership(LeaseTimings timings, LongSupplier nanoClock) {
    this.timings = timings;
    this.nanoClock = nanoClock;
  }

  /** Whether a write may be sent now. */
  public synchronized boolean mayWrite() {
    return leading
        && untilDecision().isZero()
        && nanoClock.getAsLong() - renewedAt < timings.writeWindow().toNanos();
  }

  /** How long a leader must still wait for an earlier one's last write; zero when it need not. */
  public synchronized Duration untilDecision() {
    if (otherSeenAt.isEmpty()) {
      return Duration.ZERO;
    }
    long left = otherSeenAt.getAsLong() + timings.leaseDuration().toNanos() - nanoClock.getAsLong();
    return left <= 0 ? Duration.ZERO : Duration.ofNanos(left);
  }

  /**
   * Throws unless a write may be sent now.
   *
   * @throws NotLeadingException if not
   */
  public void requireWrite() {
    if (!mayWrite()) {
      throw new NotLeadingException();
    }
  }

  /** Whether the elector takes this process for the leader, and nobody ended that. */
  synchronized boolean isHeld() {
    return leading;
  }

  synchronized void started() {
    leading = true;
  }

  synchronized void stopped() {
    leading = false;
  }

  /** The API server accepted a renewal that was asked for at {@code requestedAt}. */
  synchronized void renewed(long requestedAt) {
    renewedAt = requestedAt;
  }

  /** Another holder's sign of life was first seen at {@code seenAt}. */
  synchronized void heldByAnother(long seenAt) {
    otherSeenAt = OptionalLong.of(seenAt);
  }

  /** The holder gave the Lease back, and with that said that it writes no more. */
  synchronized void givenBack() {
    otherSeenAt = OptionalLong.empty();
  }

  /** The present moment on the clock by which all the others are given. */
  long now() {
    return nanoClock.getAsLong();
  }

  /** The age of something seen at {@code seenAt}. */
  Duration since(long seenAt) {
    return Duration.ofNanos(now() - seenAt);
  }
}
