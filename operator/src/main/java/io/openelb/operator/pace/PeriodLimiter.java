package io.openelb.operator.pace;

import io.javaoperatorsdk.operator.processing.event.rate.RateLimiter;
import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * Lets each object be reconciled once in a period. The library's own limiter counts on the wall
 * clock: stepping back by an hour, that would keep everybody waiting for an hour.
 */
public final class PeriodLimiter implements RateLimiter<PeriodLimiter.Last> {

  private final Duration period;
  private final LongSupplier nanoClock;

  /**
   * A limiter.
   *
   * @param nanoClock monotonic, in nanoseconds, such as {@link System#nanoTime}
   */
  public PeriodLimiter(Duration period, LongSupplier nanoClock) {
    this.period = period;
    this.nanoClock = nanoClock;
  }

  /** When an object had its last turn. */
  public static final class Last implements RateLimitState {

    private boolean any;
    private long at;
  }

  @Override
  public Optional<Duration> isLimited(RateLimitState state) {
    Last last = (Last) state;
    long now = nanoClock.getAsLong();
    if (last.any && now - last.at < period.toNanos()) {
      return Optional.of(period.minusNanos(now - last.at));
    }
    last.any = true;
    last.at = now;
    return Optional.empty();
  }

  @Override
  public Last initState() {
    return new Last();
  }
}
