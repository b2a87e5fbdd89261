package io.openelb.webhook.cluster;

import io.openelb.core.address.Ip;
import io.openelb.core.allocation.AddressChoice;
import io.openelb.core.allocation.ServiceId;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;

/**
 * Addresses that are spoken for although no status says so yet: what we proposed in the last
 * seconds, and what Services that wait have been promised or ask for.
 *
 * <p>Not safe for use by several threads at once.
 */
public final class Proposals {

  /** Longer than a Service takes from admission to our watch, retries of a slow client included. */
  static final Duration HOLD = Duration.ofSeconds(5);

  /** So many proposals that were not seen in the watch yet mean that others propose as well. */
  static final int CONTENTION = 4;

  private record Hold(ServiceId service, long until) {}

  private final Map<Ip, Hold> held = new HashMap<>();
  private final Map<ServiceId, Set<Ip>> wanted = new HashMap<>();
  private final Map<Ip, Set<ServiceId>> wanting = new HashMap<>();
  private final LongSupplier nanoTime;
  private final RandomGenerator random;

  /**
   * None yet.
   *
   * @param nanoTime monotonic
   */
  public Proposals(LongSupplier nanoTime, RandomGenerator random) {
    this.nanoTime = nanoTime;
    this.random = random;
  }

  /** Holds back what was proposed to a Service, in place of what was before. */
  public void hold(ServiceId service, Collection<Ip> addresses) {
    expire();
    held.values().removeIf(hold -> hold.service().equals(service));
    long until = nanoTime.getAsLong() + HOLD.toNanos();
    addresses.forEach(ip -> held.put(ip, new Hold(service, until)));
  }

  /** The watch has seen a Service, which has no address yet but wants these. */
  void want(ServiceId service, Set<Ip> addresses) {
    forget(service);
    if (addresses.isEmpty()) {
      return;
    }
    wanted.put(service, Set.copyOf(addresses));
    addresses.forEach(ip -> wanting.computeIfAbsent(ip, _ -> new HashSet<>()).add(service));
  }

  /** The watch has seen that a Service has its address, or is gone: it waits no more. */
  void forget(ServiceId service) {
    held.values().removeIf(hold -> hold.service().equals(service));
    Set<Ip> before = wanted.remove(service);
    if (before == null) {
      return;
    }
    for (Ip ip : before) {
      wanting.computeIfPresent(
          ip,
          (_, services) -> {
            services.remove(service);
            return services.isEmpty() ? null : services;
          });
    }
  }

  /** Whether an address is spoken for by another Service than this. */
  public boolean taken(Ip ip, ServiceId service) {
    Hold hold = held.get(ip);
    if (hold != null && !hold.service().equals(service) && !isOver(hold)) {
      return true;
    }
    Set<ServiceId> services = wanting.get(ip);
    return services != null && services.stream().anyMatch(other -> !other.equals(service));
  }

  /**
   * How to choose for a Service: the lowest that is not spoken for; under contention any, since the
   * other replica, whose proposals we can't see, would take the lowest too.
   */
  public AddressChoice choiceFor(ServiceId service) {
    expire();
    Predicate<Ip> avoided = ip -> taken(ip, service);
    return held.size() < CONTENTION
        ? AddressChoice.lowestExcept(avoided)
        : AddressChoice.from(random.nextLong(Long.MAX_VALUE), avoided);
  }

  private void expire() {
    held.values().removeIf(this::isOver);
  }

  private boolean isOver(Hold hold) {
    return hold.until() - nanoTime.getAsLong() <= 0;
  }
}
