package io.openelb.operator.ranking;

import io.openelb.core.address.Ip;
import io.openelb.core.allocation.ServiceId;
import io.openelb.core.allocation.Tenant;
import io.openelb.core.pool.Pools;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The ranking of every Service for the addresses of which it is the eldest; one that shares all of
 * its addresses with elders has the ranking of one of them.
 *
 * <p>What stands on a Service is believed once, when it is first seen. From then on the rankings
 * here are the truth, whatever others write on the Service.
 */
public final class Rankings {

  private final Supplier<NodesView> view;
  private final Supplier<Pools> pools;
  private final Function<ServiceId, Set<String>> backends;
  private final LongSupplier nanoClock;
  private final Map<ServiceId, Entry> entries = new LinkedHashMap<>();
  private final Loads loads = new Loads();
  private final Takeovers takeovers = new Takeovers();

  /** What must be ranked again although nodes, speakers and Eips stay as they are. */
  private final Set<ServiceId> toRankAgain = new HashSet<>();

  /** Whose eldest was not ranked yet when they were to be. */
  private final Map<ServiceId, ServiceId> waitingForEldest = new HashMap<>();

  /** By what everything was last ranked. */
  private @Nullable Basis basis;

  private record Basis(NodesView view, Pools pools) {

    /** Whether nodes are assessed as by another one, whatever they took over meanwhile. */
    boolean assessesAs(Basis other) {
      return view.nodes().equals(other.view.nodes()) && pools.equals(other.pools);
    }
  }

  /**
   * No rankings yet.
   *
   * @param backends the nodes that have a Service's pods
   * @param nanoClock monotonic, in nanoseconds, such as {@link System#nanoTime}
   */
  Rankings(
      Supplier<NodesView> view,
      Supplier<Pools> pools,
      Function<ServiceId, Set<String>> backends,
      LongSupplier nanoClock) {
    this.view = view;
    this.pools = pools;
    this.backends = backends;
    this.nanoClock = nanoClock;
  }

  /**
   * The ranking of a Service that shares all of its addresses with elders.
   *
   * @param elder the eldest on one of them
   * @param written what stands on the Service
   */
  public synchronized Ranked like(ServiceId elder, ServiceId service, List<String> written) {
    Entry entry = entries.get(elder);
    if (entry == null) {
      waitingForEldest.put(service, elder);
      Entry own = entries.get(service);
      return own == null ? new Ranked(written, "") : own.ranked();
    }
    forget(service);
    return entry.ranked();
  }

  /**
   * The ranking of a Service.
   *
   * @param addresses those of which it is the eldest; not empty
   * @param beside the other Services on its addresses: what their nodes answer for does not move to
   *     another because an elder joins them
   * @param written what stands on the Service
   */
  public synchronized Ranked of(
      Tenant tenant, List<Ip> addresses, Set<ServiceId> beside, List<String> written) {
    ServiceId service = tenant.service();
    Entry known = entries.get(service);
    if (known != null && known.addresses().equals(addresses) && known.local() == tenant.local()) {
      return known.ranked();
    }
    List<String> last = known == null ? written : known.lastFor(addresses);
    if (last.isEmpty()) {
      last = lastOf(beside, addresses);
    }
    forget(service);
    Basis now = basis();
    Ranker ranker = ranker(now);
    Entry entry =
        ranker.rank(
            service,
            new Entry(
                addresses,
                tenant.local(),
                new Ranked(last, ""),
                TakeoverBackoff.begin(ranker.time())));
    put(service, entry);
    if (isContested(entry, now.view())) {
      toRankAgain.add(service);
    }
    return entry.ranked();
  }

  private List<String> lastOf(Set<ServiceId> services, List<Ip> addresses) {
    return services.stream()
        .map(entries::get)
        .filter(entry -> entry != null && !Collections.disjoint(entry.addresses(), addresses))
        .findFirst()
        .map(entry -> entry.ranked().nodes())
        .orElse(List.of());
  }

  /** Forgets a Service that has no address any more. */
  public synchronized void forget(ServiceId service) {
    waitingForEldest.remove(service);
    Entry entry = entries.remove(service);
    if (entry != null) {
      loads.remove(entry);
    }
  }

  /**
   * Takes note that a Service's endpoints have moved.
   *
   * @return whether its ranking depends on them
   */
  synchronized boolean endpointsMoved(ServiceId service) {
    Entry entry = entries.get(service);
    return entry != null && entry.local() && toRankAgain.add(service);
  }

  /**
   * Ranks again whatever may have changed: all, when nodes, speakers or Eips have; otherwise what
   * was left over, where a takeover is reported, and where endpoints have moved.
   *
   * @param limit how many rankings may change behind their first place; the first places are never
   *     held back
   * @return the Services whose ranking is another now
   */
  synchronized Set<ServiceId> rankAgain(int limit) {
    Basis now = basis();
    List<ServiceId> due = due(now);
    basis = now;
    toRankAgain.clear();
    Ranker ranker = ranker(now);
    takeovers.see(now.view().takeovers(), ranker.time());
    Set<ServiceId> changed = new LinkedHashSet<>();
    int behind = 0;
    for (ServiceId service : due) {
      Entry last = entries.get(service);
      if (last == null) {
        continue;
      }
      loads.remove(last);
      Entry next = ranker.rank(service, last);
      boolean firstMoved = !next.first().equals(last.first());
      boolean moved = !next.ranked().isAs(last.ranked());
      boolean accepted = firstMoved || (moved && behind++ < limit);
      Entry standing = accepted ? next : last;
      put(service, standing);
      if (accepted) {
        changed.add(service);
      }
      if ((moved && !accepted) || isContested(standing, now.view())) {
        toRankAgain.add(service);
      }
    }
    waitingForEldest.forEach((service, eldest) -> {
      if (entries.containsKey(eldest)) {
        changed.add(service);
      }
    });
    waitingForEldest.keySet().removeAll(changed);
    return changed;
  }

  /**
   * All, where nodes may be assessed otherwise. A report of takeovers concerns those addresses
   * only: when a node dies there is one after the other, and thousands of addresses to rank.
   */
  private List<ServiceId> due(Basis now) {
    Basis before = basis;
    if (before == null || !now.assessesAs(before)) {
      return List.copyOf(entries.keySet());
    }
    if (!now.view().takeovers().equals(before.view().takeovers())) {
      entries.forEach((service, entry) -> {
        if (isContested(entry, now.view())) {
          toRankAgain.add(service);
        }
      });
    }
    return List.copyOf(toRankAgain);
  }

  /** Whether another node than the first one is reported to have an address. */
  private static boolean isContested(Entry entry, NodesView view) {
    return entry.addresses().stream()
        .map(view.takeovers()::get)
        .anyMatch(taken -> taken != null && !entry.first().equals(Optional.of(taken.node())));
  }

  private Basis basis() {
    return new Basis(view.get(), pools.get());
  }

  private Ranker ranker(Basis basis) {
    return new Ranker(
        new NodeAssessor(basis.view(), basis.pools(), backends),
        takeovers,
        loads,
        nanoClock.getAsLong());
  }

  private void put(ServiceId service, Entry entry) {
    entries.put(service, entry);
    loads.add(entry);
  }

  /**
   * Moves the addresses of one Service to a node with fewer, if that levels the loads and
   * everything is at rest: no takeover is reported, no ranking has just changed, and none is still
   * to be made again.
   *
   * @return the Service whose ranking is another now
   */
  synchronized Optional<ServiceId> rebalance() {
    Basis now = basis();
    if (!now.equals(basis) || !isAtRest(now.view())) {
      return Optional.empty();
    }
    Ranker ranker = ranker(now);
    Optional<Move> best = Move.best(entries, ranker.assessor(), loads);
    best.ifPresent(move -> carryOut(move, ranker));
    return best.map(Move::service);
  }

  private boolean isAtRest(NodesView now) {
    long time = nanoClock.getAsLong();
    return toRankAgain.isEmpty()
        && now.takeovers().isEmpty()
        && entries.values().stream().allMatch(entry -> entry.backoff().mayFollow(time));
  }

  private void carryOut(Move move, Ranker ranker) {
    Entry last = move.entry();
    Ranked ranked =
        new Ranked(
            ranker.order(last, Optional.of(move.to()), move.assessments()),
            move.reason(loads),
            move.assessments().unanswered());
    loads.remove(last);
    put(move.service(), last.with(ranked, last.backoff().moved(ranker.time())));
  }
}
