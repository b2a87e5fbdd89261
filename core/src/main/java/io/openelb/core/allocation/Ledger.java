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
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Who holds which address. It records what is, as the Services' status says it, even where two hold
 * incompatibly; the {@link Allocator} puts that right. Pools may come, change and go without its
 * being told.
 *
 * <p>Not safe for use by several threads at once: whoever decides does so under one lock.
 */
public final class Ledger {

  private record Entry(Tenant tenant, NavigableSet<Ip> addresses) {}

  private final Map<ServiceId, Entry> entries = new HashMap<>();
  private final NavigableMap<Ip, TreeSet<Tenant>> tenants = new TreeMap<>();
  private final Map<String, FreeAddresses> free = new HashMap<>();

  /** Records that a Service holds exactly these addresses now, with these ports and policy. */
  public void hold(Tenant tenant, Collection<Ip> addresses) {
    release(tenant.service());
    if (addresses.isEmpty()) {
      return;
    }
    entries.put(
        tenant.service(),
        new Entry(tenant, Collections.unmodifiableNavigableSet(new TreeSet<>(addresses))));
    for (Ip ip : addresses) {
      tenants.computeIfAbsent(ip, _ -> new TreeSet<>(Tenant.ELDER_FIRST)).add(tenant);
      free.values().forEach(pool -> pool.take(ip));
    }
  }

  /** Records what a decision gives, keeps or takes. */
  public void record(Claim claim, Decision decision) {
    hold(claim.tenant(), decision.grants().stream().map(Grant::address).toList());
  }

  /**
   * Records that a Service holds nothing any more.
   *
   * @return the addresses that nobody holds now
   */
  public List<Ip> release(ServiceId service) {
    Entry entry = entries.remove(service);
    if (entry == null) {
      return List.of();
    }
    return entry.addresses().stream().filter(ip -> leave(ip, entry.tenant())).toList();
  }

  private boolean leave(Ip ip, Tenant tenant) {
    TreeSet<Tenant> others = tenants.get(ip);
    if (others == null) {
      return false;
    }
    others.remove(tenant);
    if (!others.isEmpty()) {
      return false;
    }
    tenants.remove(ip);
    free.values().forEach(pool -> pool.give(ip));
    return true;
  }

  /** The Services on an address, the elder first. */
  public List<Tenant> tenants(Ip ip) {
    TreeSet<Tenant> found = tenants.get(ip);
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
        : entry.addresses();
  }

  /** The Service as it was recorded last: with the ports and policy that it had then. */
  public Optional<Tenant> recorded(ServiceId service) {
    return Optional.ofNullable(entries.get(service)).map(Entry::tenant);
  }

  /** Every Service that holds something. */
  public Collection<ServiceId> services() {
    return Collections.unmodifiableSet(entries.keySet());
  }

  /** The held addresses of a pool with the Services on each, sorted; linear in their number. */
  public NavigableMap<Ip, List<ServiceId>> usedOf(AddressSet addresses) {
    NavigableMap<Ip, List<ServiceId>> used = new TreeMap<>();
    for (IpRange range : addresses.ranges()) {
      tenants
          .subMap(range.first(), true, range.last(), true)
          .forEach((ip, on) -> used.put(ip, on.stream().map(Tenant::service).sorted().toList()));
    }
    return used;
  }

  /**
   * The addresses of a pool that may be given out and that nobody holds. Valid until the ledger
   * changes.
   */
  public FreeAddresses freeOf(Pool pool) {
    FreeAddresses known = free.get(pool.name());
    if (known != null && known.assignable().equals(pool.assignable())) {
      return known;
    }
    FreeAddresses fresh = new FreeAddresses(pool.assignable());
    for (IpRange range : pool.assignable().ranges()) {
      tenants.subMap(range.first(), true, range.last(), true).keySet().forEach(fresh::take);
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
