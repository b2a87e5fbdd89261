package io.openelb.speaker.view;

import io.openelb.core.address.AddressSet;
import io.openelb.core.address.Ip;
import io.openelb.core.pool.InterfaceSelector;
import io.openelb.core.pool.Pool;
import io.openelb.speaker.link.Nic;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What decides, for all addresses alike, whether and where this node announces one.
 *
 * @param nics the Ethernet interfaces, by name
 * @param gateways of all routes
 * @param ways the interface that leads to each address that an Eip wants to reach
 */
record Site(Surroundings surroundings, Map<String, Nic> nics, Set<Ip> gateways, Map<Ip, Nic> ways) {

  /** Of several interfaces with the subnet of an address, it is announced on the first. */
  private static final Comparator<Nic> FIRST = Comparator.comparingInt(Nic::index);

  /**
   * What the Eips want of this node.
   *
   * @param interfaces that are to be open, with addresses on them or not yet
   * @param problems a sentence each
   */
  record Wish(Set<String> interfaces, Set<String> problems) {}

  /** The site as the kernel's routes say at this moment. */
  static Site read(Surroundings surroundings, Map<String, Nic> nics, Routes routes) {
    Map<Ip, Nic> ways = new HashMap<>();
    for (Pool pool : surroundings.pools()) {
      if (pool.interfaceSelector() instanceof InterfaceSelector.CanReach(Ip target)) {
        routes
            .towards(target, nics.values())
            .filter(nic -> !nic.isPart())
            .ifPresent(nic -> ways.put(target, nic));
      }
    }
    return new Site(surroundings, nics, routes.gateways(), ways);
  }

  /** Whether it is the site of these, whatever the routes say by now. */
  boolean isOf(Surroundings cluster, Map<String, Nic> interfaces) {
    return surroundings.equals(cluster) && nics.equals(interfaces);
  }

  /** Whether the address is a node's, so that no node may announce it. */
  boolean isNodes(Ip address) {
    return surroundings.nodeAddresses().contains(address);
  }

  /**
   * Whether the address is this machine's, or a gateway's by its routes: others may see that
   * otherwise.
   */
  boolean uses(Ip address) {
    return gateways.contains(address)
        || nics.values().stream()
            .flatMap(nic -> nic.addresses().stream())
            .anyMatch(own -> own.address().equals(address));
  }

  /** The gateways on the segments of this node, but for those that are nodes. */
  Set<Ip> ownGateways() {
    return gateways.stream()
        .filter(ip -> !isNodes(ip) && nics.values().stream().anyMatch(nic -> nic.isOnSegment(ip)))
        .collect(Collectors.toUnmodifiableSet());
  }

  /** Whether the address is on a segment of that interface. */
  boolean isOnSegment(String name, Ip address) {
    Nic nic = nics.get(name);
    return nic != null && nic.isOnSegment(address);
  }

  Optional<Pool> poolOf(Ip address) {
    return surroundings.pools().stream()
        .filter(pool -> pool.addresses().contains(address))
        .findFirst();
  }

  private boolean isFor(Pool pool) {
    return pool.mayBeAnnouncedBy(surroundings.nodeLabels());
  }

  /** The interfaces on which this node may announce the address. */
  Set<String> interfaces(Pool pool, Ip address) {
    if (!isFor(pool)) {
      return Set.of();
    }
    Optional<Nic> nic =
        switch (pool.interfaceSelector()) {
          case InterfaceSelector.Named(String name) ->
              Optional.ofNullable(nics.get(name)).filter(one -> !one.isPart());
          case InterfaceSelector.CanReach(Ip target) -> Optional.ofNullable(ways.get(target));
          case InterfaceSelector.BySubnet() ->
              whole().filter(one -> one.isOnSegment(address)).min(FIRST);
        };
    return nic.map(one -> Set.of(one.name())).orElse(Set.of());
  }

  /**
   * Interfaces of an Eip are open before its first address is: speakers know each other then. Those
   * of an Eip that is not for this node are, too: its kernel may answer where strictARP is off, and
   * only while this speaker is heard to own nothing do peers know that for a kernel's answer.
   */
  Wish wish() {
    Wish wish = new Wish(new TreeSet<>(), new TreeSet<>());
    Wish elsewhere = new Wish(wish.interfaces(), new TreeSet<>());
    surroundings.pools().forEach(pool -> want(pool, isFor(pool) ? wish : elsewhere));
    return wish;
  }

  private void want(Pool pool, Wish wish) {
    switch (pool.interfaceSelector()) {
      case InterfaceSelector.Named(String name) -> {
        Nic nic = nics.get(name);
        if (nic == null) {
          wish.problems().add("interface %s of Eip %s does not exist".formatted(name, pool.name()));
          return;
        }
        if (nic.isPart()) {
          wish.problems()
              .add(
                  "interface %s of Eip %s belongs to %s; name that one"
                      .formatted(name, pool.name(), nic.master()));
          return;
        }
        wish.interfaces().add(name);
        if (!hasSubnetOf(nic, pool)) {
          wish.problems()
              .add(
                  "no address of Eip %s is in a subnet of interface %s"
                      .formatted(pool.name(), name));
        }
      }
      case InterfaceSelector.CanReach(Ip target) -> {
        Nic nic = ways.get(target);
        if (nic == null) {
          wish.problems()
              .add("no interface reaches %s, as Eip %s wants".formatted(target, pool.name()));
        } else {
          wish.interfaces().add(nic.name());
        }
      }
      case InterfaceSelector.BySubnet() -> {
        List<String> names = onSubnetsOf(pool);
        wish.interfaces().addAll(names);
        if (names.isEmpty()) {
          wish.problems()
              .add("no interface has an address of Eip %s in its subnet".formatted(pool.name()));
        }
      }
    }
  }

  /**
   * Those that {@link #interfaces} gives for addresses of the pool: two voices of one node on one
   * segment would drown each other.
   */
  private List<String> onSubnetsOf(Pool pool) {
    List<String> names = new ArrayList<>();
    AddressSet left = pool.addresses();
    for (Nic nic : whole().sorted(FIRST).toList()) {
      AddressSet subnets = subnets(nic);
      if (!subnets.intersection(left).isEmpty()) {
        names.add(nic.name());
        left = left.minus(subnets);
      }
    }
    return names;
  }

  private Stream<Nic> whole() {
    return nics.values().stream().filter(nic -> !nic.isPart());
  }

  private static boolean hasSubnetOf(Nic nic, Pool pool) {
    return !subnets(nic).intersection(pool.addresses()).isEmpty();
  }

  private static AddressSet subnets(Nic nic) {
    return AddressSet.ofRanges(nic.segments());
  }
}
