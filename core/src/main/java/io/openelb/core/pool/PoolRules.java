package io.openelb.core.pool;

import io.openelb.core.address.AddressSet;
import io.openelb.core.pool.Violation.Reason;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What a pool can break that is in order by itself: no two overlap, there is one default for each
 * family, and not all of a pool is the cluster's own.
 */
public final class PoolRules {

  /** The annotation that makes an Eip the default, when {@code "true"}. */
  public static final String DEFAULT_ANNOTATION = "eip.openelb.kubesphere.io/is-default-eip";

  private static final int SHOWN = 3;

  private PoolRules() {}

  /**
   * What a pool breaks, one of the same name left aside: the question of admission, where whatever
   * is there already goes first.
   */
  public static List<Violation> against(Collection<Pool> others, Pool pool) {
    List<Violation> violations = new ArrayList<>();
    if (pool.assignable().isEmpty()) {
      violations.add(nothingLeft(pool));
    }
    for (Pool other : others.stream().sorted(Pool.ELDER_FIRST).toList()) {
      if (other.name().equals(pool.name()) || other.family() != pool.family()) {
        continue;
      }
      AddressSet common = pool.addresses().intersection(other.addresses());
      if (!common.isEmpty()) {
        violations.add(overlap(pool, other, common));
      }
      if (pool.isDefault() && other.isDefault()) {
        violations.add(secondDefault(pool, other));
      }
    }
    return violations;
  }

  /**
   * How each pool stands among all that are there: of two that collide the younger is not ready.
   */
  public static List<Judged> judge(Collection<Pool> pools) {
    return pools.stream().map(pool -> judge(pool, pools)).toList();
  }

  private static Judged judge(Pool pool, Collection<Pool> pools) {
    List<Pool> elders =
        pools.stream().filter(other -> Pool.ELDER_FIRST.compare(other, pool) < 0).toList();
    List<Violation> violations = against(elders, pool);
    return new Judged(pool.withReady(violations.isEmpty()), violations);
  }

  private static Violation nothingLeft(Pool pool) {
    String some =
        pool.leftOut().entrySet().stream()
            .limit(SHOWN)
            .map(entry -> entry.getKey() + " is " + entry.getValue())
            .collect(Collectors.joining(", "));
    return new Violation(
        "spec.address",
        Reason.CONFLICT,
        "spec.address of Eip "
            + pool.name()
            + ": every address is needed by the cluster itself ("
            + some
            + "); use addresses that no node has");
  }

  private static Violation overlap(Pool pool, Pool other, AddressSet common) {
    boolean one = common.ranges().size() == 1;
    return new Violation(
        "spec.address",
        Reason.CONFLICT,
        "spec.address of Eip "
            + pool.name()
            + ": "
            + shown(common)
            + (one ? " belongs" : " belong")
            + " to Eip "
            + other.name()
            + "; leave "
            + (one ? "it" : "them")
            + " out");
  }

  private static Violation secondDefault(Pool pool, Pool other) {
    String path = "metadata.annotations[" + DEFAULT_ANNOTATION + "]";
    return new Violation(
        path,
        Reason.CONFLICT,
        path
            + " of Eip "
            + pool.name()
            + ": Eip "
            + other.name()
            + " is the default for "
            + pool.family()
            + "; remove the annotation from one of them");
  }

  private static String shown(AddressSet set) {
    String first =
        set.ranges().stream().limit(SHOWN).map(Object::toString).collect(Collectors.joining(", "));
    int more = set.ranges().size() - SHOWN;
    return more > 0 ? first + " and " + more + " more ranges" : first;
  }
}
