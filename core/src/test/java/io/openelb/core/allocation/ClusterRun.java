package io.openelb.core.allocation;

import io.openelb.core.address.AddressSet;
import io.openelb.core.address.Family;
import io.openelb.core.address.Ip;
import io.openelb.core.pool.Pool;
import io.openelb.core.pool.Pools;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;

/** A cluster of a few Services and Eips to which something happens, and the ledger kept of it. */
final class ClusterRun {

  static final int POOL_SIZE = 4;
  static final int LAST_SERVICE = 6;

  private static final Ip FIRST = Ip.of("192.168.0.91");
  private static final AddressSet IPV4 = AddressSet.of("192.168.0.91-192.168.0.94");
  private static final AddressSet IPV6 = AddressSet.of("fd00::91-fd00::92");

  /** What happens. */
  sealed interface Event {}

  /**
   * A Service is created or changed, or goes.
   *
   * @param requested 0 for none, or which address of the pool
   * @param dual whether it has both families
   * @param written whether what was decided could be written into its status
   */
  record Change(
      int service,
      boolean gone,
      int port,
      boolean local,
      int requested,
      boolean dual,
      boolean written)
      implements Event {

    ServiceId id() {
      return new ServiceId("shop", "s" + service);
    }

    private ClaimBuilder claim() {
      Tenant tenant = Given.service("s" + service, service, "TCP/" + port);
      ClaimBuilder claim =
          Claim.of(local ? Given.local(tenant) : tenant)
              .families(dual ? List.of(Family.IPV4, Family.IPV6) : List.of(Family.IPV4));
      return requested == 0
          ? claim
          : claim.requested(FIRST.plus(BigInteger.valueOf(requested - 1)), "spec.loadBalancerIP");
    }
  }

  /** Somebody edits an Eip as admission allows it: an address in use stays inside. */
  enum Edit implements Event {
    DISABLE,
    ENABLE,
    SHRINK,
    GROW,
    ADD_IPV6
  }

  /** What the API server has of a Service. */
  record Written(Tenant tenant, Set<Ip> status) {}

  private final Map<ServiceId, Written> cluster = new HashMap<>();
  private Ledger ledger = new Ledger();
  private AddressSet ipv4 = IPV4;
  private boolean disabled;
  private boolean hasIpv6;
  private Pools pools = readPools();

  Ledger ledger() {
    return ledger;
  }

  Pools pools() {
    return pools;
  }

  void happen(Event event) {
    switch (event) {
      case Change change -> {
        decide(change);
        write(change);
      }
      case Edit edit -> edit(edit);
    }
  }

  void decide(Change change) {
    if (change.gone()) {
      ledger.release(change.id());
    } else {
      Claim claim = claim(change);
      ledger.record(claim, Allocator.decide(pools, ledger, claim));
    }
  }

  void write(Change change) {
    if (change.gone()) {
      cluster.remove(change.id());
      return;
    }
    Claim claim = claim(change);
    cluster.put(change.id(), new Written(claim.tenant(), claim.held()));
    if (change.written()) {
      write(claim.tenant());
    }
  }

  /** Writes whatever was decided and is not written yet. */
  void writeAll() {
    List.copyOf(cluster.values()).forEach(service -> write(service.tenant()));
  }

  private void write(Tenant tenant) {
    Set<Ip> held = Set.copyOf(ledger.heldBy(tenant));
    cluster.put(tenant.service(), new Written(tenant, held));
    ledger.settle(tenant.service(), held);
  }

  private void edit(Edit edit) {
    switch (edit) {
      case DISABLE -> disabled = true;
      case ENABLE -> disabled = false;
      case SHRINK -> ipv4 = AddressSet.of(FIRST + "-" + lastUsed());
      case GROW -> ipv4 = IPV4;
      case ADD_IPV6 -> hasIpv6 = true;
    }
    pools = readPools();
  }

  private Ip lastUsed() {
    NavigableMap<Ip, List<ServiceId>> used = ledger.usedOf(ipv4);
    return used.isEmpty() ? FIRST : used.lastKey();
  }

  private Pools readPools() {
    List<Pool> all = new ArrayList<>();
    all.add(
        disabled ? Given.disabled("four", ipv4.toString()) : Given.pool("four", ipv4.toString()));
    if (hasIpv6) {
      all.add(Given.pool("six", IPV6.toString()));
    }
    return Pools.of(all);
  }

  /** What the Service asks for by this change, and what stands in its status. */
  Claim claim(Change change) {
    Written before = cluster.get(change.id());
    return change.claim().held(before == null ? Set.of() : before.status()).build();
  }

  /** What stands in the status of the others. */
  List<Written> others(ServiceId service) {
    return cluster.values().stream()
        .filter(other -> !other.tenant().service().equals(service))
        .toList();
  }

  /** The program ends, and another begins from what is written. */
  void restart() {
    ledger = rebuilt();
  }

  /** A ledger begun from what is written. */
  Ledger rebuilt() {
    Ledger rebuilt = new Ledger();
    cluster.values().forEach(service -> rebuilt.hold(service.tenant(), service.status()));
    return rebuilt;
  }

  /** Every address that was ever in an Eip and on which somebody is. */
  Set<Ip> used() {
    Set<Ip> used = new HashSet<>(ledger.usedOf(IPV4).keySet());
    used.addAll(ledger.usedOf(IPV6).keySet());
    return used;
  }

  /** What each Service of which something is recorded holds. */
  Map<ServiceId, Set<Ip>> holdings() {
    Map<ServiceId, Set<Ip>> holdings = new HashMap<>();
    for (Written service : cluster.values()) {
      holdings.put(service.tenant().service(), ledger.heldBy(service.tenant()));
    }
    return holdings;
  }
}
