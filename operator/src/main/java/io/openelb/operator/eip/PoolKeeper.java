package io.openelb.operator.eip;

import io.openelb.api.Eip;
import io.openelb.api.EipReading;
import io.openelb.core.address.Ip;
import io.openelb.core.pool.Pools;
import io.openelb.core.pool.Reserved;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Reads every Eip into a pool, and holds the rules between them: of two that collide the elder
 * stands.
 */
public final class PoolKeeper {

  private final Consumer<Pools> changed;
  private final Map<String, Eip> eips = new HashMap<>();
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

  /** Gives none of these out from now on, each with what it is. */
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
    Map<String, EipReading> judged = EipReading.of(eips.values(), reserved, strangers);
    if (!judged.equals(readings)) {
      readings = judged;
      changed.accept(EipReading.pools(judged));
    }
  }
}
