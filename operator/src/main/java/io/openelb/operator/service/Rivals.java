package io.openelb.operator.service;

import io.openelb.core.allocation.ServiceId;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * Other controllers that write the status of Services of ours. Each undoes what the other wrote: so
 * that they don't do it as fast as the API server can, we take longer and longer.
 */
final class Rivals {

  /** A status that had to be written again sooner than this after the last time. */
  private static final Duration SOON = Duration.ofSeconds(10);

  /** So many in a row are no accident. */
  private static final int SUSPICIOUS = 5;

  private static final Duration LONGEST = Duration.ofSeconds(30);

  private static final int REMEMBERED = 1024;

  private final LongSupplier nanoClock;
  private final Map<ServiceId, Rewrites> rewrites = new Recent();

  /**
   * What we wrote.
   *
   * @param count how often in a row it had to be written again soon
   * @param at when it was written last
   */
  private record Rewrites(List<String> addresses, int count, long at) {

    Duration pause() {
      int doublings = count - SUSPICIOUS;
      if (doublings < 0) {
        return Duration.ZERO;
      }
      Duration pause = Duration.ofSeconds(1L << Math.min(doublings, 5));
      return pause.compareTo(LONGEST) > 0 ? LONGEST : pause;
    }
  }

  /**
   * None known.
   *
   * @param nanoClock monotonic, in nanoseconds, such as {@link System#nanoTime}
   */
  Rivals(LongSupplier nanoClock) {
    this.nanoClock = nanoClock;
  }

  /**
   * Takes note that these addresses were written into a Service's status.
   *
   * @return whether another controller writes it, too
   */
  synchronized boolean wrote(ServiceId service, List<String> addresses) {
    long now = nanoClock.getAsLong();
    int count =
        Optional.ofNullable(rewrites.get(service))
            .filter(last -> last.addresses().equals(addresses))
            .filter(last -> now - last.at() <= SOON.plus(last.pause()).toNanos())
            .map(last -> last.count() + 1)
            .orElse(0);
    rewrites.put(service, new Rewrites(addresses, count, now));
    return count >= SUSPICIOUS;
  }

  /** How long nothing is to be written to a Service yet; zero mostly. */
  synchronized Duration pause(ServiceId service) {
    Rewrites known = rewrites.get(service);
    if (known == null) {
      return Duration.ZERO;
    }
    Duration rest = known.pause().minusNanos(nanoClock.getAsLong() - known.at());
    return rest.isNegative() ? Duration.ZERO : rest;
  }

  private static final class Recent extends LinkedHashMap<ServiceId, Rewrites> {

    private static final long serialVersionUID = 1L;

    Recent() {
      super(16, 0.75f, true);
    }

    @Override
    protected boolean removeEldestEntry(Map.Entry<ServiceId, Rewrites> eldest) {
      return size() > REMEMBERED;
    }
  }
}
