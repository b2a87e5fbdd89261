package io.openelb.api.cli;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * A time longer than none: a whole number with {@code ms}, {@code s} or {@code m}, such as {@code
 * 15s} or {@code 500ms}. Go's durations can be more: {@code 1h}, {@code 1m30s} and {@code 1.5s} are
 * refused.
 */
public final class DurationWithUnit implements ITypeConverter<Duration> {

  private static final Pattern FORM = Pattern.compile("([0-9]{1,9})(ms|s|m)");

  @Override
  public Duration convert(String text) {
    Matcher matcher = FORM.matcher(text);
    if (!matcher.matches() || Long.parseLong(matcher.group(1)) == 0) {
      throw new TypeConversionException(
          "'"
              + text
              + "' is no duration: write a whole number above 0 with ms, s or m, such as 15s");
    }
    long count = Long.parseLong(matcher.group(1));
    return switch (matcher.group(2)) {
      case "ms" -> Duration.ofMillis(count);
      case "s" -> Duration.ofSeconds(count);
      default -> Duration.ofMinutes(count);
    };
  }
}
