package io.openelb.operator.http;

/**
 * Where to listen, written {@code HOST:PORT} or {@code :PORT} for every address of the machine.
 *
 * @param host an address or a host name, empty for every address of the machine; an IPv6 address
 *     stands in brackets when written
 * @param port 0 for any that is free
 */
public record ListenAddress(String host, int port) {

  /**
   * Reads {@code HOST:PORT}.
   *
   * @throws IllegalArgumentException if it is not one; the message says what would be
   */
  public static ListenAddress parse(String text) {
    int colon = text.lastIndexOf(':');
    try {
      int port = Integer.parseInt(text.substring(colon + 1));
      if (colon >= 0 && port >= 0 && port <= 0xffff) {
        return new ListenAddress(host(text.substring(0, colon)), port);
      }
    } catch (NumberFormatException e) {
      // Said below, together with the other ways to be wrong.
    }
    throw new IllegalArgumentException(
        "Invalid address '%s': must be HOST:PORT or :PORT, for instance :8080".formatted(text));
  }

  private static String host(String text) {
    return text.startsWith("[") && text.endsWith("]") ? text.substring(1, text.length() - 1) : text;
  }
}
