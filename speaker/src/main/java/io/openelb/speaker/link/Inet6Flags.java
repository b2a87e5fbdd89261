package io.openelb.speaker.link;

import io.openelb.core.address.Cidr;
import io.openelb.core.address.Ip;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** What the kernel thinks of the node's IPv6 addresses, as in {@code /proc/net/if_inet6}. */
final class Inet6Flags {

  // Those of linux/if_addr.h.
  private static final int TEMPORARY = 0x01;
  private static final int DADFAILED = 0x08;
  private static final int DEPRECATED = 0x20;
  private static final int TENTATIVE = 0x40;

  private static final int ADDRESS = 0;
  private static final int FLAGS = 4;

  private static final Pattern BLANKS = Pattern.compile("\\s+");

  private final Map<Ip, Integer> flags = new HashMap<>();

  private Inet6Flags() {}

  /** The flags of this moment; none without IPv6. */
  static Inet6Flags read(Path file) {
    Inet6Flags read = new Inet6Flags();
    try {
      for (String line : Files.readAllLines(file, StandardCharsets.US_ASCII)) {
        String[] fields = BLANKS.split(line, -1);
        Ip address = Ip.of(HexFormat.of().parseHex(fields[ADDRESS]));
        read.flags.put(address, Integer.parseInt(fields[FLAGS], 16));
      }
    } catch (IOException withoutIpv6) {
      // Nothing is known of any.
    }
    return read;
  }

  /** Those that are the node's own, and those that are to stay so before the others. */
  List<Cidr> sort(List<Cidr> addresses) {
    return addresses.stream()
        .filter(own -> !has(own, TENTATIVE | DADFAILED))
        .sorted(Comparator.comparing(own -> has(own, TEMPORARY | DEPRECATED)))
        .toList();
  }

  private boolean has(Cidr own, int any) {
    return (flags.getOrDefault(own.address(), 0) & any) != 0;
  }
}
