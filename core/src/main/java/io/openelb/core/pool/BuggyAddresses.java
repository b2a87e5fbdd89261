package io.openelb.core.pool;

import io.openelb.core.address.AddressSet;
import io.openelb.core.address.Family;
import io.openelb.core.address.Ip;
import io.openelb.core.address.IpRange;
import io.openelb.core.address.Parsed;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;

/**
 * IPv4 addresses that end in .0 or .255: some clients and routers wrongly take them for network or
 * broadcast.
 */
final class BuggyAddresses {

  /**
   * A pool has a range for each 254 addresses between them: beyond a /8 that would cost memory for
   * nothing.
   */
  private static final BigInteger MOST = BigInteger.ONE.shiftLeft(24);

  private BuggyAddresses() {}

  /** Those in the set; none in IPv6. */
  static Parsed<AddressSet> in(AddressSet set) {
    List<IpRange> buggy = new ArrayList<>();
    for (IpRange range : set.ranges()) {
      if (range.family() == Family.IPV6) {
        continue;
      }
      if (range.size().compareTo(MOST) > 0) {
        return Parsed.bad(
            range + " has more than " + MOST + " addresses; write smaller ranges or leave it out");
      }
      // Pairs x.255 and (x+1).0 touch: one range for both, from the .255 before the range to the .0
      // behind it.
      for (long end = (range.first().low() | 0xff) - 256; end <= range.last().low(); end += 256) {
        addIfIn(range, end, buggy);
        addIfIn(range, end + 1, buggy);
      }
    }
    return Parsed.good(AddressSet.ofRanges(buggy));
  }

  private static void addIfIn(IpRange range, long value, List<IpRange> buggy) {
    if (range.first().low() <= value && value <= range.last().low()) {
      buggy.add(IpRange.single(new Ip(Family.IPV4, 0, value)));
    }
  }
}
