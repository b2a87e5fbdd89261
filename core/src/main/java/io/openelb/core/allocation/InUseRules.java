package io.openelb.core.allocation;

import io.openelb.core.address.Ip;
import io.openelb.core.pool.Pool;
import io.openelb.core.pool.Pools;
import io.openelb.core.pool.Violation;
import io.openelb.core.pool.Violation.Reason;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What may not be done to a pool while Services hold its addresses. Of pools that collide only the
 * one that the addresses belong to is in use: the other can be mended, or deleted.
 */
public final class InUseRules {

  private static final int SHOWN = 5;

  private InUseRules() {}

  /**
   * Every held address must stay inside.
   *
   * @param path the field that changes, {@code spec.address} or {@code spec.exclude}
   */
  public static Optional<Violation> change(
      String path, Pool before, Pool after, Pools pools, Ledger ledger) {
    NavigableMap<Ip, List<ServiceId>> lost =
        ledger.usedOf(pools.belongingTo(before).minus(after.addresses()));
    return refuse(path, after.name(), lost, "keep what is in use inside");
  }

  /** A pool in use can't be deleted. */
  public static Optional<Violation> deletion(Pool pool, Pools pools, Ledger ledger) {
    return refuse(
        "metadata.deletionTimestamp",
        pool.name(),
        ledger.usedOf(pools.belongingTo(pool)),
        "delete these Services or have them use another Eip first");
  }

  private static Optional<Violation> refuse(
      String path, String pool, NavigableMap<Ip, List<ServiceId>> used, String remedy) {
    if (used.isEmpty()) {
      return Optional.empty();
    }
    List<String> uses = new ArrayList<>();
    used.forEach((ip, services) ->
        services.forEach(service -> uses.add(ip + " is used by Service " + service)));
    String shown = uses.stream().limit(SHOWN).collect(Collectors.joining(", "));
    String more = uses.size() > SHOWN ? " and " + (uses.size() - SHOWN) + " more" : "";
    String subject =
        path.startsWith("spec") ? path + " of Eip " + pool : "Eip " + pool + " can't be deleted";
    return Optional.of(
        new Violation(path, Reason.IN_USE, subject + ": " + shown + more + "; " + remedy));
  }
}
