package io.openelb.api.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.TypeConversionException;

final class DurationWithUnitTest {

  private final DurationWithUnit converter = new DurationWithUnit();

  @ParameterizedTest
  @CsvSource({"1ms, 1", "500ms, 500", "15s, 15000", "2m, 120000", "999999999ms, 999999999"})
  void readsANumberAndItsUnit(String text, long millis) {
    assertThat(converter.convert(text)).hasMillis(millis);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "15", "0s", "000ms", "-1s", "1.5s", "1h", "1m30s", "15 s", "9999999999ms"})
  void saysWhatIsWanted(String text) {
    assertThatThrownBy(() -> converter.convert(text))
        .isInstanceOf(TypeConversionException.class)
        .hasMessage(
            "'%s' is no duration: write a whole number above 0 with ms, s or m, such as 15s", text);
  }
}
