package io.openelb.operator.pace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.is;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

final class PacedLoopTest {

  private static final Duration LONG = Duration.ofHours(1);

  private final AtomicInteger runs = new AtomicInteger();

  @Test
  void wakesDuringAPauseCountOnce() {
    Duration pause = Duration.ofMillis(200);
    try (PacedLoop loop = new PacedLoop("loop", pause, LONG, runs::incrementAndGet)) {
      loop.start();
      await().untilAtomic(runs, is(1));

      for (int i = 0; i < 100; i++) {
        loop.wake();
      }

      await().untilAtomic(runs, is(2));
      await().during(Duration.ofMillis(300)).untilAtomic(runs, is(2));
    }
  }

  @Test
  void withoutAWakeItWorksWhenIdle() {
    try (PacedLoop loop =
        new PacedLoop("loop", Duration.ZERO, Duration.ofMillis(1), runs::incrementAndGet)) {
      loop.start();

      await().untilAsserted(() -> assertThat(runs).hasValueGreaterThan(3));
    }
  }

  @Test
  void aFailureDoesNotEndIt() {
    Runnable failing =
        () -> {
          runs.incrementAndGet();
          throw new IllegalStateException("this test's own");
        };
    try (PacedLoop loop = new PacedLoop("loop", Duration.ZERO, Duration.ofMillis(1), failing)) {
      loop.start();

      await().untilAsserted(() -> assertThat(runs).hasValueGreaterThan(1));
    }
  }
}
