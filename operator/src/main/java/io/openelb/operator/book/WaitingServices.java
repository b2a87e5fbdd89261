package io.openelb.operator.book;

import io.openelb.core.address.Ip;
import io.openelb.core.allocation.Allocator;
import io.openelb.core.allocation.Claim;
import io.openelb.core.allocation.Decision;
import io.openelb.core.allocation.Ledger;
import io.openelb.core.allocation.Promises;
import io.openelb.core.allocation.ServiceId;
import io.openelb.core.allocation.Tenant;
import io.openelb.core.allocation.WaitingLine;
import io.openelb.core.pool.Pools;
import java.util.Collection;
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
  private final Promises undecided;
  private final Exchanges exchanges;
  private final Map<ServiceId, Claim> waiting = new HashMap<>();
  private final Promises promises = new Promises();
  private boolean somethingFreed;

  /**
   * Nobody waits yet.
   *
   * @param undecided promises to those who are not decided yet
   */
  WaitingServices(Ledger ledger, Promises undecided, Exchanges exchanges) {
    this.ledger = ledger;
    this.undecided = undecided;
    this.exchanges = exchanges;
  }

  /** Serves those of all Services who have not what they ask for. */
  void begin(Pools pools, Collection<Claim> all) {
    all.stream().filter(claim -> waits(pools, claim)).forEach(this::put);
    serve(pools);
  }

  /** Who is to lose what it has waits as well, but must be told why: it is decided by itself. */
  private boolean waits(Pools pools, Claim claim) {
    Decision decision = Allocator.decide(pools, ledger, claim);
    boolean loses = !decision.releases().isEmpty() && !decision.violations().isEmpty();
    boolean keeps = decision instanceof Decision.Keep && claim.isContentWith(decision);
    return !loses && !keeps;
  }

  private void put(Claim claim) {
    waiting.put(claim.service(), claim);
    promises.put(claim);
  }

  void remove(ServiceId service) {
    waiting.remove(service);
    promises.remove(service);
  }

  /** Takes note of a decision that is recorded: who is content with it waits no more. */
  void decided(Claim claim, Decision decision) {
    if (claim.isContentWith(decision)) {
      remove(claim.service());
    } else {
      put(claim.holding(ledger.heldBy(claim.tenant())));
    }
  }

  Optional<Claim> claimOf(ServiceId service) {
    return Optional.ofNullable(waiting.get(service));
  }

  /** What they want: who comes later leaves it to them while there is anything else. */
  Promises promises() {
    return promises;
  }

  Set<ServiceId> ids() {
    return Set.copyOf(waiting.keySet());
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

  private Set<ServiceId> serve(Pools pools) {
    Set<ServiceId> served = new HashSet<>();
    Set<Ip> before =
        waiting.values().stream()
            .flatMap(claim -> ledger.heldBy(claim.tenant()).stream())
            .collect(Collectors.toSet());
    waiting.replaceAll((_, claim) -> {
      Set<Ip> spoiled = spoiled(claim.tenant());
      return spoiled.equals(claim.spoiled()) ? claim : claim.exchanging(spoiled);
    });
    WaitingLine.serve(pools, ledger, undecided, waiting.values())
        .forEach((claim, decision) -> {
          served.add(claim.service());
          exchanges.served(claim, decision, before);
          if (claim.isContentWith(decision)) {
            remove(claim.service());
          }
        });
    return served;
  }
}
