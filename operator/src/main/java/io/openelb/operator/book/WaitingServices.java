package io.openelb.operator.book;

import io.openelb.core.address.Ip;
import io.openelb.core.allocation.Allocator;
import io.openelb.core.allocation.Claim;
import io.openelb.core.allocation.Decision;
import io.openelb.core.allocation.Grant;
import io.openelb.core.allocation.Ledger;
import io.openelb.core.allocation.ServiceId;
import io.openelb.core.allocation.Tenant;
import io.openelb.core.pool.Pools;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The Services that have less than they ask for, or something else. They are served in the order in
 * which they were created. To be called under the lock of the ledger.
 */
final class WaitingServices {

  private final Ledger ledger;
  private final Exchanges exchanges;
  private final Map<ServiceId, Claim> waiting = new HashMap<>();
  private boolean somethingFreed;

  WaitingServices(Ledger ledger, Exchanges exchanges) {
    this.ledger = ledger;
    this.exchanges = exchanges;
  }

  void put(Claim claim) {
    waiting.put(claim.service(), claim);
  }

  void remove(ServiceId service) {
    waiting.remove(service);
  }

  /** Takes note of a decision that is recorded: who is content with it waits no more. */
  void decided(Claim claim, Decision decision) {
    if (isContent(claim, decision)) {
      remove(claim.service());
    } else {
      put(claim.holding(ledger.heldBy(claim.tenant())));
    }
  }

  Optional<Claim> claimOf(ServiceId service) {
    return Optional.ofNullable(waiting.get(service));
  }

  Set<ServiceId> ids() {
    return Set.copyOf(waiting.keySet());
  }

  /** Whether nothing that others free could give the Service more of what it asks for. */
  static boolean isContent(Claim claim, Decision decision) {
    boolean asks = !claim.requested().isEmpty() || !claim.pools().isEmpty();
    return decision.grants().size() == claim.families().size()
        && (decision.violations().isEmpty() || !asks)
        && decision.grants().stream().map(Grant::address).noneMatch(claim.spoiled()::contains);
  }

  /** What a Service holds that is to be exchanged because a stranger had it before. */
  Set<Ip> spoiled(Tenant tenant) {
    return exchanges.spoiled(
        tenant, claimOf(tenant.service()).map(Claim::spoiled).orElse(Set.of()));
  }

  /** Takes note that there may be room that was not there before. */
  void noteFreed() {
    somethingFreed = true;
  }

  /**
   * Serves them if something was freed since this was last asked.
   *
   * @return those that were given something
   */
  Set<ServiceId> serveFreed(Pools pools) {
    if (!somethingFreed) {
      return Set.of();
    }
    somethingFreed = false;
    return serve(pools);
  }

  /**
   * Serves them.
   *
   * @return those that were given something
   */
  Set<ServiceId> serve(Pools pools) {
    Set<ServiceId> served = new HashSet<>();
    Set<Ip> before =
        waiting.values().stream()
            .flatMap(claim -> ledger.heldBy(claim.tenant()).stream())
            .collect(Collectors.toSet());
    waiting.replaceAll((_, claim) -> {
      Set<Ip> spoiled = spoiled(claim.tenant());
      return spoiled.equals(claim.spoiled()) ? claim : claim.exchanging(spoiled);
    });
    Allocator.serve(pools, ledger, waiting.values())
        .forEach((claim, decision) -> {
          served.add(claim.service());
          exchanges.served(claim, decision, before);
          if (isContent(claim, decision)) {
            remove(claim.service());
          }
        });
    return served;
  }
}
