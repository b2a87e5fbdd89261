package io.openelb.core.address;

import java.util.Optional;

/**
 * An address with the prefix length of its segment, such as the {@code 192.168.0.3/24} of an
 * interface.
 *
 * @param address any address of the segment
 * @param prefixLength 0 to 32, or to 128
 */
public record Cidr(Ip address, int prefixLength) {

  public Cidr {
    if (prefixLength < 0 || prefixLength > address.family().bits()) {
      throw new IllegalArgumentException("prefix length " + prefixLength + " of " + address);
    }
  }

  /** Reads {@code address/length}. Host bits may be set. */
  public static Parsed<Cidr> parse(String text) {
    int slash = text.indexOf('/');
    if (slash < 0) {
      return Parsed.bad(
          IpText.quote(text) + " has no prefix length; write for instance 192.168.0.0/24");
    }
    String length = text.substring(slash + 1);
    return Ip.parse(text.substring(0, slash)).then(address -> withLength(address, length));
  }

  /**
   * The value of a text that is known to be good.
   *
   * @throws IllegalArgumentException when it isn't
   */
  public static Cidr of(String text) {
    return parse(text).orThrow();
  }

  private static Parsed<Cidr> withLength(Ip address, String text) {
    int bits = address.family().bits();
    boolean digits =
        !text.isEmpty() && text.length() <= 3 && text.chars().allMatch(c -> c >= '0' && c <= '9');
    if (!digits || Integer.parseInt(text) > bits) {
      return Parsed.bad(
          address
              + "/"
              + IpText.quote(text)
              + " has no valid prefix length; write "
              + address
              + "/0 to /"
              + bits);
    }
    int length = Integer.parseInt(text);
    if (text.length() > 1 && text.charAt(0) == '0') {
      return Parsed.bad(
          address + "/" + text + " has leading zeros; write " + address + "/" + length);
    }
    return Parsed.good(new Cidr(address, length));
  }

  /** Every address of the segment. */
  public IpRange range() {
    if (address.family() == Family.IPV4) {
      long host = prefixLength == 0 ? 0xffff_ffffL : (1L << (32 - prefixLength)) - 1;
      return new IpRange(
          new Ip(Family.IPV4, 0, address.low() & ~host),
          new Ip(Family.IPV4, 0, address.low() | host));
    }
    long hostHigh = prefixLength >= 64 ? 0 : -1L >>> prefixLength;
    long hostLow = prefixLength <= 64 ? -1L : prefixLength == 128 ? 0 : -1L >>> (prefixLength - 64);
    return new IpRange(
        new Ip(Family.IPV6, address.high() & ~hostHigh, address.low() & ~hostLow),
        new Ip(Family.IPV6, address.high() | hostHigh, address.low() | hostLow));
  }

  /** Whether the address is not the first of its segment. */
  public boolean hasHostBits() {
    return !address.equals(range().first());
  }

  /**
   * The address that names the segment: the network address of IPv4 (RFC 1122 3.2.1.3), the
   * subnet-router anycast address of IPv6 (RFC 4291 2.6.1). None for /31 (RFC 3021), /127 (RFC
   * 6164) and single addresses.
   */
  public Optional<Ip> networkAddress() {
    return prefixLength >= address.family().bits() - 1
        ? Optional.empty()
        : Optional.of(range().first());
  }

  /**
   * The directed broadcast address (RFC 1122 3.2.1.3); none in IPv6, for /31 and for single
   * addresses.
   */
  public Optional<Ip> broadcastAddress() {
    return address.family() == Family.IPV6 || prefixLength >= 31
        ? Optional.empty()
        : Optional.of(range().last());
  }

  @Override
  public String toString() {
    return address + "/" + prefixLength;
  }
}
