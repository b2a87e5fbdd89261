package io.openelb.core.address;

import java.math.BigInteger;

/**
 * An IPv4 or IPv6 address, without zone or prefix length. IPv4 addresses sort before IPv6 ones,
 * then by value.
 *
 * @param family of the address
 * @param high the upper 64 bits of an IPv6 address; 0 for IPv4
 * @param low the lower 64 bits, or the 32 bits of an IPv4 address
 */
public record Ip(Family family, long high, long low) implements Comparable<Ip> {

  private static final long IPV4_MASK = 0xffff_ffffL;
  private static final int IPV4_LINK_LOCAL = 169 << 8 | 254;
  private static final int IPV6_LINK_LOCAL = 0xfe80 >>> 6;
  private static final BigInteger TWO_64 = BigInteger.ONE.shiftLeft(64);

  public Ip {
    if (family == Family.IPV4 && (high != 0 || (low & ~IPV4_MASK) != 0)) {
      throw new IllegalArgumentException("an IPv4 address has 32 bits");
    }
  }

  /**
   * Reads what a user wrote: IPv4 as four decimal numbers without leading zeros, IPv6 as in RFC
   * 4291 2.2. Zones and IPv4-mapped IPv6 addresses are refused: neither means an address of a
   * segment.
   */
  public static Parsed<Ip> parse(String text) {
    return IpText.parse(text);
  }

  /**
   * The address of a text that is known to be good.
   *
   * @throws IllegalArgumentException when it isn't
   */
  public static Ip of(String text) {
    return parse(text).orThrow();
  }

  /**
   * The address of 4 or 16 bytes in network order.
   *
   * @throws IllegalArgumentException for another length
   */
  public static Ip of(byte[] bytes) {
    return switch (bytes.length) {
      case 4 -> new Ip(Family.IPV4, 0, toLong(bytes, 0, 4));
      case 16 -> new Ip(Family.IPV6, toLong(bytes, 0, 8), toLong(bytes, 8, 8));
      default ->
          throw new IllegalArgumentException("an address has 4 or 16 bytes, not " + bytes.length);
    };
  }

  /** The address in network order: 4 or 16 bytes. */
  public byte[] bytes() {
    byte[] bytes = new byte[family.bits() / 8];
    long rest = low;
    for (int i = bytes.length - 1; i >= 0; i--) {
      bytes[i] = (byte) rest;
      rest = i == 8 ? high : rest >>> 8;
    }
    return bytes;
  }

  /** Whether no address of the family follows. */
  public boolean isLast() {
    return family == Family.IPV4 ? low == IPV4_MASK : high == -1L && low == -1L;
  }

  /** Whether no address of the family precedes. */
  public boolean isFirst() {
    return high == 0 && low == 0;
  }

  /**
   * Whether it means something on its link only: 169.254.0.0/16 (RFC 3927), fe80::/10 (RFC 4291).
   */
  public boolean isLinkLocal() {
    return family == Family.IPV4 ? low >>> 16 == IPV4_LINK_LOCAL : high >>> 54 == IPV6_LINK_LOCAL;
  }

  /**
   * The address after this.
   *
   * @throws ArithmeticException at the last of the family
   */
  public Ip next() {
    if (isLast()) {
      throw new ArithmeticException(this + " is the last address");
    }
    return new Ip(family, low == -1L ? high + 1 : high, low + 1);
  }

  /**
   * The address before this.
   *
   * @throws ArithmeticException at the first of the family
   */
  public Ip previous() {
    if (isFirst()) {
      throw new ArithmeticException(this + " is the first address");
    }
    return new Ip(family, low == 0 ? high - 1 : high, low - 1);
  }

  /**
   * The address so many further on.
   *
   * @throws ArithmeticException beyond the last of the family
   */
  public Ip plus(BigInteger distance) {
    BigInteger sum = toBigInteger().add(distance);
    if (sum.signum() < 0 || sum.bitLength() > family.bits()) {
      throw new ArithmeticException(this + " plus " + distance + " is no address");
    }
    return new Ip(family, sum.shiftRight(64).longValue(), sum.longValue());
  }

  /** The value as an unsigned number. */
  public BigInteger toBigInteger() {
    return unsigned(high).shiftLeft(64).add(unsigned(low));
  }

  @Override
  public int compareTo(Ip other) {
    int byFamily = family.compareTo(other.family);
    if (byFamily != 0) {
      return byFamily;
    }
    int byHigh = Long.compareUnsigned(high, other.high);
    return byHigh != 0 ? byHigh : Long.compareUnsigned(low, other.low);
  }

  /** Dotted decimal, or the canonical IPv6 text of RFC 5952. */
  @Override
  public String toString() {
    return IpText.format(this);
  }

  private static BigInteger unsigned(long value) {
    BigInteger signed = BigInteger.valueOf(value);
    return value < 0 ? signed.add(TWO_64) : signed;
  }

  private static long toLong(byte[] bytes, int from, int count) {
    long value = 0;
    for (int i = from; i < from + count; i++) {
      value = (value << 8) | (bytes[i] & 0xff);
    }
    return value;
  }
}
