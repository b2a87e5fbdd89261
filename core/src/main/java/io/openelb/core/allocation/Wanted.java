package io.openelb.core.allocation;

import io.openelb.core.address.AddressSet;
import io.openelb.core.address.Ip;
import io.openelb.core.address.IpRange;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The addresses that Services without an address ask for, or were promised. They are nobody's yet;
 * who may have any other address leaves them alone.
 *
 * <p>Not safe for use by several threads at once.
 */
public final class Wanted {

  private static final AddressSet ALL =
      AddressSet.ofRanges(List.of(IpRange.of("0.0.0.0/0"), IpRange.of("::/0")));

  private final FreeAddresses unwanted = new FreeAddresses(ALL);
  private final Map<ServiceId, Set<Ip>> byService = new HashMap<>();
  private final Map<Ip, Set<ServiceId>> byAddress = new HashMap<>();

  /** Takes note of what a Service wants, in place of what it wanted before. */
  public void put(ServiceId service, Set<Ip> addresses) {
    remove(service);
    if (addresses.isEmpty()) {
      return;
    }
    byService.put(service, Set.copyOf(addresses));
    for (Ip ip : addresses) {
      byAddress.computeIfAbsent(ip, _ -> new HashSet<>()).add(service);
      unwanted.take(ip);
    }
  }

  /** The Service waits no more. */
  public void remove(ServiceId service) {
    Set<Ip> before = byService.remove(service);
    if (before == null) {
      return;
    }
    for (Ip ip : before) {
      byAddress.computeIfPresent(
          ip,
          (_, services) -> {
            services.remove(service);
            return services.isEmpty() ? null : services;
          });
      if (!byAddress.containsKey(ip)) {
        unwanted.give(ip);
      }
    }
  }

  /** Whether another Service than this wants the address. */
  public boolean byOthers(Ip ip, ServiceId service) {
    Set<ServiceId> services = byAddress.getOrDefault(ip, Set.of());
    return services.size() > 1 || (services.size() == 1 && !services.contains(service));
  }

  /** The lowest address from this one on that nobody wants; O(log n). */
  Optional<Ip> unwantedFrom(Ip ip) {
    return unwanted.lowestFrom(ip);
  }

  /** How many Services wait. */
  public int size() {
    return byService.size();
  }
}
