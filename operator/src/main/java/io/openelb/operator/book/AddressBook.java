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
import io.openelb.core.allocation.Tenant;
import io.openelb.core.allocation.Wanted;
import io.openelb.core.pool.Pool;
import io.openelb.core.pool.Pools;
import io.openelb.operator.conflict.Newcomers;
import io.openelb.operator.conflict.Strangers;
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
import java.util.stream.Stream;

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
  private final Neighbours neighbours = new Neighbours(ledger);
  private final Map<ServiceId, Claim> waiting = new HashMap<>();

  /**
   * The Services that were decided to hold nothing, while their status may still say otherwise: the
   * write can fail, and what they lost is another's by then.
   */
  private final Map<ServiceId, Tenant> emptied = new HashMap<>();

  /** What Services that are seen but not decided yet bring along. */
  private final Wanted wanted = new Wanted();

  private final CountDownLatch seeded = new CountDownLatch(1);
  private final Consumer<Set<ServiceId>> recheck;
  private final Newcomers newcomers;
  private final Strangers strangers;
  private Pools pools = Pools.of(List.of());
  private boolean somethingFreed;
  private long changes;

  /**
   * An empty book.
   *
   * @param recheck told which other Services must be reconciled after a change: those that were
   *     served, and those that must give way. Called without the lock, and must return at once
   * @param newcomers told of addresses that are given out anew
   * @param strangers who may have had such an address before
   */
  public AddressBook(Consumer<Set<ServiceId>> recheck, Newcomers newcomers, Strangers strangers) {
    this.recheck = recheck;
    this.newcomers = newcomers;
    this.strangers = strangers;
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
    wanted.put(claim.service(), asDecided(claim).wants());
  }

  /** Decides a claim, and records it as carried out. */
  public Decision decide(Claim read) {
    Set<ServiceId> others;
    Decision decision;
    synchronized (this) {
      Claim claim = asDecided(read);
      others = new HashSet<>(serveWhatWasFreed());
      Optional<Tenant> before = ledger.recorded(claim.service());
      Set<Ip> spoiled = spoiled(claim.tenant());
      decision = Allocator.decide(pools, ledger, claim.exchanging(spoiled), choiceFor(claim));
      decision.releases().stream().filter(spoiled::contains).forEach(strangers::abandon);
      givenAnew(decision)
          .filter(ip -> ledger.tenants(ip).isEmpty() && !claim.held().contains(ip))
          .forEach(newcomers::give);
      wanted.remove(claim.service());
      ledger.record(claim, decision);
      changes++;
      if (decision.grants().isEmpty() && !claim.held().isEmpty()) {
        emptied.put(claim.service(), claim.tenant());
      }
      if (decision.grants().size() < claim.families().size()) {
        waiting.put(claim.service(), claim.holding(ledger.heldBy(claim.tenant())));
      } else {
        waiting.remove(claim.service());
      }
      // Other ports or another policy can make room on a shared address, too.
      somethingFreed |=
          !decision.releases().isEmpty()
              || before.filter(tenant -> !tenant.equals(claim.tenant())).isPresent();
      others.addAll(neighbours.thoseWhoMustGiveWay(claim.tenant(), decision));
      others.addAll(serveWhatWasFreed());
    }
    others.remove(read.service());
    tell(others);
    return decision;
  }

  /** The claim without what the Service has lost already, until its status shows that. */
  private Claim asDecided(Claim claim) {
    Tenant before = emptied.get(claim.service());
    if (before == null) {
      return claim;
    }
    if (claim.held().isEmpty() || !before.isSame(claim.tenant())) {
      emptied.remove(claim.service());
      return claim;
    }
    return claim.holding(Set.of());
  }

  /** What it holds and nobody announced yet, because a stranger had it before. */
  private Set<Ip> spoiled(Tenant tenant) {
    return ledger.heldBy(tenant).stream()
        .filter(ip -> newcomers.contains(ip) && strangers.wereFirst(ip))
        .collect(Collectors.toUnmodifiableSet());
  }

  private static Stream<Ip> givenAnew(Decision decision) {
    return decision instanceof Decision.Assign assign
        ? assign.grants().stream().map(Grant::address)
        : Stream.empty();
  }

  /**
   * What others were promised is left to them while there is anything else, or one overruled
   * proposal would overrule the next. Who was overruled steps apart: the webhook is just proposing
   * the lowest to others, unseen by us.
   */
  private AddressChoice choiceFor(Claim claim) {
    Predicate<Ip> promised = ip -> wanted.byOthers(ip, claim.service());
    boolean overruled = claim.prefilled().stream().anyMatch(ip -> !ledger.tenants(ip).isEmpty());
    AddressChoice apart =
        overruled
            ? AddressChoice.startingAt(Integer.toUnsignedLong(claim.service().hashCode()), promised)
            : AddressChoice.lowestExcept(promised);
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
      emptied.remove(service);
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

  /** The other Services on the addresses of this one. */
  public synchronized Set<ServiceId> beside(ServiceId service) {
    return neighbours.beside(service);
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
    return neighbours.eldestBeside(tenant);
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
    Set<Ip> before =
        waiting.values().stream()
            .flatMap(claim -> ledger.heldBy(claim.tenant()).stream())
            .collect(Collectors.toSet());
    Allocator.serve(pools, ledger, waiting.values())
        .forEach((claim, decision) -> {
          served.add(claim.service());
          givenAnew(decision)
              .filter(ip -> ledger.tenants(ip).size() == 1 && !before.contains(ip))
              .forEach(newcomers::give);
          if (decision.grants().size() == claim.families().size()) {
            waiting.remove(claim.service());
          }
        });
    return served;
  }

  private void tell(Set<ServiceId> others) {
    if (!others.isEmpty()) {
      recheck.accept(others);
    }
  }
}
