package io.openelb.operator.ranking;

import io.openelb.core.address.Ip;
import io.openelb.core.allocation.Grant;
import io.openelb.core.allocation.ServiceId;
import io.openelb.core.allocation.Tenant;
import io.openelb.core.announcement.NodeRanking;
import io.openelb.core.announcement.NodeRanking.Candidate;
import io.openelb.core.announcement.NodeRanking.Fitness;
import io.openelb.core.pool.Pool;
import io.openelb.core.pool.Pools;
import io.openelb.operator.ranking.Eligibility.Demand;
import io.openelb.operator.ranking.View.NodeView;
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
 * The ranking of every Service that has an address of its own; one that shares the addresses of an
 * elder has that one's.
 *
 * <p>What stands on a Service is believed once, when it is first seen. From then on the rankings
 * here are the truth, whatever others write on the Service.
 */
public final class Rankings {

  private record Entry(List<Ip> addresses, boolean local, Ranked ranked, Settling settling) {

    /** Another address begins anew: what spoke for a node may not any more. */
    List<String> lastFor(List<Ip> addresses) {
      return this.addresses.equals(addresses) ? ranked.nodes() : List.of();
    }

    Optional<String> first() {
      return ranked.nodes().stream().findFirst();
    }
  }

  private final Supplier<View> view;
  private final Supplier<Pools> pools;
  private final Function<ServiceId, Set<String>> backends;
  private final LongSupplier nanoClock;
  private final Map<ServiceId, Entry> entries = new LinkedHashMap<>();
  private final Map<String, Integer> firsts = new HashMap<>();

  private final Takeovers takeovers = new Takeovers();

  /** What must be ranked again although nodes, speakers and Eips stay as they are. */
  private final Set<ServiceId> restless = new HashSet<>();

  /** By what everything was last ranked. */
  private @Nullable Basis basis;

  private record Basis(View view, Pools pools) {}

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
   * The ranking of a Service.
   *
   * @param eldest the Service whose ranking counts on its addresses; itself when it shares none
   * @param written what stands on the Service
   */
  public synchronized Ranked of(
      Tenant tenant, ServiceId eldest, List<Grant> grants, List<String> written) {
    ServiceId service = tenant.service();
    if (!eldest.equals(service)) {
      forget(service);
      Entry entry = entries.get(eldest);
      return entry == null ? new Ranked(written, "") : entry.ranked();
    }
    List<Ip> addresses = grants.stream().map(Grant::address).toList();
    Entry known = entries.get(service);
    if (known != null && known.addresses().equals(addresses) && known.local() == tenant.local()) {
      return known.ranked();
    }
    List<String> last = known == null ? written : known.lastFor(addresses);
    forget(service);
    Entry entry =
        rank(
            service,
            new Entry(
                addresses,
                tenant.local(),
                new Ranked(last, ""),
                Settling.begin(nanoClock.getAsLong())),
            basis());
    put(service, entry);
    return entry.ranked();
  }

  /** Forgets a Service that has no address any more. */
  public synchronized void forget(ServiceId service) {
    Entry entry = entries.remove(service);
    if (entry != null) {
      count(entry, -entry.addresses().size());
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
    List<ServiceId> due = List.copyOf(now.equals(basis) ? restless : entries.keySet());
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
      count(last, -last.addresses().size());
      Entry next = rank(service, last, now);
      boolean firstMoved = !next.first().equals(last.first());
      boolean moved = !next.ranked().nodes().equals(last.ranked().nodes());
      boolean accepted = firstMoved || (moved && behind++ < limit);
      put(service, accepted ? next : last);
      if (accepted) {
        changed.add(service);
      } else if (moved || last.addresses().stream().anyMatch(now.view().takeovers()::containsKey)) {
        restless.add(service);
      }
    }
    return changed;
  }

  private Basis basis() {
    return new Basis(view.get(), pools.get());
  }

  private void put(ServiceId service, Entry entry) {
    entries.put(service, entry);
    count(entry, entry.addresses().size());
  }

  private void count(Entry entry, int addresses) {
    entry.first().ifPresent(node -> firsts.merge(node, addresses, Integer::sum));
  }

  private Entry rank(ServiceId service, Entry last, Basis basis) {
    View now = basis.view();
    long time = nanoClock.getAsLong();
    boolean mayFollow = last.settling().mayFollow(time);
    Demand demand = demand(service, last, basis.pools());
    Map<String, Judgement> judgements = new LinkedHashMap<>();
    for (NodeView node : now.nodes()) {
      judgements.put(node.name(), Eligibility.judge(node, demand));
    }
    Optional<Takeover> takeover =
        last.addresses().stream()
            .filter(ip -> mayFollow && takeovers.haveLasted(ip, time))
            .map(now.takeovers()::get)
            .filter(taken -> taken != null && isFit(judgements.get(taken.node())))
            .findFirst();
    List<String> before = last.ranked().nodes();
    List<String> nodes =
        NodeRanking.rank(
            last.addresses().toString(),
            before,
            takeover.map(Takeover::node),
            candidates(judgements),
            last.local());
    return new Entry(
        last.addresses(),
        last.local(),
        new Ranked(nodes, reason(last, nodes, takeover, judgements)),
        settling(last, nodes, takeover, time));
  }

  private static Settling settling(
      Entry last, List<String> nodes, Optional<Takeover> takeover, long time) {
    if (last.first().equals(nodes.stream().findFirst())) {
      return last.settling();
    }
    return takeover.isPresent() ? last.settling().followed(time) : last.settling().moved(time);
  }

  private static boolean isFit(@Nullable Judgement judgement) {
    return judgement != null && judgement.fitness() == Fitness.FIT;
  }

  private List<Candidate> candidates(Map<String, Judgement> judgements) {
    return judgements.entrySet().stream()
        .map(entry ->
            new Candidate(
                entry.getKey(), entry.getValue().fitness(), firsts.getOrDefault(entry.getKey(), 0)))
        .toList();
  }

  private static String reason(
      Entry last,
      List<String> nodes,
      Optional<Takeover> takeover,
      Map<String, Judgement> judgements) {
    Optional<String> before = last.first();
    if (before.isEmpty() || before.equals(nodes.stream().findFirst())) {
      return last.ranked().reason();
    }
    if (takeover.isPresent()) {
      return takeover.get().reason() + "; took over from " + before.get();
    }
    Judgement judgement = judgements.get(before.get());
    return before.get() + " " + (judgement == null ? "is gone" : judgement.reason());
  }

  private Demand demand(ServiceId service, Entry entry, Pools pools) {
    Map<Ip, Optional<Pool>> addresses = new LinkedHashMap<>();
    entry.addresses().forEach(ip -> addresses.put(ip, pools.holding(ip)));
    return new Demand(
        addresses, entry.local() ? Optional.of(backends.apply(service)) : Optional.empty());
  }
}
