package io.openelb.operator.http;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where to listen, written {@code HOST:PORT} or {@code :PORT} for every address of the machine.
 *
 * @param host an address or a host name, empty for every address of the machine; an IPv6 address
 *     stands in brackets when written
 * @param port 0 for any that is free
 */
public record ListenAddress(String host, int port) {

  private static final Pattern FORM =
      Pattern.compile("(\\[[0-9a-fA-F:.]+]|[^\\[\\]:]*):([0-9]{1,5})");

  private static final int MAX_PORT = 0xffff;

  /**
   * Reads {@code HOST:PORT}.
   *
   * @throws IllegalArgumentException if it is not one; the message says what would be
   */
  public static ListenAddress parse(String text) {
    Matcher matcher = FORM.matcher(text);
    if (matcher.matches() && Integer.parseInt(matcher.group(2)) <= MAX_PORT) {
      return new ListenAddress(
          withoutBrackets(matcher.group(1)), Integer.parseInt(matcher.group(2)));
    }
    throw new IllegalArgumentException(
        "Invalid address '%s': must be HOST:PORT or :PORT, for instance :8080".formatted(text));
  }

  private static String withoutBrackets(String host) {
    return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
  }
}
