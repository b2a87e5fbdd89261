package io.openelb.operator.conflict;

import io.openelb.core.address.Ip;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * The addresses that this leader gave out and that nobody can have announced for long. A Service
 * keeps its address for its life; until somebody has announced it, nobody knows of it.
 *
 * <p>A speaker that was started anew knows nothing of what was announced before, so its word alone
 * does not make an address a new one; nor is one new to a leader that did not give it itself.
 */
public final class UnannouncedAddresses {

  /**
   * A speaker that may announce an address has asked the segment for it within some seconds; a busy
   * one, or one that is just starting, later.
   */
  private static final Duration ENOUGH = Duration.ofSeconds(60);

  private final LongSupplier nanoClock;
  private final Map<Ip, Arrival> arrivals = new HashMap<>();

  private record Arrival(boolean ranked, long time) {}

  /**
   * Nobody yet.
   *
   * @param nanoClock monotonic, in nanoseconds, such as {@link System#nanoTime}
   */
  public UnannouncedAddresses(LongSupplier nanoClock) {
    this.nanoClock = nanoClock;
  }

  /** An address is given out that nobody held. */
  public synchronized void give(Ip address) {
    arrivals.values().removeIf(this::isOver);
    arrivals.put(address, new Arrival(false, nanoClock.getAsLong()));
  }

  /** From now on there is a node that may announce these. */
  public synchronized void ranked(Collection<Ip> addresses) {
    long now = nanoClock.getAsLong();
    for (Ip address : addresses) {
      arrivals.computeIfPresent(
          address, (_, arrival) -> arrival.ranked() ? arrival : new Arrival(true, now));
    }
  }

  /** Whether the address is new. */
  public synchronized boolean contains(Ip address) {
    Arrival arrival = arrivals.get(address);
    return arrival != null && !isOver(arrival);
  }

  private boolean isOver(Arrival arrival) {
    return arrival.ranked() && nanoClock.getAsLong() - arrival.time() >= ENOUGH.toNanos();
  }
}
