package io.openelb.webhook.cluster;

import io.openelb.api.Eip;
import io.openelb.api.EipMapper;
import io.openelb.core.address.Ip;
import io.openelb.core.pool.Judged;
import io.openelb.core.pool.Pool;
import io.openelb.core.pool.PoolReading;
import io.openelb.core.pool.PoolRules;
import io.openelb.core.pool.Pools;
import io.openelb.core.pool.Reserved;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/** What the rules need of Kubernetes' objects. */
final class Readings {

  private Readings() {}

  /**
   * As the operator sees it: of two that collide the younger gives out nothing, and none what
   * strangers have.
   *
   * @param strangers their addresses, each with what it is
   */
  static Pools pools(Collection<Eip> eips, Reserved reserved, Map<Ip, String> strangers) {
    return Pools.of(
        PoolRules.judge(readable(eips, reserved)).stream()
            .map(Judged::pool)
            .map(pool -> pool.leavingOut(strangers))
            .toList());
  }

  private static List<Pool> readable(Collection<Eip> eips, Reserved reserved) {
    var pools = new ArrayList<Pool>();
    for (Eip eip : eips) {
      if (EipMapper.read(eip, reserved) instanceof PoolReading.Valid(Pool pool)) {
        pools.add(pool);
      }
    }
    return pools;
  }
}
