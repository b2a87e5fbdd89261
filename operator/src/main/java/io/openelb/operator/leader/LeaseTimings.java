package io.openelb.operator.leader;

import java.time.Duration;

/**
 * The timings of the leader's Lease, a flag of the operator for each. They mean the same as in
 * Kubernetes' own components.
 *
 * @param leaseDuration how long others leave a Lease alone that is not renewed
 * @param renewDeadline how long a leader that can't renew goes on being one
 * @param retryPeriod how often the Lease is looked at, and renewed
 * @param requestTimeout how long one write to the API server may take
 */
public record LeaseTimings(
    Duration leaseDuration, Duration renewDeadline, Duration retryPeriod, Duration requestTimeout) {

  /**
   * Checks that a leader has stopped writing before another can begin.
   *
   * @throws IllegalArgumentException if it could not; the message names the flag to change
   */
  public LeaseTimings {
    requireShorter("--renew-deadline", renewDeadline, "--lease-duration", leaseDuration);
    requireShorter("--retry-period", retryPeriod, "--renew-deadline", renewDeadline);
    requireShorter(
        "--retry-period and --request-timeout together",
        retryPeriod.plus(requestTimeout),
        "--renew-deadline",
        renewDeadline);
  }

  private static void requireShorter(
      String shorterName, Duration shorter, String longerName, Duration longer) {
    if (shorter.compareTo(longer) >= 0 || shorter.isNegative() || shorter.isZero()) {
      throw new IllegalArgumentException(
          "Invalid %s %s: must be positive and shorter than %s %s"
              .formatted(shorterName, text(shorter), longerName, text(longer)));
    }
  }

  private static String text(Duration duration) {
    return duration.toMillis() / 1000.0 + "s";
  }

  /** How long after the request for the last renewal a write may still be sent. */
  Duration writeWindow() {
    return renewDeadline.minus(requestTimeout);
  }
}
