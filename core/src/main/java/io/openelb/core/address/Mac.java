package io.openelb.core.address;

import java.util.HexFormat;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * An Ethernet address.
 *
 * @param value the 48 bits
 */
public record Mac(long value) implements Comparable<Mac> {

  private static final Pattern TEXT = Pattern.compile("[0-9a-fA-F]{2}([:-][0-9a-fA-F]{2}){5}");
  private static final HexFormat COLONS = HexFormat.ofDelimiter(":");

  public Mac {
    if (value >>> 48 != 0) {
      throw new IllegalArgumentException("an Ethernet address has 48 bits");
    }
  }

  /** Reads six pairs of hexadecimal digits between colons or dashes. */
  public static Parsed<Mac> parse(String text) {
    if (!TEXT.matcher(text).matches()) {
      return Parsed.bad(
          IpText.quote(text) + " is not an Ethernet address; write for instance 52:54:22:3a:e6:6e");
    }
    return Parsed.good(of(COLONS.parseHex(text.replace('-', ':').toLowerCase(Locale.ROOT))));
  }

  /**
   * The address of a text that is known to be good.
   *
   * @throws IllegalArgumentException when it isn't
   */
  public static Mac of(String text) {
    return parse(text).orThrow();
  }

  /**
   * The address of 6 bytes.
   *
   * @throws IllegalArgumentException for another length
   */
  public static Mac of(byte[] bytes) {
    if (bytes.length != 6) {
      throw new IllegalArgumentException("an Ethernet address has 6 bytes, not " + bytes.length);
    }
    long value = 0;
    for (byte b : bytes) {
      value = (value << 8) | (b & 0xff);
    }
    return new Mac(value);
  }

  /** The 6 bytes as sent. */
  public byte[] bytes() {
    byte[] bytes = new byte[6];
    for (int i = 0; i < 6; i++) {
      bytes[i] = (byte) (value >>> (40 - 8 * i));
    }
    return bytes;
  }

  @Override
  public int compareTo(Mac other) {
    return Long.compare(value, other.value);
  }

  /** Lower case between colons, as {@code ip link} prints it. */
  @Override
  public String toString() {
    return COLONS.formatHex(bytes());
  }
}
