package io.openelb.core.allocation;

import io.openelb.core.address.AddressSet;
import io.openelb.core.address.Ip;
import io.openelb.core.address.IpRange;
import io.openelb.core.pool.Pool;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Who holds which address. It records what is, as the Services' status says it, even where two hold
 * incompatibly; the {@link Allocator} puts that right. Pools may come, change and go without its
 * being told.
 *
 * <p>What a Service was decided to give up is nobody else's before its status has been written:
 * until it is {@linkplain #settle settled} the Service is still {@linkplain #occupants on} the
 * address, though it does not hold it any more.
 *
 * <p>Not safe for use by several threads at once: whoever decides does so under one lock.
 */
public final class Ledger {

  /**
   * One Service.
   *
   * @param leaving what it gave up, while its status may still show it; nothing of what it holds
   */
  private record Entry(Tenant tenant, NavigableSet<Ip> held, NavigableSet<Ip> leaving) {

    Set<Ip> all() {
      Set<Ip> all = new TreeSet<>(held);
      all.addAll(leaving);
      return all;
    }
  }

  private final Map<ServiceId, Entry> entries = new HashMap<>();
  private final NavigableMap<Ip, TreeSet<Tenant>> occupants = new TreeMap<>();
  private final Map<String, FreeAddresses> free = new HashMap<>();

  /** Records that a Service holds exactly these addresses now, with these ports and policy. */
  public void hold(Tenant tenant, Collection<Ip> addresses) {
    put(tenant, addresses, Set.of());
  }

  /**
   * Records what a decision gives, keeps or takes. What it takes is left to the Service until that
   * is {@linkplain #settle settled}.
   */
  public void record(Claim claim, Decision decision) {
    Set<Ip> leaving = new TreeSet<>(occupiedBy(claim.tenant()));
    leaving.addAll(decision.releases());
    List<Ip> held = decision.grants().stream().map(Grant::address).toList();
    held.forEach(leaving::remove);
    put(claim.tenant(), held, leaving);
  }

  /**
   * Records that a Service is to hold nothing any more, though what it had, and these addresses,
   * may still stand in its status.
   */
  public void leave(Tenant tenant, Collection<Ip> standing) {
    Set<Ip> leaving = new TreeSet<>(occupiedBy(tenant));
    leaving.addAll(standing);
    put(tenant, Set.of(), leaving);
  }

  /**
   * Records what surely stands in the status of a Service: whatever else it gave up is free.
   *
   * @return whether that was anything
   */
  public boolean settle(ServiceId service, Collection<Ip> standing) {
    Entry entry = entries.get(service);
    if (entry == null || standing.containsAll(entry.leaving())) {
      return false;
    }
    Set<Ip> leaving = new TreeSet<>(entry.leaving());
    leaving.retainAll(standing);
    put(entry.tenant(), entry.held(), leaving);
    return true;
  }

  /** Records that a Service is gone, and with it whatever it had. */
  public void release(ServiceId service) {
    Entry entry = entries.remove(service);
    if (entry != null) {
      entry.all().forEach(ip -> remove(entry.tenant(), ip));
    }
  }

  private void put(Tenant tenant, Collection<Ip> held, Collection<Ip> leaving) {
    release(tenant.service());
    Entry entry = new Entry(tenant, sorted(held), sorted(leaving));
    Set<Ip> all = entry.all();
    if (all.isEmpty()) {
      return;
    }
    entries.put(tenant.service(), entry);
    for (Ip ip : all) {
      occupants.computeIfAbsent(ip, _ -> new TreeSet<>(Tenant.ELDER_FIRST)).add(tenant);
      free.values().forEach(pool -> pool.take(ip));
    }
  }

  private static NavigableSet<Ip> sorted(Collection<Ip> addresses) {
    return addresses.isEmpty()
        ? Collections.emptyNavigableSet()
        : Collections.unmodifiableNavigableSet(new TreeSet<>(addresses));
  }

  private void remove(Tenant tenant, Ip ip) {
    occupants.computeIfPresent(
        ip,
        (_, others) -> {
          others.remove(tenant);
          return others.isEmpty() ? null : others;
        });
    if (!occupants.containsKey(ip)) {
      free.values().forEach(pool -> pool.give(ip));
    }
  }

  /** The Services that hold an address, the elder first. */
  public List<Tenant> tenants(Ip ip) {
    return occupants(ip).stream().filter(tenant -> heldBy(tenant).contains(ip)).toList();
  }

  /**
   * The Services whose status may show an address, the elder first: those that hold it, and those
   * that gave it up and are not settled.
   */
  public List<Tenant> occupants(Ip ip) {
    TreeSet<Tenant> found = occupants.get(ip);
    return found == null ? List.of() : List.copyOf(found);
  }

  /**
   * What a Service holds; empty when nothing, or when a Service of that name but another uid held
   * it.
   */
  public NavigableSet<Ip> heldBy(Tenant tenant) {
    Entry entry = entries.get(tenant.service());
    return entry == null || !entry.tenant().isSame(tenant)
        ? Collections.emptyNavigableSet()
        : entry.held();
  }

  /**
   * What the Service of a claim holds: what is recorded of it, and what its status says only where
   * nothing is.
   */
  public NavigableSet<Ip> heldBy(Claim claim) {
    return recorded(claim.service()).filter(claim.tenant()::isSame).isPresent()
        ? heldBy(claim.tenant())
        : new TreeSet<>(claim.held());
  }

  /** What a Service holds, and what it gave up and is not settled. */
  public Set<Ip> occupiedBy(Tenant tenant) {
    Entry entry = entries.get(tenant.service());
    return entry == null || !entry.tenant().isSame(tenant) ? Set.of() : entry.all();
  }

  /** Whether a Service gave something up and is not settled. */
  public boolean isLeaving(ServiceId service) {
    Entry entry = entries.get(service);
    return entry != null && !entry.leaving().isEmpty();
  }

  /** The Service as it was recorded last: with the ports and policy that it had then. */
  public Optional<Tenant> recorded(ServiceId service) {
    return Optional.ofNullable(entries.get(service)).map(Entry::tenant);
  }

  /** The addresses in use of a pool with the Services on each, sorted; linear in their number. */
  public NavigableMap<Ip, List<ServiceId>> usedOf(AddressSet addresses) {
    NavigableMap<Ip, List<ServiceId>> used = new TreeMap<>();
    for (IpRange range : addresses.ranges()) {
      occupants
          .subMap(range.first(), true, range.last(), true)
          .forEach((ip, on) -> used.put(ip, on.stream().map(Tenant::service).sorted().toList()));
    }
    return used;
  }

  /**
   * The addresses of a pool that may be given out and that nobody is on. Valid until the ledger
   * changes.
   */
  public FreeAddresses freeOf(Pool pool) {
    FreeAddresses known = free.get(pool.name());
    if (known != null && known.assignable().equals(pool.assignable())) {
      return known;
    }
    FreeAddresses fresh = new FreeAddresses(pool.assignable());
    for (IpRange range : pool.assignable().ranges()) {
      occupants.subMap(range.first(), true, range.last(), true).keySet().forEach(fresh::take);
    }
    free.put(pool.name(), fresh);
    return fresh;
  }

  /** Drops what is remembered for the sake of speed about pools that are gone. */
  public void retain(Collection<String> poolNames) {
    free.keySet().retainAll(poolNames);
  }

  /** Whether both record the same. */
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Ledger ledger && entries.equals(ledger.entries);
  }

  @Override
  public int hashCode() {
    return entries.hashCode();
  }

  @Override
  public String toString() {
    return new TreeMap<>(entries).toString();
  }
}
