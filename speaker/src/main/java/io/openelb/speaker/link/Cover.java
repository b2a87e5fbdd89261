package io.openelb.speaker.link;

import io.openelb.core.address.Family;
import io.openelb.core.address.Ip;
import io.openelb.core.address.IpRange;
import io.openelb.speaker.frame.AddressTable;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Few ranges with all addresses of a table in them, and as few others as that allows.
 *
 * @param ipv4 sorted, at most {@link #MOST}; no two overlap
 * @param ipv6 the same
 */
record Cover(List<IpRange> ipv4, List<IpRange> ipv6) {

  /** Ranges of a family: what is compared with all of them is soon compared. */
  static final int MOST = 32;

  private static final double TWO_64 = 0x1p64;

  /** Of no address. */
  static final Cover NONE = new Cover(List.of(), List.of());

  /** Of all addresses. */
  static final Cover ALL =
      new Cover(
          List.of(IpRange.of("0.0.0.0-255.255.255.255")),
          List.of(IpRange.of("::-ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff")));

  Cover {
    ipv4 = List.copyOf(ipv4);
    ipv6 = List.copyOf(ipv6);
  }

  /**
   * This, wide enough for the table too; equal to this if it was so before.
   *
   * @param earlier one that it is wide enough for
   */
  Cover with(AddressTable table, AddressTable earlier) {
    return new Cover(
        widened(Family.IPV4, ipv4, table, earlier), widened(Family.IPV6, ipv6, table, earlier));
  }

  private static List<IpRange> widened(
      Family family, List<IpRange> ranges, AddressTable table, AddressTable earlier) {
    List<IpRange> wanted = new ArrayList<>(ranges);
    table.forEachSince(
        earlier,
        family,
        (high, low) -> {
          if (!contains(ranges, high, low)) {
            wanted.add(IpRange.single(new Ip(family, high, low)));
          }
        });
    if (wanted.size() == ranges.size()) {
      return ranges;
    }
    Collections.sort(wanted);
    return few(wanted);
  }

  private static boolean contains(List<IpRange> ranges, long high, long low) {
    int from = 0;
    int to = ranges.size();
    while (from < to) {
      int middle = (from + to) >>> 1;
      IpRange range = ranges.get(middle);
      if (isLess(high, low, range.first().high(), range.first().low())) {
        to = middle;
      } else if (isLess(range.last().high(), range.last().low(), high, low)) {
        from = middle + 1;
      } else {
        return true;
      }
    }
    return false;
  }

  private static boolean isLess(long high, long low, long otherHigh, long otherLow) {
    return high == otherHigh
        ? Long.compareUnsigned(low, otherLow) < 0
        : Long.compareUnsigned(high, otherHigh) < 0;
  }

  /** Closes the gaps that no address is in, and the smallest ones, until there are few enough. */
  private static List<IpRange> few(List<IpRange> sorted) {
    double[] steps = new double[sorted.size()];
    for (int i = 1; i < steps.length; i++) {
      steps[i] = distance(sorted.get(i - 1).last(), sorted.get(i).first());
    }
    List<Integer> begins =
        IntStream.range(1, steps.length)
            .filter(i -> steps[i] > 1)
            .boxed()
            .sorted(Comparator.comparingDouble(i -> -steps[i]))
            .limit(MOST - 1)
            .sorted()
            .toList();
    List<IpRange> few = new ArrayList<>(MOST);
    int begin = 0;
    for (int next : begins) {
      few.add(new IpRange(sorted.get(begin).first(), sorted.get(next - 1).last()));
      begin = next;
    }
    few.add(new IpRange(sorted.get(begin).first(), sorted.getLast().last()));
    return few;
  }

  /** From one address to a later one; a large one to 53 bits, which will do to compare. */
  private static double distance(Ip one, Ip later) {
    long borrow = Long.compareUnsigned(later.low(), one.low()) < 0 ? 1 : 0;
    double high = toDouble(later.high() - one.high() - borrow);
    return high * TWO_64 + toDouble(later.low() - one.low());
  }

  private static double toDouble(long unsigned) {
    return unsigned >= 0 ? unsigned : unsigned + TWO_64;
  }
}
