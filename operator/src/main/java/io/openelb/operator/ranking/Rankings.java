package io.openelb.operator.ranking;

import io.openelb.core.address.Ip;
import io.openelb.core.allocation.ServiceId;
import io.openelb.core.allocation.Tenant;
import io.openelb.core.announcement.NodeRanking;
import io.openelb.core.pool.Pools;
import io.openelb.operator.ranking.Jury.Verdict;
import io.openelb.operator.ranking.View.Takeover;
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

  private final Supplier<View> view;
  private final Supplier<Pools> pools;
  private final Function<ServiceId, Set<String>> backends;
  private final LongSupplier nanoClock;
  private final Map<ServiceId, Entry> entries = new LinkedHashMap<>();
  private final Loads loads = new Loads();
  private final Takeovers takeovers = new Takeovers();

  /** What must be ranked again although nodes, speakers and Eips stay as they are. */
  private final Set<ServiceId> restless = new HashSet<>();

  /** Whose eldest was not ranked yet when they were to be. */
  private final Map<ServiceId, ServiceId> askedInVain = new HashMap<>();

  /** By what everything was last ranked. */
  private @Nullable Basis basis;

  private record Basis(View view, Pools pools) {

    /** Whether nodes are judged as by another one, whatever they took over meanwhile. */
    boolean judgesAs(Basis other) {
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
      Supplier<View> view,
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
    forget(service);
    Entry entry = entries.get(elder);
    if (entry == null) {
      askedInVain.put(service, elder);
      return new Ranked(written, "");
    }
    return entry.ranked();
  }

  /**
   * The ranking of a Service.
   *
   * @param addresses those of which it is the eldest; not empty
   * @param written what stands on the Service
   */
  public synchronized Ranked of(Tenant tenant, List<Ip> addresses, List<String> written) {
    ServiceId service = tenant.service();
    Entry known = entries.get(service);
    if (known != null && known.addresses().equals(addresses) && known.local() == tenant.local()) {
      return known.ranked();
    }
    List<String> last = known == null ? written : known.lastFor(addresses);
    forget(service);
    Basis now = basis();
    Entry entry =
        rank(
            service,
            new Entry(
                addresses,
                tenant.local(),
                new Ranked(last, ""),
                Settling.begin(nanoClock.getAsLong())),
            now);
    put(service, entry);
    if (isContested(entry, now.view())) {
      restless.add(service);
    }
    return entry.ranked();
  }

  /** Forgets a Service that has no address any more. */
  public synchronized void forget(ServiceId service) {
    askedInVain.remove(service);
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
    return entry != null && entry.local() && restless.add(service);
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
    restless.clear();
    takeovers.see(now.view().takeovers(), nanoClock.getAsLong());
    Set<ServiceId> changed = new LinkedHashSet<>();
    int behind = 0;
    for (ServiceId service : due) {
      Entry last = entries.get(service);
      if (last == null) {
        continue;
      }
      loads.remove(last);
      Entry next = rank(service, last, now);
      boolean firstMoved = !next.first().equals(last.first());
      boolean moved = !next.ranked().nodes().equals(last.ranked().nodes());
      boolean accepted = firstMoved || (moved && behind++ < limit);
      Entry standing = accepted ? next : last;
      put(service, standing);
      if (accepted) {
        changed.add(service);
      }
      if ((moved && !accepted) || isContested(standing, now.view())) {
        restless.add(service);
      }
    }
    askedInVain.forEach((service, eldest) -> {
      if (entries.containsKey(eldest)) {
        changed.add(service);
      }
    });
    askedInVain.keySet().removeAll(changed);
    return changed;
  }

  /**
   * All, where nodes may be judged otherwise. A report of takeovers concerns those addresses only:
   * when a node dies there is one after the other, and thousands of addresses to rank.
   */
  private List<ServiceId> due(Basis now) {
    Basis before = basis;
    if (before == null || !now.judgesAs(before)) {
      return List.copyOf(entries.keySet());
    }
    if (!now.view().takeovers().equals(before.view().takeovers())) {
      entries.forEach((service, entry) -> {
        if (isContested(entry, now.view())) {
          restless.add(service);
        }
      });
    }
    return List.copyOf(restless);
  }

  /** Whether another node than the first one is reported to have an address. */
  private static boolean isContested(Entry entry, View view) {
    return entry.addresses().stream()
        .map(view.takeovers()::get)
        .anyMatch(taken -> taken != null && !entry.first().equals(Optional.of(taken.node())));
  }

  private Basis basis() {
    return new Basis(view.get(), pools.get());
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
    Optional<Move> best = Move.best(entries, new Jury(now.view(), now.pools(), backends), loads);
    best.ifPresent(this::carryOut);
    return best.map(Move::service);
  }

  private boolean isAtRest(View now) {
    long time = nanoClock.getAsLong();
    return restless.isEmpty()
        && now.takeovers().isEmpty()
        && entries.values().stream().allMatch(entry -> entry.settling().mayFollow(time));
  }

  private void carryOut(Move move) {
    Entry last = move.entry();
    Ranked ranked =
        new Ranked(order(last, Optional.of(move.to()), move.verdict()), move.reason(loads));
    loads.remove(last);
    put(move.service(), last.with(ranked, last.settling().moved(nanoClock.getAsLong())));
  }

  private Entry rank(ServiceId service, Entry last, Basis basis) {
    Verdict verdict = new Jury(basis.view(), basis.pools(), backends).judge(service, last);
    long time = nanoClock.getAsLong();
    boolean mayFollow = last.settling().mayFollow(time);
    Optional<Takeover> takeover =
        last.addresses().stream()
            .filter(ip -> mayFollow && takeovers.haveLasted(ip, time))
            .map(basis.view().takeovers()::get)
            .filter(taken -> taken != null && verdict.mayStay(taken.node()))
            .findFirst();
    List<String> nodes = order(last, takeover.map(Takeover::node), verdict);
    return last.with(
        new Ranked(nodes, reason(last, nodes, takeover, verdict)),
        settling(last, nodes, takeover, time));
  }

  private List<String> order(Entry last, Optional<String> preferred, Verdict verdict) {
    return NodeRanking.rank(
        last.addresses().toString(),
        last.ranked().nodes(),
        preferred,
        verdict.candidates(loads),
        last.local());
  }

  private static Settling settling(
      Entry last, List<String> nodes, Optional<Takeover> takeover, long time) {
    if (last.first().equals(nodes.stream().findFirst())) {
      return last.settling();
    }
    return takeover.isPresent() ? last.settling().followed(time) : last.settling().moved(time);
  }

  private static String reason(
      Entry last, List<String> nodes, Optional<Takeover> takeover, Verdict verdict) {
    Optional<String> before = last.first();
    if (nodes.isEmpty()) {
      return verdict.againstAll();
    }
    if (before.isEmpty()) {
      return "";
    }
    if (before.equals(nodes.stream().findFirst())) {
      return last.ranked().reason();
    }
    return takeover.map(Takeover::reason).orElseGet(() -> verdict.against(before.get()));
  }
}
