package io.openelb.speaker.wire;

/**
 * A frame as another implementation reads it.
 *
 * @param hex its octets
 * @param text what scapy sees in them
 */
record Frame(String hex, String text) {

  private static final int ARP = 0x0806;
  private static final int IPV6 = 0x86dd;
  private static final int ICMPV6 = 58;
  private static final int SOLICITATION = 135;
  private static final int ADVERTISEMENT = 136;

  boolean isTo(String mac) {
    return hex.startsWith(mac.replace(":", ""));
  }

  boolean isFrom(String mac) {
    return hex.startsWith(mac.replace(":", ""), 12);
  }

  boolean isUnicast() {
    return (octet(0) & 1) == 0;
  }

  /** Whether it is ARP, or a neighbour solicitation or advertisement. */
  boolean speaksOfAddresses() {
    return type() == ARP
        || (type() == IPV6
            && octet(20) == ICMPV6
            && (octet(54) == SOLICITATION || octet(54) == ADVERTISEMENT));
  }

  /** Whether it is an answer to ping. */
  boolean isEchoReply() {
    return text.contains("echo-reply") || text.contains("Echo Reply");
  }

  private int type() {
    return octet(12) << 8 | octet(13);
  }

  private int octet(int at) {
    return hex.length() < 2 * at + 2 ? -1 : Integer.parseInt(hex, 2 * at, 2 * at + 2, 16);
  }

  @Override
  public String toString() {
    return "\n  " + text + "\n    " + hex;
  }
}
