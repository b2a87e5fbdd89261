package io.openelb.operator.book;

import io.openelb.core.allocation.Decision;
import io.openelb.core.allocation.Grant;
import io.openelb.core.allocation.Ledger;
import io.openelb.core.allocation.ServiceId;
import io.openelb.core.allocation.SharingRules;
import io.openelb.core.allocation.Tenant;
import io.openelb.core.pool.Pool;
import io.openelb.core.pool.Pools;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Who is on an address with whom, and on those of a pool, as a ledger says. */
record Neighbours(Ledger ledger) {

  /** The other Services on the addresses of this one. */
  Set<ServiceId> beside(ServiceId service) {
    Set<ServiceId> others = new HashSet<>();
    ledger
        .recorded(service)
        .ifPresent(tenant ->
            ledger
                .heldBy(tenant)
                .forEach(ip -> ledger.tenants(ip).forEach(on -> others.add(on.service()))));
    others.remove(service);
    return others;
  }

  /** Of those that were beside a Service before, the ones that are not any more. */
  Set<ServiceId> noLongerBeside(ServiceId service, Set<ServiceId> before) {
    Set<ServiceId> gone = new HashSet<>(before);
    gone.removeAll(beside(service));
    return gone;
  }

  /** The Services on the addresses of pools that came, went or changed: their label names them. */
  Set<ServiceId> onChanged(Pools before, Pools after) {
    Set<Pool> changed = new HashSet<>(before.all());
    for (Pool pool : after.all()) {
      if (!changed.remove(pool)) {
        changed.add(pool);
      }
    }
    return changed.stream()
        .flatMap(pool -> ledger.usedOf(pool.addresses()).values().stream())
        .flatMap(List::stream)
        .collect(Collectors.toSet());
  }

  /** A write that crossed ours can leave two Services on one address: the younger must go. */
  List<ServiceId> thoseWhoMustGiveWay(Tenant tenant, Decision decision) {
    List<ServiceId> losers = new ArrayList<>();
    for (Grant grant : decision.grants()) {
      for (Tenant other : ledger.tenants(grant.address())) {
        if (!other.equals(tenant) && !SharingRules.compatible(tenant, other)) {
          losers.add(other.service());
        }
      }
    }
    return losers;
  }
}
