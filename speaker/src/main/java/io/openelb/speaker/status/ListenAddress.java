package io.openelb.speaker.status;

import java.net.InetSocketAddress;

/** Where to listen, as {@code --api-hosts} writes it (seed.md step 1): {@code HOST:PORT}. */
public final class ListenAddress {

  private static final int LAST_PORT = 65_535;

  private ListenAddress() {}

  /**
   * Reads {@code :50051} (all addresses), {@code 127.0.0.1:50051} or {@code [::1]:50051}.
   *
   * @throws IllegalArgumentException for anything else; the message says what would be right
   */
  public static InetSocketAddress parse(String text) {
    int colon = text.lastIndexOf(':');
    String port = text.substring(colon + 1);
    if (colon < 0 || !port.matches("[0-9]{1,5}") || Integer.parseInt(port) > LAST_PORT) {
      throw new IllegalArgumentException(
          "'"
              + text
              + "' is no address to listen on; write for instance :50051 or 127.0.0.1:50051");
    }
    String host = text.substring(0, colon);
    if (host.startsWith("[") && host.endsWith("]")) {
      host = host.substring(1, host.length() - 1);
    }
    return host.isEmpty()
        ? new InetSocketAddress(Integer.parseInt(port))
        : new InetSocketAddress(host, Integer.parseInt(port));
  }
}
