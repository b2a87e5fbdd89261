package io.openelb.core.announcement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * One voice, always: seeded runs of everything that may happen to a segment. {@code
 * -Dtakeover.steps=5000000} runs longer, {@code -Dtakeover.seed=N} begins with another seed; a
 * failure prints its seed, which replays alone.
 */
final class TakeoverSimulationTest {

  private static final long STEPS = Long.getLong("takeover.steps", 300_000);
  private static final long SEED = Long.getLong("takeover.seed", 1);

  @ParameterizedTest
  @EnumSource
  void oneVoiceAlways(Chaos.Kind kind) {
    long steps = 0;
    long runs = 0;
    long longestTwo = 0;
    long longestNone = 0;
    for (long seed = SEED; steps < STEPS / Chaos.Kind.values().length; seed++) {
      Chaos chaos = new Chaos(seed, kind);
      chaos.run(25);
      if (!chaos.watch.complaints.isEmpty()) {
        fail(
            "%s, -Dtakeover.seed=%d: %s%n%s",
            kind, seed, chaos.watch.complaints, String.join("\n", chaos.watch.log));
      }
      steps += chaos.world.steps;
      runs++;
      longestTwo = Math.max(longestTwo, chaos.watch.longestTwo);
      longestNone = Math.max(longestNone, chaos.watch.longestNone);
    }
    System.out.printf(
        "%s: %d runs, %d steps; two voices for at most %d ms, none for at most %d ms%n",
        kind, runs, steps, longestTwo / 1_000_000, longestNone / 1_000_000);
    assertThat(runs).isPositive();
  }
}
