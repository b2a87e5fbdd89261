package io.openelb.speaker.link;

import io.openelb.core.address.Cidr;
import io.openelb.core.address.Family;
import io.openelb.core.address.Ip;
import io.openelb.core.address.IpRange;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * One of the kernel's routes, as {@code /proc/net} tells it.
 *
 * @param nic the interface
 * @param prefix of the addresses that it leads to
 * @param gateway all zeros: none
 */
public record Route(String nic, Cidr prefix, Ip gateway) {

  private static final Pattern BLANKS = Pattern.compile("\\s+");
  private static final Pattern IPV4_HEX = Pattern.compile("[0-9A-F]{8}");
  private static final Pattern IPV6_HEX = Pattern.compile("[0-9a-f]{32}");

  private static final IpRange IPV4_GROUPS = IpRange.of("224.0.0.0/4");
  private static final IpRange IPV6_GROUPS = IpRange.of("ff00::/8");

  /** The routes of both families; none of a family that the kernel doesn't have. */
  public static List<Route> readAll(Path proc) {
    List<Route> routes = new ArrayList<>();
    for (String[] row : rows(proc.resolve("route"), 1, IPV4_HEX)) {
      int prefixLength = Integer.bitCount(Integer.parseUnsignedInt(row[7], 16));
      routes.add(new Route(row[0], new Cidr(ipv4(row[1]), prefixLength), ipv4(row[2])));
    }
    for (String[] row : rows(proc.resolve("ipv6_route"), 0, IPV6_HEX)) {
      int prefixLength = Integer.parseInt(row[1], 16);
      routes.add(new Route(row[9], new Cidr(ipv6(row[0]), prefixLength), ipv6(row[4])));
    }
    return routes;
  }

  private static List<String[]> rows(Path file, int address, Pattern shape) {
    try (Stream<String> lines = Files.lines(file, StandardCharsets.US_ASCII)) {
      return lines
          .map(line -> BLANKS.split(line.strip(), -1))
          .filter(row -> row.length > 9 && shape.matcher(row[address]).matches())
          .toList();
    } catch (IOException withoutThatFamily) {
      return List.of();
    }
  }

  /** These are numbers in host order: on the usual machines, octets reversed. */
  private static Ip ipv4(String hex) {
    int reversed = Integer.reverseBytes(Integer.parseUnsignedInt(hex, 16));
    return new Ip(Family.IPV4, 0, Integer.toUnsignedLong(reversed));
  }

  private static Ip ipv6(String hex) {
    return Ip.of(HexFormat.of().parseHex(hex));
  }

  /** Whether it leads through a gateway. */
  public boolean hasGateway() {
    return !gateway.isFirst();
  }

  /**
   * Whether it says that a segment has these addresses, as that of an address with a prefix does:
   * one without a gateway, to more than one address, but not to all.
   */
  boolean isOfSegment() {
    Ip first = prefix.address();
    return !hasGateway()
        && prefix.prefixLength() > 0
        && prefix.prefixLength() < first.family().bits()
        && !first.isLinkLocal()
        && !IPV4_GROUPS.contains(first)
        && !IPV6_GROUPS.contains(first);
  }
}
