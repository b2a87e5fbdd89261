package io.openelb.speaker.view;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class PaceTest {

  private static final long MILLI = 1_000_000;

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "'a cheap plan is followed by a rest',                                1, 0, 100",
    "'a plan takes a fifth of the time',                                 30, 0, 120",
    "'time that has passed since counts',                                30, 50, 70",
    "'what changes long after is planned after a burst',                 30, 5000, 20",
    "'nothing waits for longer than half a second',                      900, 0, 500",
  })
  void pauses(String sentence, long costMillis, long laterMillis, long pauseMillis) {
    Pace pace = new Pace(-7 * MILLI);

    pace.spent(0, costMillis * MILLI);

    assertThat(pace.pause((costMillis + laterMillis) * MILLI)).isEqualTo(pauseMillis * MILLI);
  }
}
