package io.openelb.speaker.view;

import io.openelb.core.address.AddressSet;
import io.openelb.core.address.Cidr;
import io.openelb.core.address.Ip;
import io.openelb.core.announcement.Assignment;
import io.openelb.core.pool.InterfaceSelector;
import io.openelb.core.pool.Pool;
import io.openelb.speaker.announce.Plan;
import io.openelb.speaker.link.Nic;
import io.openelb.speaker.view.ClusterView.Holder;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Makes the plan of this node from what the API server and the kernel say. Trusts no more than it
 * must: an address is planned only while it is inside an Eip, or was when last seen, and never when
 * it is a node's, this machine's, or a gateway's. Belongs to one thread.
 */
final class Planner {

  private static final Comparator<Holder> ELDER_FIRST =
      Comparator.comparing(Holder::createdAt)
          .thenComparing(holder -> holder.id().namespace())
          .thenComparing(holder -> holder.id().name());

  private final Routes routes;

  /** The Eip that each planned address was last seen in. */
  private Map<Ip, Pool> known = Map.of();

  Planner(Routes routes) {
    this.routes = routes;
  }

  /** The plan of the moment. */
  Plan plan(ClusterView view, Map<String, Nic> nics) {
    return new Round(view, nics).plan();
  }

  private final class Round {

    private final ClusterView view;
    private final Map<String, Nic> nics;
    private final Set<Ip> forbidden = new TreeSet<>();
    private final Set<String> problems = new TreeSet<>();
    private final Set<String> interfaces = new TreeSet<>();

    Round(ClusterView view, Map<String, Nic> nics) {
      this.view = view;
      this.nics = nics;
      forbidden.addAll(view.nodeAddresses());
      forbidden.addAll(routes.gateways());
      nics.values().forEach(nic -> nic.addresses().forEach(own -> forbidden.add(own.address())));
    }

    Plan plan() {
      view.pools().stream().filter(this::isForThisNode).forEach(this::openFor);
      Map<Ip, Pool> next = new HashMap<>();
      Map<Ip, Assignment> assignments = new TreeMap<>();
      holders()
          .forEach((address, holder) ->
              poolOf(address)
                  .ifPresent(pool -> {
                    next.put(address, pool);
                    assignments.put(address, assignment(address, holder, pool));
                  }));
      known = next;
      return new Plan(assignments, interfaces, List.copyOf(problems));
    }

    /** Each address with the eldest Service that holds it. */
    private Map<Ip, Holder> holders() {
      Map<Ip, Holder> holders = new TreeMap<>();
      view.services().stream()
          .sorted(ELDER_FIRST)
          .forEach(holder -> holder.addresses().forEach(ip -> holders.putIfAbsent(ip, holder)));
      return holders;
    }

    private Optional<Pool> poolOf(Ip address) {
      if (forbidden.contains(address)) {
        problems.add(address + " is not announced: it is an address of a node or a gateway");
        return Optional.empty();
      }
      return view.pools().stream()
          .filter(pool -> pool.addresses().contains(address))
          .findFirst()
          .or(() -> Optional.ofNullable(known.get(address)));
    }

    private Assignment assignment(Ip address, Holder holder, Pool pool) {
      Set<String> here = Set.of();
      if (isForThisNode(pool)) {
        here = select(pool, address).map(nic -> Set.of(nic.name())).orElse(Set.of());
      }
      interfaces.addAll(here);
      return new Assignment(address, holder.ranking(), here);
    }

    private boolean isForThisNode(Pool pool) {
      return pool.mayBeAnnouncedBy(view.nodeLabels());
    }

    private Optional<Nic> select(Pool pool, Ip address) {
      return switch (pool.interfaceSelector()) {
        case InterfaceSelector.Named(String name) -> named(pool, name);
        case InterfaceSelector.CanReach(Ip target) -> routes.towards(target, nics.values());
        case InterfaceSelector.BySubnet() ->
            nics.values().stream()
                .filter(nic -> nic.isOnSegment(address))
                .min(Comparator.comparingInt(Nic::index));
      };
    }

    private Optional<Nic> named(Pool pool, String name) {
      Nic nic = nics.get(name);
      if (nic == null) {
        problems.add("interface %s of Eip %s does not exist".formatted(name, pool.name()));
      }
      return Optional.ofNullable(nic);
    }

    /** Interfaces of an Eip are open before its first address is: speakers know each other then. */
    private void openFor(Pool pool) {
      switch (pool.interfaceSelector()) {
        case InterfaceSelector.Named(String name) ->
            named(pool, name)
                .ifPresent(nic -> {
                  interfaces.add(name);
                  if (subnets(nic).intersection(pool.addresses()).isEmpty()) {
                    problems.add(
                        "no address of Eip %s is in a subnet of interface %s"
                            .formatted(pool.name(), name));
                  }
                });
        case InterfaceSelector.CanReach(Ip target) ->
            routes
                .towards(target, nics.values())
                .ifPresentOrElse(
                    nic -> interfaces.add(nic.name()),
                    () ->
                        problems.add(
                            "no interface reaches %s, as Eip %s wants"
                                .formatted(target, pool.name())));
        case InterfaceSelector.BySubnet() -> {
          List<String> names =
              nics.values().stream()
                  .filter(nic -> !subnets(nic).intersection(pool.addresses()).isEmpty())
                  .map(Nic::name)
                  .toList();
          interfaces.addAll(names);
          if (names.isEmpty()) {
            problems.add(
                "no interface has an address of Eip %s in its subnet".formatted(pool.name()));
          }
        }
      }
    }
  }

  private static AddressSet subnets(Nic nic) {
    return AddressSet.ofRanges(nic.addresses().stream().map(Cidr::range).toList());
  }
}
