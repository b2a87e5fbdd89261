package io.openelb.speaker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.openelb.api.cli.DurationWithUnit;
import io.openelb.core.announcement.Timings;
import java.lang.reflect.RecordComponent;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.ParameterException;

final class TimingOptionsTest {

  @Command
  private static final class Program {
    @Mixin private final TimingOptions timings = new TimingOptions();
  }

  private static Timings timings(String... args) {
    Program program = new Program();
    new CommandLine(program).parseArgs(args);
    return program.timings.timings();
  }

  @Test
  void areTheDefaultsOfTheRulesWhenNothingIsSaid() {
    assertThat(timings()).isEqualTo(Timings.defaults());
  }

  @Test
  void followTheInterval() {
    assertThat(timings("--interval=50ms")).isEqualTo(Timings.ofInterval(Duration.ofMillis(50)));
  }

  @Test
  void followTheTimeOfDeath() {
    Timings timings = timings("--dead=1s");

    assertThat(timings.listen()).isEqualTo(Duration.ofMillis(1050).toNanos());
    assertThat(timings.offer()).isEqualTo(Duration.ofSeconds(1).toNanos());
  }

  static List<RecordComponent> each() {
    return Arrays.asList(Timings.class.getRecordComponents());
  }

  /** backoffMax is --backoff-max. */
  private static String flag(RecordComponent timing) {
    return "--" + timing.getName().replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
  }

  @ParameterizedTest
  @MethodSource("each")
  void eachHasAFlagOfItsName(RecordComponent timing) throws ReflectiveOperationException {
    Map<String, String> more =
        Map.of("interval", "400ms", "backoff", "700ms", "listen", "4s", "dead", "4s");
    String value = more.getOrDefault(timing.getName(), "7s");

    Timings timings = timings(flag(timing) + "=" + value);

    assertThat(timing.getAccessor().invoke(timings))
        .isEqualTo(new DurationWithUnit().convert(value).toNanos());
  }

  @ParameterizedTest
  @MethodSource("each")
  void eachTellsItsDefault(RecordComponent timing) {
    String usage = new CommandLine(new Program()).getUsageMessage().replaceAll("\\s+", " ");

    String from = usage.substring(usage.indexOf(flag(timing) + "="));
    assertThat(from.substring(0, from.indexOf(')')))
        .contains("(default: ")
        .doesNotContain("$", "null");
  }

  @ParameterizedTest
  @CsvSource({
    "--dead=150ms, '--dead is 150 ms, too short: give it at least twice --interval, 200 ms'",
    "--listen=200ms, '--listen is 200 ms, too short: give it at least --dead, 300 ms'",
    "--listen=6s, '--listen-max is 5000 ms, too short: give it at least --listen, 6000 ms'",
    "--backoff=1s, '--backoff-max is 800 ms, too short: give it at least --backoff, 1000 ms'"
  })
  void refuseWhatDoesNotFitNamingTheFlagAndTheRemedy(String argument, String message) {
    assertThatThrownBy(() -> timings(argument))
        .isInstanceOf(ParameterException.class)
        .hasMessage(message);
  }

  @ParameterizedTest
  @MethodSource("each")
  void refuseNone(RecordComponent timing) {
    assertThatThrownBy(() -> timings(flag(timing) + "=0s"))
        .isInstanceOf(ParameterException.class)
        .hasMessageContaining(flag(timing))
        .hasMessageContaining("write a whole number above 0");
  }
}
