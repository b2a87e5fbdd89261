package io.openelb.core.allocation;

import io.openelb.core.address.AddressSet;
import io.openelb.core.address.Ip;
import io.openelb.core.address.IpRange;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The addresses of a pool that nobody holds, as intervals: finding the next, taking one and giving
 * one back cost O(log n) in the number of intervals, whatever the size of the pool.
 */
public final class FreeAddresses {

  /** First to last address of each interval; no two touch. */
  private final NavigableMap<Ip, Ip> intervals = new TreeMap<>();

  private final AddressSet assignable;
  private long taken;

  FreeAddresses(AddressSet assignable) {
    this.assignable = assignable;
    for (IpRange range : assignable.ranges()) {
      intervals.put(range.first(), range.last());
    }
  }

  /** What was there to be given out, when nobody held anything. */
  public AddressSet assignable() {
    return assignable;
  }

  /** How many of them somebody holds. */
  public long taken() {
    return taken;
  }

  /** The lowest free address. */
  public Optional<Ip> lowest() {
    return intervals.isEmpty() ? Optional.empty() : Optional.of(intervals.firstKey());
  }

  /** The lowest free address that is not below the given one. */
  public Optional<Ip> lowestFrom(Ip from) {
    if (isFree(from)) {
      return Optional.of(from);
    }
    return Optional.ofNullable(intervals.higherKey(from));
  }

  /** Whether the address may be given out and nobody holds it. */
  public boolean isFree(Ip ip) {
    return intervalOf(ip) != null;
  }

  private Map.@Nullable Entry<Ip, Ip> intervalOf(Ip ip) {
    Map.Entry<Ip, Ip> below = intervals.floorEntry(ip);
    return below == null || ip.compareTo(below.getValue()) > 0 ? null : below;
  }

  /** Nothing happens when it is not free, or not of this pool. */
  void take(Ip ip) {
    Map.Entry<Ip, Ip> interval = intervalOf(ip);
    if (interval == null) {
      return;
    }
    taken++;
    Ip first = interval.getKey();
    Ip last = interval.getValue();
    if (first.equals(ip)) {
      intervals.remove(first);
    } else {
      intervals.put(first, ip.previous());
    }
    if (!last.equals(ip)) {
      intervals.put(ip.next(), last);
    }
  }

  /** Nothing happens when it is free, or not of this pool. */
  void give(Ip ip) {
    if (!assignable.contains(ip) || isFree(ip)) {
      return;
    }
    taken--;
    Ip first = ip;
    Ip last = ip;
    Map.Entry<Ip, Ip> before = intervals.lowerEntry(ip);
    if (before != null && !before.getValue().isLast() && before.getValue().next().equals(ip)) {
      first = before.getKey();
    }
    Map.Entry<Ip, Ip> after = intervals.higherEntry(ip);
    if (after != null && !ip.isLast() && ip.next().equals(after.getKey())) {
      last = after.getValue();
      intervals.remove(after.getKey());
    }
    intervals.put(first, last);
  }
}
