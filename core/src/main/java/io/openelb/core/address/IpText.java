package io.openelb.core.address;

import java.net.Inet6Address;
import java.util.ArrayList;
import java.util.List;

/** Texts of addresses: strict reading, canonical writing. */
final class IpText {

  /**
   * The longest good text is {@code ffff:ffff:ffff:ffff:ffff:ffff:255.255.255.255}; more is not
   * worth a look.
   */
  private static final int LONGEST = 45;

  private static final String EXAMPLES = "write an address such as 192.168.0.91 or fd00::91";

  private IpText() {}

  static Parsed<Ip> parse(String text) {
    if (text.isEmpty()) {
      return Parsed.bad("the address is empty; " + EXAMPLES);
    }
    int zone = text.indexOf('%');
    if (zone > 0 && parse(text.substring(0, zone)) instanceof Parsed.Good<Ip>(Ip address)) {
      return Parsed.bad(quote(text) + " has a zone; write " + address);
    }
    if (text.length() > LONGEST || !text.chars().allMatch(IpText::isAddressCharacter)) {
      return notAnAddress(text);
    }
    return text.indexOf(':') >= 0 ? parseIpv6(text) : parseIpv4(text);
  }

  /** The text as it may stand in a message: control characters replaced, cut when long. */
  static String quote(String text) {
    String printable = text.replaceAll("\\p{Cntrl}", "?");
    return printable.length() <= 2 * LONGEST
        ? printable
        : printable.substring(0, 2 * LONGEST) + "...";
  }

  static String format(Ip ip) {
    return switch (ip.family()) {
      case IPV4 -> formatIpv4(ip.low());
      case IPV6 -> formatIpv6(ip);
    };
  }

  private static boolean isAddressCharacter(int c) {
    return c == ':' || c == '.' || (c < 0x80 && Character.digit(c, 16) >= 0);
  }

  private static <T> Parsed<T> notAnAddress(String text) {
    return Parsed.bad(quote(text) + " is not an IP address; " + EXAMPLES);
  }

  private static Parsed<Ip> parseIpv4(String text) {
    String[] parts = text.split("\\.", -1);
    if (parts.length != 4) {
      return notAnAddress(text);
    }
    long value = 0;
    boolean leadingZeros = false;
    for (String part : parts) {
      if (part.isEmpty()
          || part.length() > 15
          || !part.chars().allMatch(c -> c >= '0' && c <= '9')) {
        return notAnAddress(text);
      }
      long number = Long.parseLong(part);
      if (number > 255) {
        return Parsed.bad(
            text
                + " is not an IPv4 address: "
                + part
                + " is above 255; write four numbers of 0 to 255");
      }
      leadingZeros |= part.length() > 1 && part.charAt(0) == '0';
      value = (value << 8) | number;
    }
    Ip ip = new Ip(Family.IPV4, 0, value);
    // Some programs read 010 as octal 8: what reads differently elsewhere is refused (as Kubernetes
    // does since 1.31).
    return leadingZeros ? Parsed.bad(text + " has leading zeros; write " + ip) : Parsed.good(ip);
  }

  private static Parsed<Ip> parseIpv6(String text) {
    byte[] bytes;
    try {
      bytes = Inet6Address.ofLiteral(text).getAddress();
    } catch (IllegalArgumentException notIpv6) {
      return notAnAddress(text);
    }
    // The JDK gives an IPv4 address for every IPv4-mapped text.
    Ip ip = Ip.of(bytes);
    return ip.family() == Family.IPV4 ? mapped(text, ip) : Parsed.good(ip);
  }

  private static Parsed<Ip> mapped(String text, Ip ipv4) {
    return Parsed.bad(text + " is an IPv4 address in IPv6 form; write " + ipv4);
  }

  private static String formatIpv4(long value) {
    return (value >>> 24)
        + "."
        + ((value >>> 16) & 0xff)
        + "."
        + ((value >>> 8) & 0xff)
        + "."
        + (value & 0xff);
  }

  /**
   * RFC 5952 4: lower case, no leading zeros, the first longest run of two or more zero groups as
   * {@code ::}.
   */
  private static String formatIpv6(Ip ip) {
    List<Integer> groups = groups(ip);
    int start = -1;
    int length = 1;
    for (int i = 0; i < 8; i++) {
      int zeros = zerosFrom(groups, i);
      if (zeros > length) {
        start = i;
        length = zeros;
      }
    }
    if (start < 0) {
      return join(groups);
    }
    return join(groups.subList(0, start)) + "::" + join(groups.subList(start + length, 8));
  }

  private static List<Integer> groups(Ip ip) {
    List<Integer> groups = new ArrayList<>(8);
    for (int i = 0; i < 8; i++) {
      long half = i < 4 ? ip.high() : ip.low();
      groups.add((int) ((half >>> (48 - 16 * (i % 4))) & 0xffff));
    }
    return groups;
  }

  private static int zerosFrom(List<Integer> groups, int from) {
    int i = from;
    while (i < 8 && groups.get(i) == 0) {
      i++;
    }
    return i - from;
  }

  private static String join(List<Integer> groups) {
    return String.join(":", groups.stream().map(Integer::toHexString).toList());
  }
}
