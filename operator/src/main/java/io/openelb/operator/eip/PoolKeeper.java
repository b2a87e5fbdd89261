package io.openelb.operator.eip;

import io.openelb.api.Eip;
import io.openelb.api.EipMapper;
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
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * Reads every Eip into a pool, and holds the rules between them: of two that collide the elder
 * stands.
 */
public final class PoolKeeper {

  /**
   * What came of an Eip.
   *
   * @param pool empty when its own fields are not in order
   * @param violations what keeps it from being ready; none when it is
   */
  public record EipReading(Optional<Pool> pool, List<Violation> violations) {}

  private final Consumer<Pools> changed;
  private final Map<String, Eip> eips = new TreeMap<>();
  private Reserved reserved = Reserved.none();
  private Map<Ip, String> strangers = Map.of();
  private Map<String, EipReading> readings = Map.of();

  /**
   * No Eips yet.
   *
   * @param changed told the pools whenever anything came of the Eips that is not what came of them
   *     before: what we write into their status comes back to us, too
   */
  public PoolKeeper(Consumer<Pools> changed) {
    this.changed = changed;
  }

  /** Takes in an Eip that is new or has changed. */
  public void put(Eip eip) {
    putAll(List.of(eip));
  }

  /** Takes in several at once. */
  public synchronized void putAll(Collection<Eip> several) {
    several.forEach(eip -> eips.put(eip.getMetadata().getName(), eip));
    judge();
  }

  /** Takes in that an Eip is gone. */
  public synchronized void remove(String name) {
    eips.remove(name);
    judge();
  }

  /** Leaves these addresses out of every pool from now on. */
  public synchronized void reserve(Reserved reserved) {
    if (!reserved.equals(this.reserved)) {
      this.reserved = reserved;
      judge();
    }
  }

  /**
   * Gives none of these out from now on, each with what it is. Unlike reserved ones they come and
   * go, so that an Eip of nothing else stays in order.
   */
  public synchronized void leaveOut(Map<Ip, String> strangers) {
    if (!strangers.equals(this.strangers)) {
      this.strangers = Map.copyOf(strangers);
      judge();
    }
  }

  /** What came of an Eip; empty when there is none of that name. */
  public synchronized Optional<EipReading> reading(String name) {
    return Optional.ofNullable(readings.get(name));
  }

  private void judge() {
    Map<String, EipReading> judged = new HashMap<>();
    List<Pool> sound = new ArrayList<>();
    eips.forEach((name, eip) -> {
      switch (EipMapper.read(eip, reserved)) {
        case PoolReading.Valid(Pool pool) -> sound.add(pool);
        case PoolReading.Invalid(List<Violation> violations) ->
            judged.put(name, new EipReading(Optional.empty(), violations));
      }
    });
    List<Pool> standing = new ArrayList<>();
    for (Judged one : PoolRules.judge(sound)) {
      Pool pool = one.pool().leavingOut(strangers);
      standing.add(pool);
      judged.put(pool.name(), new EipReading(Optional.of(pool), one.violations()));
    }
    if (!judged.equals(readings)) {
      readings = Map.copyOf(judged);
      changed.accept(Pools.of(standing));
    }
  }
}
