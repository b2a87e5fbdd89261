package io.openelb.speaker.view;

import io.openelb.core.address.Ip;
import io.openelb.core.announcement.Assignment;
import io.openelb.core.pool.Pool;
import io.openelb.speaker.announce.PlanChange;
import io.openelb.speaker.announce.StrictArp;
import io.openelb.speaker.link.Nic;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the plan of this node up to what the API server and the kernel say. News of an address
 * costs work for that address alone; only other surroundings make all be looked at.
 *
 * <p>Trusts no more than it must: an address is planned only while it is inside an Eip, or was when
 * last seen, and not when it is a node's. Where it is this machine's own, or a gateway of it, it is
 * left to others. Belongs to one thread.
 */
final class Planner {

  /** The kernel doesn't tell of other routes: they are read again when there is something to do. */
  private static final long ROUTES_NANOS = Duration.ofSeconds(1).toNanos();

  private final String node;
  private final Routes routes;
  private final LongSupplier clock;
  private final Map<Ip, Holder> holders = new HashMap<>();
  private final Map<Ip, Planned> planned = new HashMap<>();

  /** Addresses that can't be announced here, with the Eip of each. */
  private final Map<Ip, String> refused = new TreeMap<>();

  /** Addresses to be looked at. */
  private final Set<Ip> due = new HashSet<>();

  private @Nullable Site site;
  private long routesReadAt;
  private Set<String> interfaces = Set.of();
  private Set<String> problems = Set.of();

  /** An address with the Eip that it was last seen in. */
  private record Planned(Pool pool, Assignment assignment) {}

  /**
   * Nothing is planned yet.
   *
   * @param node this one
   * @param clock monotonic, in nanoseconds
   */
  Planner(String node, Routes routes, LongSupplier clock) {
    this.node = node;
    this.routes = routes;
    this.clock = clock;
  }

  /** What is other than in the plan before. */
  PlanChange plan(Cluster.News news, Map<String, Nic> nics) {
    news.holders().forEach(this::take);
    Site here = look(news.surroundings(), nics);
    boolean moved = !here.equals(site);
    if (moved) {
      due.addAll(holders.keySet());
    }
    // Nothing is changed before all is known: what fails is looked at again.
    Map<Ip, Optional<Planned>> next = HashMap.newHashMap(due.size());
    due.forEach(address -> next.put(address, planned(here, address)));
    due.clear();
    site = here;
    List<Assignment> assigned = new ArrayList<>();
    List<Ip> withdrawn = new ArrayList<>();
    next.forEach((address, after) -> {
      Planned before = planned.get(address);
      if (after.isPresent()) {
        planned.put(address, after.get());
        // One that was given out anew is news, though it is to be announced as before.
        boolean isNews = news.holders().containsKey(address);
        if (isNews || before == null || !before.assignment.equals(after.get().assignment)) {
          assigned.add(after.get().assignment);
        }
      } else if (before != null) {
        planned.remove(address);
        withdrawn.add(address);
      }
    });
    if (moved) {
      wish(here);
    }
    return new PlanChange(assigned, withdrawn, interfaces, here.ownGateways(), problems(here));
  }

  private void take(Ip address, Optional<Holder> holder) {
    due.add(address);
    holder.ifPresentOrElse(one -> holders.put(address, one), () -> holders.remove(address));
  }

  private Site look(Surroundings surroundings, Map<String, Nic> nics) {
    Site last = site;
    long now = clock.getAsLong();
    if (last != null && last.isOf(surroundings, nics) && now - routesReadAt < ROUTES_NANOS) {
      return last;
    }
    routesReadAt = now;
    return Site.read(surroundings, nics, routes);
  }

  private Optional<Planned> planned(Site here, Ip address) {
    refused.remove(address);
    Holder holder = holders.get(address);
    if (holder == null) {
      return Optional.empty();
    }
    return here.poolOf(address)
        .or(() -> Optional.ofNullable(planned.get(address)).map(Planned::pool))
        .flatMap(pool -> planned(here, address, pool, holder));
  }

  private Optional<Planned> planned(Site here, Ip address, Pool pool, Holder holder) {
    boolean leftToOthers = here.uses(address);
    boolean isNodes = here.isNodes(address);
    if (leftToOthers || isNodes) {
      refused.put(address, pool.name());
    }
    if (isNodes) {
      return Optional.empty();
    }
    Set<String> on = leftToOthers ? Set.of() : here.interfaces(pool, address);
    return Optional.of(new Planned(pool, new Assignment(address, holder.ranking(), on)));
  }

  /**
   * Whether the kernel of this node answers on the interface for what is announced there, by this
   * node's speaker or another's. Those notice it only while they ask for an address, and the kernel
   * may get it later.
   */
  private boolean kernelAnswers(Site here, String nic) {
    return routes.answeredByKernel(nic).stream().anyMatch(address -> isOn(here, nic, address));
  }

  private boolean isOn(Site here, String nic, Ip address) {
    Planned one = planned.get(address);
    if (one == null) {
      return false;
    }
    Set<String> own = one.assignment.interfaces();
    return own.isEmpty() ? here.isOnSegment(nic, address) : own.contains(nic);
  }

  private void wish(Site here) {
    Site.Wish wish = here.wish();
    problems = wish.problems();
    interfaces = new TreeSet<>(wish.interfaces());
    // Those of addresses whose Eip can't be seen any more.
    planned.values().forEach(one -> interfaces.addAll(one.assignment.interfaces()));
  }

  private List<String> problems(Site here) {
    Set<String> all = new TreeSet<>(problems);
    if (interfaces.stream().anyMatch(nic -> kernelAnswers(here, nic))) {
      all.add(StrictArp.problem(node));
    }
    refused.forEach((address, eip) ->
        all.add(
            "%s of Eip %s is not announced: it is an address of a node or a gateway"
                .formatted(address, eip)));
    return List.copyOf(all);
  }
}
