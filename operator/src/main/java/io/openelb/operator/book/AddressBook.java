package io.openelb.operator.book;

import io.openelb.core.address.Ip;
import io.openelb.core.allocation.BestChoice;
import io.openelb.core.allocation.Claim;
import io.openelb.core.allocation.Decision;
import io.openelb.core.allocation.Ledger;
import io.openelb.core.allocation.Promises;
import io.openelb.core.allocation.Seniority;
import io.openelb.core.allocation.ServiceId;
import io.openelb.core.allocation.Tenant;
import io.openelb.core.pool.Pool;
import io.openelb.core.pool.Pools;
import io.openelb.operator.conflict.Strangers;
import io.openelb.operator.conflict.UnannouncedAddresses;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;

/**
 * The pools, the ledger and the Services that wait, behind one lock. Everything that is decided is
 * decided here, in memory; writing it down is left to the reconcilers.
 *
 * <p>No claim is decided before the book was {@linkplain #seed seeded} with what the Services'
 * status says. Who waits is served before anybody who comes later, in the order in which the
 * Services were created, whenever an address was freed or the pools changed. An address that a
 * Service gives up is free once the API server has taken it from its status: {@link #settle}.
 */
public final class AddressBook {

  private final Ledger ledger = new Ledger();
  private final Neighbours neighbours = new Neighbours(ledger);

  /** What Services want that are seen but not decided yet. */
  private final Promises undecided = new Promises();

  /** Services that are being deleted, and keep what they have until they are gone. */
  private final Set<ServiceId> going = new HashSet<>();

  private final CountDownLatch seeded = new CountDownLatch(1);
  private final Consumer<Set<ServiceId>> recheck;
  private final Exchanges exchanges;
  private final WaitingServices waiting;
  private Pools pools = Pools.of(List.of());
  private long changes;

  /**
   * An empty book.
   *
   * @param recheck told which other Services must be reconciled after a change: those that were
   *     served, those that must give way, and those that are left on an address, whose ranking may
   *     have been the other's. Called without the lock, and must return at once
   * @param unannounced told of addresses that are given out anew
   * @param strangers who may have had such an address before
   */
  public AddressBook(
      Consumer<Set<ServiceId>> recheck, UnannouncedAddresses unannounced, Strangers strangers) {
    this.recheck = recheck;
    this.exchanges = new Exchanges(ledger, unannounced, strangers);
    this.waiting = new WaitingServices(ledger, undecided, exchanges);
  }

  /**
   * Takes note, before the ledger is begun, of what a Service holds that is to get nothing else for
   * now.
   */
  public synchronized void keep(Tenant tenant, Collection<Ip> held) {
    ledger.hold(tenant, held);
  }

  /**
   * Begins the ledger from what is written: those that hold an address first, then those that have
   * not what they ask for, in the order in which they were created.
   */
  public void seed(Collection<Claim> claims) {
    synchronized (this) {
      claims.forEach(claim -> ledger.hold(claim.tenant(), claim.held()));
      waiting.begin(pools, claims);
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
    undecided.put(claim.holding(ledger.heldBy(claim)));
  }

  /**
   * Takes note that a Service is about to go: it keeps what it has, and is to get no more.
   * Another's finalizer can hold it for good; whoever is on its addresses has the say there from
   * now on.
   */
  public void letGo(ServiceId service) {
    Set<ServiceId> others;
    synchronized (this) {
      waitNoMore(service);
      others = going.add(service) ? neighbours.beside(service) : Set.of();
    }
    tell(others);
  }

  private void waitNoMore(ServiceId service) {
    waiting.remove(service);
    undecided.remove(service);
  }

  /**
   * Decides a claim, and records it: what is given is given from now on; what is taken is free once
   * that is {@linkplain #settle settled}. Of a Service that has gone and was made anew under its
   * name nothing is recorded any more, and it is refused without a word.
   */
  public Decision decide(Claim claim) {
    Set<ServiceId> others = new HashSet<>();
    Decision decision = decideUnderLock(claim, others);
    others.remove(claim.service());
    tell(others);
    return decision;
  }

  /**
   * Decides and records a claim.
   *
   * @param others those that must be reconciled after this are added to it
   */
  private synchronized Decision decideUnderLock(Claim claim, Set<ServiceId> others) {
    if (isOutlived(claim.tenant())) {
      return new Decision.Refuse(List.of());
    }
    going.remove(claim.service());
    others.addAll(serveWhatWasFreed());
    Set<ServiceId> beside = neighbours.beside(claim.service());
    Optional<Tenant> before = ledger.recorded(claim.service());
    if (before.filter(recorded -> !recorded.isSame(claim.tenant())).isPresent()) {
      // Gone, and made anew under its name.
      ledger.release(claim.service());
      waiting.noteFreed();
      others.addAll(serveWhatWasFreed());
    }
    Claim asked = claim.exchanging(waiting.spoiled(claim.tenant()));
    Decision decision =
        new BestChoice(pools, ledger, List.of(undecided, waiting.promises())).decide(asked);
    exchanges.decided(asked, decision);
    undecided.remove(claim.service());
    ledger.record(claim, decision);
    changes++;
    waiting.decided(asked, decision);
    noteChangeOf(before, claim.tenant());
    others.addAll(neighbours.noLongerBeside(claim.service(), beside));
    others.addAll(neighbours.thoseWhoMustGiveWay(claim.tenant(), decision));
    others.addAll(serveWhatWasFreed());
    return decision;
  }

  /** Other ports or another policy can make room on a shared address. */
  private void noteChangeOf(Optional<Tenant> before, Tenant now) {
    if (before.filter(tenant -> !tenant.equals(now)).isPresent()) {
      waiting.noteFreed();
    }
  }

  /**
   * Takes note of what the API server says of a Service that may have given something up: what does
   * not stand in its status any more is free.
   *
   * @param standing the addresses of its status, in the answer to a write or to a read; what the
   *     watch says may be older than a write whose answer was lost
   */
  public void settle(ServiceId service, Collection<Ip> standing) {
    Set<ServiceId> served;
    synchronized (this) {
      if (!ledger.settle(service, standing)) {
        return;
      }
      changes++;
      waiting.noteFreed();
      served = serveWhatWasFreed();
    }
    tell(served);
  }

  /** Whether a Service gave up what may still stand in its status. */
  public synchronized boolean isLeaving(ServiceId service) {
    return ledger.isLeaving(service);
  }

  /**
   * Takes note that a Service is not in our care any more: it is to hold nothing, once that is
   * {@linkplain #settle settled}.
   *
   * @param standing what stands in its status and may be ours
   * @return that, and what it had; nothing when it has gone and was made anew under its name
   */
  public Set<Ip> leave(Tenant tenant, Collection<Ip> standing) {
    Set<Ip> leaving;
    Set<ServiceId> others;
    synchronized (this) {
      if (isOutlived(tenant)) {
        return Set.of();
      }
      others = neighbours.beside(tenant.service());
      Optional<Tenant> before = ledger.recorded(tenant.service());
      waitNoMore(tenant.service());
      ledger.leave(tenant, standing);
      leaving = ledger.occupiedBy(tenant);
      changes++;
      noteChangeOf(before, tenant);
      others.addAll(serveWhatWasFreed());
    }
    tell(others);
    return leaving;
  }

  /**
   * Forgets a Service that is gone, and frees what it had.
   *
   * @return false when another of its name is known, which keeps what it has: the word of the
   *     deletion came late
   */
  public boolean release(Seniority gone) {
    ServiceId service = gone.service();
    Set<ServiceId> others;
    synchronized (this) {
      if (known(service).filter(known -> !known.uid().equals(gone.uid())).isPresent()) {
        return false;
      }
      others = neighbours.beside(service);
      waitNoMore(service);
      going.remove(service);
      if (ledger.recorded(service).isPresent()) {
        waiting.noteFreed();
      }
      ledger.release(service);
      changes++;
      others.addAll(serveWhatWasFreed());
    }
    tell(others);
    return true;
  }

  /** Whether a later Service of the same name is known: what is said of this one comes late. */
  private boolean isOutlived(Tenant tenant) {
    return known(tenant.service())
        .filter(known -> !known.uid().equals(tenant.seniority().uid()))
        .filter(known -> known.createdAt().isAfter(tenant.seniority().createdAt()))
        .isPresent();
  }

  /** The Service of this name that something was decided for. */
  private Optional<Seniority> known(ServiceId service) {
    return ledger
        .recorded(service)
        .or(() -> waiting.claimOf(service).map(Claim::tenant))
        .map(Tenant::seniority);
  }

  /** Decides by these pools from now on. */
  public void setPools(Pools pools) {
    Set<ServiceId> others;
    synchronized (this) {
      others = new HashSet<>(neighbours.onChanged(this.pools, pools));
      this.pools = pools;
      ledger.retain(pools.all().stream().map(Pool::name).toList());
      waiting.noteFreed();
      changes++;
      others.addAll(serveWhatWasFreed());
      // Why they wait may be another reason now, and must be told.
      others.addAll(waiting.ids());
    }
    tell(others);
  }

  /** Another number whenever somebody may hold something else, or the pools are others. */
  public synchronized long changes() {
    return changes;
  }

  /** The pools by which is decided now. */
  public synchronized Pools pools() {
    return pools;
  }

  /** The addresses in use that belong to a pool, with the Services on each. */
  public synchronized NavigableMap<Ip, List<ServiceId>> usedOf(Pool pool) {
    return ledger.usedOf(pools.belongingTo(pool));
  }

  /** The other Services on the addresses of this one. */
  public synchronized Set<ServiceId> beside(ServiceId service) {
    return neighbours.beside(service);
  }

  /** The Services that wait for an address, or for another one. */
  public synchronized Set<ServiceId> waiting() {
    return waiting.ids();
  }

  /**
   * The Service whose ranking counts for an address: the eldest that holds it, and of those that
   * are being deleted only where there is no other.
   */
  public synchronized Optional<ServiceId> eldestOn(Ip address) {
    List<ServiceId> holders = ledger.tenants(address).stream().map(Tenant::service).toList();
    return holders.stream()
        .filter(service -> !going.contains(service))
        .findFirst()
        .or(() -> holders.stream().findFirst());
  }

  private Set<ServiceId> serveWhatWasFreed() {
    return isSeeded() ? waiting.serveFreed(pools) : Set.of();
  }

  private void tell(Set<ServiceId> others) {
    if (!others.isEmpty()) {
      recheck.accept(others);
    }
  }
}
