package io.openelb.core.allocation;

import io.openelb.core.address.Ip;
import io.openelb.core.pool.Violation;
import io.openelb.core.pool.Violation.Reason;
import java.util.Optional;

/**
 * When two Services may have one address: their (protocol, port) pairs are disjoint, and both have
 * {@code externalTrafficPolicy: Cluster} (one node answers for an address, and need not have pods
 * of both).
 */
public final class SharingRules {

  private SharingRules() {}

  /** Whether the two may have one address. */
  public static boolean compatible(Tenant one, Tenant other) {
    return !one.local() && !other.local() && firstCommon(one, other).isEmpty();
  }

  /**
   * Why a Service can't have an address that another has.
   *
   * @param poolName the Eip of the address; empty when it lies in none
   * @return empty when it can
   */
  public static Optional<Violation> check(
      Tenant asking, Tenant other, Ip ip, Optional<String> poolName) {
    String there =
        "Service " + other.service() + poolName.map(name -> " (Eip " + name + ")").orElse("");
    Optional<PortKey> common = firstCommon(asking, other);
    if (common.isPresent()) {
      return conflict(
          "spec.ports",
          "port "
              + common.get()
              + " of "
              + ip
              + " is taken by "
              + there
              + "; use another port or another address");
    }
    if (other.local()) {
      return conflict(
          "spec.externalTrafficPolicy",
          ip
              + " is taken by "
              + there
              + ", which has externalTrafficPolicy Local; use Cluster there or another address");
    }
    if (asking.local()) {
      return conflict(
          "spec.externalTrafficPolicy",
          ip
              + " is taken by "
              + there
              + " and can't be shared with externalTrafficPolicy Local; use Cluster or another address");
    }
    return Optional.empty();
  }

  private static Optional<Violation> conflict(String path, String message) {
    return Optional.of(new Violation(path, Reason.CONFLICT, message));
  }

  private static Optional<PortKey> firstCommon(Tenant one, Tenant other) {
    return one.ports().stream().filter(other.ports()::contains).findFirst();
  }
}
