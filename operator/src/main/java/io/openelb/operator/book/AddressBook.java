package io.openelb.operator.book;

import io.openelb.core.address.AddressSet;
import io.openelb.core.address.Ip;
import io.openelb.core.allocation.AddressChoice;
import io.openelb.core.allocation.Allocator;
import io.openelb.core.allocation.Claim;
import io.openelb.core.allocation.Decision;
import io.openelb.core.allocation.Grant;
import io.openelb.core.allocation.Ledger;
import io.openelb.core.allocation.ServiceId;
import io.openelb.core.allocation.SharingRules;
import io.openelb.core.allocation.Tenant;
import io.openelb.core.allocation.Wanted;
import io.openelb.core.pool.Pool;
import io.openelb.core.pool.Pools;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * The pools, the ledger and the Services that wait, behind one lock. Everything that is decided is
 * decided here, in memory; writing it down is left to the reconcilers.
 *
 * <p>No claim is decided before the book was {@linkplain #seed seeded} with what the Services'
 * status says. Who waits is served before anybody who comes later, in the order in which the
 * Services were created, whenever an address was freed or the pools changed.
 */
public final class AddressBook {

  private final Ledger ledger = new Ledger();
  private final Map<ServiceId, Claim> waiting = new HashMap<>();

  /** What Services that are seen but not decided yet bring along. */
  private final Wanted wanted = new Wanted();

  private final CountDownLatch seeded = new CountDownLatch(1);
  private final Consumer<Set<ServiceId>> recheck;
  private Pools pools = Pools.of(List.of());
  private boolean somethingFreed;
  private long changes;

  /**
   * An empty book.
   *
   * @param recheck told which other Services must be reconciled after a change: those that were
   *     served, and those that must give way. Called without the lock, and must return at once
   */
  public AddressBook(Consumer<Set<ServiceId>> recheck) {
    this.recheck = recheck;
  }

  /**
   * Begins the ledger from what is written: those that hold an address first, then the others in
   * the order in which they were created.
   */
  public void seed(Collection<Claim> claims) {
    synchronized (this) {
      for (Claim claim : claims) {
        if (claim.held().isEmpty()) {
          waiting.put(claim.service(), claim);
        } else {
          ledger.hold(claim.tenant(), claim.held());
        }
      }
      serveWaiting();
    }
    seeded.countDown();
  }

  /** Waits until the ledger was begun. */
  public void awaitSeed() throws InterruptedException {
    seeded.await();
  }

  /** Whether the ledger was begun. */
  public boolean isSeeded() {
    return seeded.getCount() == 0;
  }

  /** Takes note of a claim before its turn comes. */
  public synchronized void see(Claim claim) {
    wanted.put(claim.service(), claim.wants());
  }

  /** Decides a claim, and records it as carried out. */
  public Decision decide(Claim claim) {
    Set<ServiceId> others;
    Decision decision;
    synchronized (this) {
      others = new HashSet<>(serveWhatWasFreed());
      Optional<Tenant> before = ledger.recorded(claim.service());
      decision = Allocator.decide(pools, ledger, claim, choiceFor(claim));
      wanted.remove(claim.service());
      ledger.record(claim, decision);
      changes++;
      if (decision.grants().size() < claim.families().size()) {
        waiting.put(claim.service(), claim);
      } else {
        waiting.remove(claim.service());
      }
      // Other ports or another policy can make room on a shared address, too.
      somethingFreed |=
          !decision.releases().isEmpty()
              || before.filter(tenant -> !tenant.equals(claim.tenant())).isPresent();
      others.addAll(thoseWhoMustGiveWay(claim.tenant(), decision));
      others.addAll(serveWhatWasFreed());
    }
    others.remove(claim.service());
    tell(others);
    return decision;
  }

  /**
   * What others were promised is left to them while there is anything else, or one overruled
   * proposal would overrule the next. Who was overruled steps apart: the webhook is just proposing
   * the lowest to others, unseen by us.
   */
  private AddressChoice choiceFor(Claim claim) {
    Predicate<Ip> promised = ip -> wanted.byOthers(ip, claim.service());
    AddressChoice apart =
        claim.prefilled().isEmpty()
            ? AddressChoice.lowestExcept(promised)
            : AddressChoice.startingAt(
                Integer.toUnsignedLong(claim.service().hashCode()), promised);
    return apart.or(AddressChoice.lowest());
  }

  /**
   * Takes back what a Service has, because it is gone or no longer in our care.
   *
   * @return the addresses that it had
   */
  public List<Ip> release(ServiceId service) {
    Set<ServiceId> served;
    List<Ip> had;
    synchronized (this) {
      had =
          ledger
              .recorded(service)
              .map(tenant -> List.copyOf(ledger.heldBy(tenant)))
              .orElse(List.of());
      waiting.remove(service);
      wanted.remove(service);
      ledger.release(service);
      changes++;
      somethingFreed |= !had.isEmpty();
      served = serveWhatWasFreed();
    }
    tell(served);
    return had;
  }

  /** Decides by these pools from now on. */
  public void setPools(Pools pools) {
    Set<ServiceId> others;
    synchronized (this) {
      others = holdersIn(this.pools, pools);
      this.pools = pools;
      ledger.retain(pools.all().stream().map(Pool::name).toList());
      somethingFreed = true;
      changes++;
      others.addAll(serveWhatWasFreed());
    }
    tell(others);
  }

  /**
   * The Services with an address in a pool that came, went or changed: what stands on them names
   * it.
   */
  private Set<ServiceId> holdersIn(Pools before, Pools after) {
    Set<Pool> changed = new HashSet<>(before.all());
    for (Pool pool : after.all()) {
      if (!changed.remove(pool)) {
        changed.add(pool);
      }
    }
    return changed.stream()
        .flatMap(pool -> ledger.usedOf(pool.addresses()).values().stream())
        .flatMap(List::stream)
        .collect(Collectors.toCollection(HashSet::new));
  }

  /** Another number whenever somebody may hold something else, or the pools are others. */
  public synchronized long changes() {
    return changes;
  }

  /** The pools by which is decided now. */
  public synchronized Pools pools() {
    return pools;
  }

  /** The held addresses among these, with the Services on each. */
  public synchronized NavigableMap<Ip, List<ServiceId>> usedOf(AddressSet addresses) {
    return ledger.usedOf(addresses);
  }

  /** The Services on an address, the elder first. */
  public synchronized List<Tenant> tenants(Ip address) {
    return ledger.tenants(address);
  }

  /** The other Services on the addresses of this one. */
  public synchronized Set<ServiceId> beside(ServiceId service) {
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

  /** The Services that wait for an address. */
  public synchronized Set<ServiceId> waiting() {
    return Set.copyOf(waiting.keySet());
  }

  /**
   * The Service whose ranking counts for this one: the eldest on any of its addresses, or the
   * eldest on one of <em>its</em> addresses, and so on; mostly itself.
   */
  public synchronized ServiceId eldestBeside(Tenant tenant) {
    Tenant eldest = tenant;
    while (true) {
      Tenant next = eldest;
      for (Ip ip : ledger.heldBy(eldest)) {
        Tenant first = ledger.tenants(ip).getFirst();
        if (Tenant.ELDER_FIRST.compare(first, next) < 0) {
          next = first;
        }
      }
      if (next.equals(eldest)) {
        return eldest.service();
      }
      eldest = next;
    }
  }

  private Set<ServiceId> serveWhatWasFreed() {
    if (!somethingFreed || !isSeeded()) {
      return Set.of();
    }
    somethingFreed = false;
    return serveWaiting();
  }

  private Set<ServiceId> serveWaiting() {
    Set<ServiceId> served = new HashSet<>();
    Allocator.serve(pools, ledger, waiting.values())
        .forEach((claim, decision) -> {
          served.add(claim.service());
          if (decision.grants().size() == claim.families().size()) {
            waiting.remove(claim.service());
          }
        });
    return served;
  }

  /** A write that crossed ours can leave two Services on one address: the younger must go. */
  private List<ServiceId> thoseWhoMustGiveWay(Tenant tenant, Decision decision) {
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

  private void tell(Set<ServiceId> others) {
    if (!others.isEmpty()) {
      recheck.accept(others);
    }
  }
}
