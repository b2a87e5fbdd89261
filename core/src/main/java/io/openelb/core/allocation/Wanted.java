package io.openelb.core.allocation;

import io.openelb.core.address.Ip;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * The addresses that Services without an address ask for, or were promised. They are nobody's yet;
 * who may have any other address leaves them alone.
 *
 * <p>Not safe for use by several threads at once.
 */
public final class Wanted {

  private final Map<ServiceId, Set<Ip>> byService = new HashMap<>();
  private final Map<Ip, Set<ServiceId>> byAddress = new HashMap<>();

  /** Takes note of what a Service wants, in place of what it wanted before. */
  public void put(ServiceId service, Set<Ip> addresses) {
    remove(service);
    if (addresses.isEmpty()) {
      return;
    }
    byService.put(service, Set.copyOf(addresses));
    addresses.forEach(ip -> byAddress.computeIfAbsent(ip, _ -> new HashSet<>()).add(service));
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
    }
  }

  /** Whether another Service than this wants the address. */
  public boolean byOthers(Ip ip, ServiceId service) {
    Set<ServiceId> services = byAddress.getOrDefault(ip, Set.of());
    return services.size() > 1 || (services.size() == 1 && !services.contains(service));
  }

  /** How many Services wait. */
  public int size() {
    return byService.size();
  }
}
