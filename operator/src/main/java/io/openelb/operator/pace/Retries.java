package io.openelb.operator.pace;

import io.javaoperatorsdk.operator.processing.retry.GenericRetry;
import io.javaoperatorsdk.operator.processing.retry.Retry;

/** How reconciliations that failed are repeated. */
public final class Retries {

  private static final int FIRST_MILLIS = 200;
  private static final int LONGEST_MILLIS = 10_000;
  private static final double FACTOR = 2;

  private Retries() {}

  /** Without end, at growing intervals: an API server that is away comes back. */
  public static Retry forever() {
    return new GenericRetry()
        .setInitialInterval(FIRST_MILLIS)
        .setIntervalMultiplier(FACTOR)
        .setMaxInterval(LONGEST_MILLIS)
        .setMaxAttempts(-1);
  }
}
