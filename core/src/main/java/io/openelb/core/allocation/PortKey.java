package io.openelb.core.allocation;

import java.util.Comparator;

/**
 * A port that a Service offers on its address.
 *
 * @param port 1 to 65535
 */
public record PortKey(Protocol protocol, int port) implements Comparable<PortKey> {

  private static final Comparator<PortKey> ORDER =
      Comparator.comparing(PortKey::protocol).thenComparingInt(PortKey::port);

  /** The transport protocols of Kubernetes Services. */
  public enum Protocol {
    TCP,
    UDP,
    SCTP
  }

  @Override
  public int compareTo(PortKey other) {
    return ORDER.compare(this, other);
  }

  /** {@code TCP/80}. */
  @Override
  public String toString() {
    return protocol + "/" + port;
  }
}
