package io.openelb.operator.pace;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

final class PeriodLimiterTest {

  private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - 5);
  private final PeriodLimiter limiter = new PeriodLimiter(Duration.ofSeconds(1), now::get);

  @Test
  void eachHasItsTurnOnceInAPeriod() {
    PeriodLimiter.Last one = limiter.initState();
    assertThat(limiter.isLimited(one)).isEmpty();
    assertThat(limiter.isLimited(limiter.initState())).isEmpty();

    after(Duration.ofMillis(400));
    assertThat(limiter.isLimited(one)).contains(Duration.ofMillis(600));

    after(Duration.ofMillis(600));
    assertThat(limiter.isLimited(one)).isEmpty();
    assertThat(limiter.isLimited(one)).contains(Duration.ofSeconds(1));
  }

  private void after(Duration time) {
    now.addAndGet(time.toNanos());
  }
}
