package io.openelb.webhook.server;

import java.net.InetSocketAddress;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads where to listen, as flags have it: {@code HOST:PORT}, or {@code :PORT} for every address of
 * the machine.
 */
public final class ListenAddress {

  private static final Pattern FORM =
      Pattern.compile("(?<host>\\[[0-9a-fA-F:.]+]|[^\\[\\]:]*):(?<port>[0-9]{1,5})");

  private static final int MAX_PORT = 0xffff;

  private ListenAddress() {}

  /**
   * Reads one; port 0 means any that is free.
   *
   * @throws IllegalArgumentException when it is none; the message says what would be
   */
  public static InetSocketAddress parse(String text) {
    Matcher matcher = FORM.matcher(text);
    if (!matcher.matches() || Integer.parseInt(matcher.group("port")) > MAX_PORT) {
      throw new IllegalArgumentException(
          "Invalid address '" + text + "': must be HOST:PORT or :PORT, for instance :8080");
    }
    String host = matcher.group("host");
    int port = Integer.parseInt(matcher.group("port"));
    return host.isEmpty() ? new InetSocketAddress(port) : new InetSocketAddress(host, port);
  }
}
