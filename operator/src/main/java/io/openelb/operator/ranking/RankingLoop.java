package io.openelb.operator.ranking;

import io.openelb.core.allocation.ServiceId;
import io.openelb.core.pool.Pools;
import io.openelb.operator.cluster.NodeFacts;
import io.openelb.operator.pace.PacedLoop;
import io.openelb.operator.speakers.Speakers;
import java.time.Duration;
import java.util.Collection;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Ranks again when nodes, speakers or endpoints have changed, and now and then, because speakers
 * also age. A first place that must move does so at once; what changes behind it is written in
 * small bulks.
 */
public final class RankingLoop implements AutoCloseable {

  private static final Duration PAUSE = Duration.ofMillis(100);
  private static final Duration IDLE = Duration.ofSeconds(1);

  /** How many rankings may change behind their first place in each round without a wake. */
  private static final int BULK = 50;

  private final Rankings rankings;
  private final Consumer<Set<ServiceId>> recheck;
  private final BooleanSupplier mayRank;
  private final PacedLoop loop;
  private final Optional<Duration> rebalanceInterval;
  private long bulkAt = System.nanoTime();
  private long rebalancedAt = System.nanoTime();

  /**
   * A loop not yet started.
   *
   * @param backends the nodes that have a Service's pods
   * @param recheck told the Services whose ranking is another now
   * @param mayRank whether anything known here is worth acting on
   * @param rebalanceInterval how often one Service's addresses may be moved to a node with fewer;
   *     empty: never
   */
  public RankingLoop(
      Supplier<Collection<NodeFacts>> nodes,
      Speakers speakers,
      Supplier<Pools> pools,
      Function<ServiceId, Set<String>> backends,
      Consumer<Set<ServiceId>> recheck,
      BooleanSupplier mayRank,
      Optional<Duration> rebalanceInterval) {
    this.rankings =
        new Rankings(
            new RecentView(nodes, speakers, System::nanoTime), pools, backends, System::nanoTime);
    this.recheck = recheck;
    this.mayRank = mayRank;
    this.rebalanceInterval = rebalanceInterval;
    this.loop = new PacedLoop("ranking", PAUSE, IDLE, this::rankAgain);
  }

  /** The rankings that are kept. */
  public Rankings rankings() {
    return rankings;
  }

  /** Begins to rank. */
  public void start() {
    loop.start();
  }

  /** Something has changed; returns at once. */
  public void wake() {
    loop.wake();
  }

  /** A Service's endpoints have moved; returns at once. */
  public void endpointsMoved(ServiceId service) {
    if (rankings.endpointsMoved(service)) {
      loop.wake();
    }
  }

  private void rankAgain() {
    if (!mayRank.getAsBoolean()) {
      return;
    }
    boolean bulk = System.nanoTime() - bulkAt >= IDLE.toNanos();
    if (bulk) {
      bulkAt = System.nanoTime();
    }
    Set<ServiceId> changed = rankings.rankAgain(bulk ? BULK : 0);
    if (!changed.isEmpty()) {
      recheck.accept(changed);
    } else if (isTimeToRebalance()) {
      rebalancedAt = System.nanoTime();
      rankings.rebalance().ifPresent(service -> recheck.accept(Set.of(service)));
    }
  }

  private boolean isTimeToRebalance() {
    return rebalanceInterval
        .filter(interval -> System.nanoTime() - rebalancedAt >= interval.toNanos())
        .isPresent();
  }

  @Override
  public void close() {
    loop.close();
  }
}
