package io.openelb.webhook.admission;

import io.openelb.core.allocation.ServiceId;
import io.openelb.webhook.cluster.Basis;
import io.openelb.webhook.cluster.ClusterSnapshot;
import io.openelb.webhook.cluster.ClusterState;
import io.openelb.webhook.cluster.Fresh;
import io.openelb.webhook.cluster.LiveReads;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Looks again before it refuses: the watches lag a little behind what a user has just done, and
 * {@code kubectl delete service} followed by {@code kubectl delete eip} is no mistake. What is
 * admitted costs no request.
 */
final class SecondLook {

  /** Less than half of the API server's patience (timeoutSeconds of our configurations). */
  static final Duration BUDGET = Duration.ofMillis(800);

  /** How many objects of a kind are read at a time. */
  static final int AT_ONCE = 32;

  private final ClusterState cluster;
  private final LiveReads live;

  SecondLook(ClusterState cluster, LiveReads live) {
    this.cluster = cluster;
    this.live = live;
  }

  /**
   * Decides by what the watches told, and, if that is a refusal, by what is there now. When that
   * can't be read in time, what is known has to do.
   *
   * @param known better than the watches tell it
   * @param rules the decision
   * @param basis what a refusal rests on
   */
  Verdict decide(
      Fresh known,
      Function<ClusterSnapshot, Verdict> rules,
      Function<ClusterSnapshot, Basis> basis) {
    Verdict verdict = cluster.decide((view, _) -> rules.apply(view));
    long start = System.nanoTime();
    Fresh fresh = known;
    while (verdict instanceof Verdict.Deny) {
      Basis present = cluster.decide(fresh, basis);
      Duration left = BUDGET.minusNanos(System.nanoTime() - start);
      if (isFounded(present, fresh) || !left.isPositive()) {
        return verdict;
      }
      Optional<Fresh> read = live.read(unread(present, fresh), left);
      if (read.isEmpty()) {
        return verdict;
      }
      fresh = fresh.and(read.get());
      verdict = cluster.decide(fresh, rules);
    }
    return verdict;
  }

  /** One Service that is really in the way is enough, however many there may be. */
  private static boolean isFounded(Basis basis, Fresh fresh) {
    Set<ServiceId> read = fresh.services().keySet();
    return fresh.eips().isPresent()
        && (basis.services().isEmpty() || basis.services().stream().anyMatch(read::contains));
  }

  private static Basis unread(Basis basis, Fresh fresh) {
    return new Basis(
        basis.services().stream()
            .filter(id -> !fresh.services().containsKey(id))
            .limit(AT_ONCE)
            .collect(Collectors.toSet()),
        basis.nodes().stream()
            .filter(name -> !fresh.nodes().containsKey(name))
            .limit(AT_ONCE)
            .collect(Collectors.toSet()),
        basis.namespaces().stream()
            .filter(name -> !fresh.namespaces().containsKey(name))
            .collect(Collectors.toSet()));
  }
}
