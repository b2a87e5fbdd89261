package io.openelb.api;

import io.openelb.core.address.Ip;
import io.openelb.core.pool.Judged;
import io.openelb.core.pool.Pool;
import io.openelb.core.pool.PoolReading;
import io.openelb.core.pool.PoolRules;
import io.openelb.core.pool.Pools;
import io.openelb.core.pool.Reserved;
import io.openelb.core.pool.Violation;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What came of an Eip among the others.
 *
 * @param pool empty when its own fields are not in order
 * @param violations what keeps it from being ready; none when it is
 */
public record EipReading(Optional<Pool> pool, List<Violation> violations) {

  public EipReading {
    violations = List.copyOf(violations);
  }

  /**
   * What comes of each of these Eips, by name: of two that collide the elder stands.
   *
   * @param strangers addresses that none gives out, each with what it is. Unlike reserved ones they
   *     come and go, so that an Eip of nothing else stays in order
   */
  public static Map<String, EipReading> of(
      Collection<Eip> eips, Reserved reserved, Map<Ip, String> strangers) {
    Map<String, EipReading> readings = new HashMap<>();
    List<Pool> sound = new ArrayList<>();
    for (Eip eip : eips) {
      switch (EipMapper.read(eip, reserved)) {
        case PoolReading.Valid(Pool pool) -> sound.add(pool);
        case PoolReading.Invalid(List<Violation> violations) ->
            readings.put(eip.getMetadata().getName(), new EipReading(Optional.empty(), violations));
      }
    }
    for (Judged judged : PoolRules.judge(sound)) {
      Pool pool = judged.pool().leavingOut(strangers);
      readings.put(pool.name(), new EipReading(Optional.of(pool), judged.violations()));
    }
    return Map.copyOf(readings);
  }

  /** The pools of all that have one. */
  public static Pools pools(Map<String, EipReading> readings) {
    return Pools.of(readings.values().stream().flatMap(one -> one.pool().stream()).toList());
  }
}
