package io.openelb.core.address;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * An immutable set of addresses, kept as sorted ranges that neither overlap nor touch, so that its
 * cost depends on the number of ranges only: an IPv6 /64 is as cheap as one address.
 */
public final class AddressSet {

  private static final AddressSet EMPTY = new AddressSet(List.of());

  private final List<IpRange> ranges;
  private final BigInteger size;

  private AddressSet(List<IpRange> ranges) {
    this.ranges = ranges;
    this.size = ranges.stream().map(IpRange::size).reduce(BigInteger.ZERO, BigInteger::add);
  }

  /** The set without any address, of no family. */
  public static AddressSet empty() {
    return EMPTY;
  }

  /** Every address of the ranges, which may overlap. */
  public static AddressSet ofRanges(Collection<IpRange> ranges) {
    List<IpRange> merged = new ArrayList<>(ranges.size());
    for (IpRange range : ranges.stream().sorted().toList()) {
      if (!merged.isEmpty() && reaches(merged.getLast(), range)) {
        IpRange last = merged.removeLast();
        merged.add(new IpRange(last.first(), max(last.last(), range.last())));
      } else {
        merged.add(range);
      }
    }
    return new AddressSet(List.copyOf(merged));
  }

  /** The given addresses. */
  public static AddressSet ofAddresses(Collection<Ip> addresses) {
    return ofRanges(addresses.stream().map(IpRange::single).toList());
  }

  /**
   * Reads a comma-separated list of what {@link IpRange#parse} reads, all of one family.
   *
   * @return the set, or the message of the first entry that is not good
   */
  public static Parsed<AddressSet> parse(String text) {
    List<IpRange> ranges = new ArrayList<>();
    for (String entry : text.split(",", -1)) {
      if (entry.isBlank()) {
        return Parsed.bad(
            text.isBlank()
                ? "the address is empty; write for instance 192.168.0.91-192.168.0.100"
                : IpText.quote(text) + " has an empty entry; write one comma between two entries");
      }
      switch (IpRange.parse(entry)) {
        case Parsed.Good<IpRange>(IpRange range) -> ranges.add(range);
        case Parsed.Bad<IpRange>(String message) -> {
          return Parsed.bad(message);
        }
      }
      IpRange first = ranges.getFirst();
      IpRange last = ranges.getLast();
      if (first.family() != last.family()) {
        return Parsed.bad(
            last
                + " is "
                + last.family()
                + " but "
                + first
                + " is "
                + first.family()
                + "; write one Eip for each family");
      }
    }
    return Parsed.good(ofRanges(ranges));
  }

  /**
   * The set of a text that is known to be good.
   *
   * @throws IllegalArgumentException when it isn't
   */
  public static AddressSet of(String text) {
    return parse(text).orThrow();
  }

  /** The ranges, sorted; no two overlap or touch. */
  public List<IpRange> ranges() {
    return ranges;
  }

  /** The exact number of addresses. */
  public BigInteger size() {
    return size;
  }

  /** Whether it has no address at all. */
  public boolean isEmpty() {
    return ranges.isEmpty();
  }

  /** The lowest address; empty if there is none. */
  public Optional<Ip> first() {
    return ranges.isEmpty() ? Optional.empty() : Optional.of(ranges.getFirst().first());
  }

  /** The highest address; empty if there is none. */
  public Optional<Ip> last() {
    return ranges.isEmpty() ? Optional.empty() : Optional.of(ranges.getLast().last());
  }

  /** Whether the address is in the set; O(log n) in the number of ranges. */
  public boolean contains(Ip ip) {
    int from = 0;
    int to = ranges.size() - 1;
    while (from <= to) {
      int middle = (from + to) >>> 1;
      IpRange range = ranges.get(middle);
      if (range.contains(ip)) {
        return true;
      }
      if (range.first().compareTo(ip) > 0) {
        to = middle - 1;
      } else {
        from = middle + 1;
      }
    }
    return false;
  }

  /**
   * The address at a place of the sorted set; linear in the number of ranges.
   *
   * @throws IndexOutOfBoundsException unless the index is at least 0 and below {@link #size}
   */
  public Ip at(BigInteger index) {
    BigInteger rest = index;
    for (IpRange range : ranges) {
      if (rest.signum() >= 0 && rest.compareTo(range.size()) < 0) {
        return range.first().plus(rest);
      }
      rest = rest.subtract(range.size());
    }
    throw new IndexOutOfBoundsException(index + " of " + size);
  }

  /** What is in this but not in the other; linear in the number of ranges of both. */
  public AddressSet minus(AddressSet other) {
    List<IpRange> left = new ArrayList<>();
    int next = 0;
    for (IpRange range : ranges) {
      @Nullable Ip from = range.first();
      while (next < other.ranges.size()
          && other.ranges.get(next).last().compareTo(range.first()) < 0) {
        next++;
      }
      for (int i = next; i < other.ranges.size() && from != null; i++) {
        IpRange cut = other.ranges.get(i);
        if (cut.first().compareTo(range.last()) > 0) {
          break;
        }
        if (from.compareTo(cut.first()) < 0) {
          left.add(new IpRange(from, cut.first().previous()));
        }
        from = cut.last().compareTo(range.last()) < 0 ? cut.last().next() : null;
      }
      if (from != null) {
        left.add(new IpRange(from, range.last()));
      }
    }
    return new AddressSet(List.copyOf(left));
  }

  /** What is in both; linear in the number of ranges of both. */
  public AddressSet intersection(AddressSet other) {
    List<IpRange> common = new ArrayList<>();
    int mine = 0;
    int theirs = 0;
    while (mine < ranges.size() && theirs < other.ranges.size()) {
      IpRange a = ranges.get(mine);
      IpRange b = other.ranges.get(theirs);
      if (a.overlaps(b)) {
        common.add(new IpRange(max(a.first(), b.first()), min(a.last(), b.last())));
      }
      if (a.last().compareTo(b.last()) < 0) {
        mine++;
      } else {
        theirs++;
      }
    }
    return new AddressSet(List.copyOf(common));
  }

  private static boolean reaches(IpRange left, IpRange right) {
    if (left.family() != right.family()) {
      return false;
    }
    return left.last().isLast() || right.first().compareTo(left.last().next()) <= 0;
  }

  private static Ip min(Ip a, Ip b) {
    return a.compareTo(b) <= 0 ? a : b;
  }

  private static Ip max(Ip a, Ip b) {
    return a.compareTo(b) >= 0 ? a : b;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other == this || (other instanceof AddressSet set && ranges.equals(set.ranges));
  }

  @Override
  public int hashCode() {
    return ranges.hashCode();
  }

  /** The ranges, comma-separated: what {@link #parse} reads. */
  @Override
  public String toString() {
    return ranges.stream().map(IpRange::toString).collect(Collectors.joining(","));
  }
}
