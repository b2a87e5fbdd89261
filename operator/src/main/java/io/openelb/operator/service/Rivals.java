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
  private final Map<ServiceId, Fight> fights = new Recent();

  /**
   * What we wrote.
   *
   * @param rewrites how often in a row it had to be written again soon
   * @param at when it was written last
   */
  private record Fight(List<String> addresses, int rewrites, long at) {

    Duration pause() {
      int doublings = rewrites - SUSPICIOUS;
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
    int rewrites =
        Optional.ofNullable(fights.get(service))
            .filter(last -> last.addresses().equals(addresses))
            .filter(last -> now - last.at() <= SOON.plus(last.pause()).toNanos())
            .map(last -> last.rewrites() + 1)
            .orElse(0);
    fights.put(service, new Fight(addresses, rewrites, now));
    return rewrites >= SUSPICIOUS;
  }

  /** How long nothing is to be written to a Service yet; zero mostly. */
  synchronized Duration pause(ServiceId service) {
    Fight fight = fights.get(service);
    if (fight == null) {
      return Duration.ZERO;
    }
    Duration rest = fight.pause().minusNanos(nanoClock.getAsLong() - fight.at());
    return rest.isNegative() ? Duration.ZERO : rest;
  }

  private static final class Recent extends LinkedHashMap<ServiceId, Fight> {

    private static final long serialVersionUID = 1L;

    Recent() {
      super(16, 0.75f, true);
    }

    @Override
    protected boolean removeEldestEntry(Map.Entry<ServiceId, Fight> eldest) {
      return size() > REMEMBERED;
    }
  }
}
