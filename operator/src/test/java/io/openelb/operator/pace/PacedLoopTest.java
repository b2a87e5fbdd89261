package io.openelb.operator.pace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

final class PacedLoopTest {

  private static final Duration LONG = Duration.ofHours(1);

  private final AtomicInteger runs = new AtomicInteger();

  @Test
  void wakesBeforeThePauseIsOverCountOnceAndAreCarriedOutAfterIt() {
    Duration pause = Duration.ofMillis(50);
    var self = new CompletableFuture<PacedLoop>();
    List<Long> begun = new CopyOnWriteArrayList<>();
    Runnable work =
        () -> {
          begun.add(System.nanoTime());
          for (int wake = 0; wake < 100 && begun.size() == 1; wake++) {
            self.join().wake();
          }
        };
    try (PacedLoop loop = new PacedLoop("loop", pause, LONG, work)) {
      self.complete(loop);
      loop.start();

      await().until(() -> begun.size() == 2);
      await().during(pause.multipliedBy(4)).until(() -> begun.size() == 2);
      assertThat(Duration.ofNanos(begun.getLast() - begun.getFirst()))
          .isGreaterThanOrEqualTo(pause);
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
