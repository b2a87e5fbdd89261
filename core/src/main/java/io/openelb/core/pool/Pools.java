package io.openelb.core.pool;

import io.openelb.core.address.AddressSet;
import io.openelb.core.address.Family;
import io.openelb.core.address.Ip;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Every pool of the cluster, immutable. */
public final class Pools {

  /** Those that may give out come before those that may not, then the elder. */
  private static final Comparator<Pool> OWNER_FIRST =
      Comparator.comparing(Pool::ready).reversed().thenComparing(Pool.ELDER_FIRST);

  private final Map<String, Pool> byName = new LinkedHashMap<>();

  private Pools(Collection<Pool> pools) {
    pools.stream().sorted(OWNER_FIRST).forEach(pool -> byName.put(pool.name(), pool));
  }

  /**
   * The pools, in whatever order they come.
   *
   * @param pools no two of one name
   */
  public static Pools of(Collection<Pool> pools) {
    return new Pools(pools);
  }

  /** In the order in which they own what collides: those that are ready, then the elder. */
  public Collection<Pool> all() {
    return byName.values();
  }

  /** Empty when there is no Eip of that name, or its own fields are not in order. */
  public Optional<Pool> named(String name) {
    return Optional.ofNullable(byName.get(name));
  }

  /**
   * The pool that an address belongs to; of two that collide, the one that is ready, then the
   * elder.
   */
  public Optional<Pool> holding(Ip ip) {
    return byName.values().stream().filter(pool -> pool.addresses().contains(ip)).findFirst();
  }

  /** The addresses of a pool that belong to it, and not to another that collides with it. */
  public AddressSet belongingTo(Pool pool) {
    AddressSet own = pool.addresses();
    for (Pool other : byName.values()) {
      if (other.name().equals(pool.name())) {
        break;
      }
      if (other.family() == pool.family()) {
        own = own.minus(other.addresses());
      }
    }
    return own;
  }

  /**
   * The order in which pools are tried for a Service that names none: those bound to its namespace,
   * the default, the others; by priority, then name. Those bound to other namespaces come last.
   */
  public List<Pool> inOrderFor(
      Family family, String namespace, Map<String, String> namespaceLabels) {
    return byName.values().stream()
        .filter(pool -> pool.family() == family)
        .sorted(
            Comparator.comparingInt(
                    (Pool pool) -> rank(pool, pool.serves(namespace, namespaceLabels)))
                .thenComparingInt(Pool::priority)
                .thenComparing(Pool::name))
        .toList();
  }

  private static int rank(Pool pool, boolean serves) {
    if (!serves) {
      return 3;
    }
    if (pool.isBound()) {
      return 0;
    }
    return pool.isDefault() ? 1 : 2;
  }
}
