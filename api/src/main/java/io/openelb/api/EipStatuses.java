package io.openelb.api;

import io.fabric8.kubernetes.api.model.Condition;
import io.openelb.core.address.Family;
import io.openelb.core.address.Ip;
import io.openelb.core.allocation.PoolUse;
import io.openelb.core.pool.Pool;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Statuses of Eips. */
public final class EipStatuses {

  private EipStatuses() {}

  /** The status of an Eip whose own fields are in order. */
  public static EipStatus of(
      Pool pool, PoolUse use, List<Condition> conditions, @Nullable Long generation) {
    return new EipStatus(
        new ExactNumber(use.size()),
        ExactNumber.of(use.used().size()),
        new ExactNumber(use.available()),
        use.isExhausted(),
        pool.addresses().first().map(Ip::toString).orElse(null),
        pool.addresses().last().map(Ip::toString).orElse(null),
        pool.family() == Family.IPV4,
        pool.ready(),
        used(use),
        conditions,
        generation);
  }

  /** The status of an Eip that can't be read: not ready, and without figures. */
  public static EipStatus rejected(List<Condition> conditions, @Nullable Long generation) {
    return new EipStatus(
        null, null, null, null, null, null, null, false, null, conditions, generation);
  }

  private static @Nullable Map<String, String> used(PoolUse use) {
    if (use.used().size() > EipStatus.USED_LIMIT) {
      return null;
    }
    Map<String, String> used = new LinkedHashMap<>();
    use.used()
        .forEach((ip, services) ->
            used.put(
                ip.toString(),
                services.stream().map(Object::toString).collect(Collectors.joining(";"))));
    return used;
  }
}
