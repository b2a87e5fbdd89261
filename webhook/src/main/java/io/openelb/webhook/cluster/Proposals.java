package io.openelb.webhook.cluster;

import io.openelb.core.address.Ip;
import io.openelb.core.allocation.AddressChoice;
import io.openelb.core.allocation.ServiceId;
import io.openelb.core.allocation.Wanted;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.function.Predicate;

/**
 * Addresses that are spoken for although no status says so yet: what we admitted in the last
 * seconds, and what Services that wait have been promised or ask for.
 *
 * <p>Not safe for use by several threads at once.
 */
public final class Proposals {

  /** Longer than a Service takes from admission to our watch, retries of a slow client included. */
  static final Duration HOLD = Duration.ofSeconds(10);

  /** So many Services that wait at once mean that other replicas propose as well. */
  static final int CONTENTION = 2;

  /**
   * So do so many within this time, though none may wait any more: what others propose now is seen
   * only later.
   */
  static final int BURST = 16;

  static final Duration BURST_TIME = Duration.ofSeconds(1);

  private record Hold(ServiceId service, long until) {}

  private final Map<Ip, Hold> held = new HashMap<>();
  private final Wanted wanted = new Wanted();

  /** When the last Services were first heard of, the oldest first; at most {@link #BURST}. */
  private final Deque<Long> arrivals = new ArrayDeque<>(BURST);

  private final LongSupplier nanoTime;
  private Share share = Share.ALL;

  /**
   * None yet.
   *
   * @param nanoTime monotonic
   */
  public Proposals(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
  }

  /** From now on this replica steps apart from the others into this share. */
  void keepTo(Share share) {
    this.share = share;
  }

  /** Holds back what a Service was admitted with, in place of what was before. */
  public void hold(ServiceId service, Collection<Ip> addresses) {
    expire();
    arrived();
    held.values().removeIf(hold -> hold.service().equals(service));
    long until = nanoTime.getAsLong() + HOLD.toNanos();
    addresses.forEach(ip -> held.put(ip, new Hold(service, until)));
  }

  /** The watch has seen a Service, which has no address yet but wants these. */
  void want(ServiceId service, Set<Ip> addresses) {
    if (held.values().stream().noneMatch(hold -> hold.service().equals(service))) {
      arrived();
    }
    forget(service);
    wanted.put(service, addresses);
  }

  /** The watch has seen that a Service has its address, or is gone: it waits no more. */
  void forget(ServiceId service) {
    held.values().removeIf(hold -> hold.service().equals(service));
    wanted.remove(service);
  }

  /** Whether an address is spoken for by another Service than this. */
  public boolean taken(Ip ip, ServiceId service) {
    Hold hold = held.get(ip);
    boolean heldBack = hold != null && !hold.service().equals(service) && !isOver(hold);
    return heldBack || wanted.byOthers(ip, service);
  }

  /**
   * How to choose for a Service: the lowest that is not spoken for; under contention the lowest of
   * our share, since the other replicas, whose proposals we can't see, would take the same.
   */
  public AddressChoice choiceFor(ServiceId service) {
    expire();
    Predicate<Ip> taken = ip -> taken(ip, service);
    AddressChoice lowest = AddressChoice.lowestExcept(taken);
    return held.size() + wanted.size() < CONTENTION && !isBurst()
        ? lowest
        : AddressChoice.lowestExcept(taken.or(ip -> !share.has(ip))).or(lowest);
  }

  private void arrived() {
    if (arrivals.size() == BURST) {
      arrivals.removeFirst();
    }
    arrivals.addLast(nanoTime.getAsLong());
  }

  private boolean isBurst() {
    return arrivals.size() == BURST
        && nanoTime.getAsLong() - arrivals.getFirst() < BURST_TIME.toNanos();
  }

  private void expire() {
    held.values().removeIf(this::isOver);
  }

  private boolean isOver(Hold hold) {
    return hold.until() - nanoTime.getAsLong() <= 0;
  }
}
