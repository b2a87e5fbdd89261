package io.openelb.core.address;

import java.math.BigInteger;

/**
 * Addresses of one family from {@code first} to {@code last}, both included. Sorts by first, then
 * last.
 */
public record IpRange(Ip first, Ip last) implements Comparable<IpRange> {

  /**
   * @throws IllegalArgumentException when reversed or of two families
   */
  public IpRange {
    if (first.family() != last.family() || first.compareTo(last) > 0) {
      throw new IllegalArgumentException("no range: " + first + "-" + last);
    }
  }

  /** The range of one address. */
  public static IpRange single(Ip ip) {
    return new IpRange(ip, ip);
  }

  /**
   * Reads {@code address}, {@code first-last} or {@code network/length}, blanks around its parts
   * ignored. Reversed ranges, mixed families and host bits are refused with what would be right.
   */
  public static Parsed<IpRange> parse(String text) {
    String trimmed = text.strip();
    if (trimmed.indexOf('/') >= 0) {
      return Cidr.parse(trimmed).then(IpRange::ofNetwork);
    }
    int dash = trimmed.indexOf('-');
    if (dash < 0) {
      return Ip.parse(trimmed).then(ip -> Parsed.good(single(ip)));
    }
    return Ip.parse(trimmed.substring(0, dash).strip())
        .then(first ->
            Ip.parse(trimmed.substring(dash + 1).strip()).then(last -> between(first, last)));
  }

  /**
   * The range of a text that is known to be good.
   *
   * @throws IllegalArgumentException when it isn't
   */
  public static IpRange of(String text) {
    return parse(text).orThrow();
  }

  private static Parsed<IpRange> ofNetwork(Cidr cidr) {
    if (cidr.hasHostBits()) {
      Cidr network = new Cidr(cidr.range().first(), cidr.prefixLength());
      return Parsed.bad(cidr + " has host bits set; write " + network + " or " + cidr.address());
    }
    return Parsed.good(cidr.range());
  }

  private static Parsed<IpRange> between(Ip first, Ip last) {
    if (first.family() != last.family()) {
      return Parsed.bad(
          first
              + "-"
              + last
              + " mixes "
              + first.family()
              + " and "
              + last.family()
              + "; write both ends in one family");
    }
    if (first.compareTo(last) > 0) {
      return Parsed.bad(first + "-" + last + " is reversed; write " + last + "-" + first);
    }
    return Parsed.good(new IpRange(first, last));
  }

  /** That of both ends. */
  public Family family() {
    return first.family();
  }

  /** The exact number of addresses, 1 to 2^128. */
  public BigInteger size() {
    return last.toBigInteger().subtract(first.toBigInteger()).add(BigInteger.ONE);
  }

  /** Whether the address is one of these; never one of the other family. */
  public boolean contains(Ip ip) {
    return first.compareTo(ip) <= 0 && ip.compareTo(last) <= 0;
  }

  /** Whether the two share an address. */
  public boolean overlaps(IpRange other) {
    return first.compareTo(other.last) <= 0 && other.first.compareTo(last) <= 0;
  }

  @Override
  public int compareTo(IpRange other) {
    int byFirst = first.compareTo(other.first);
    return byFirst != 0 ? byFirst : last.compareTo(other.last);
  }

  /** {@code 192.168.0.91} or {@code 192.168.0.91-192.168.0.100}: what {@link #parse} reads. */
  @Override
  public String toString() {
    return first.equals(last) ? first.toString() : first + "-" + last;
  }
}
