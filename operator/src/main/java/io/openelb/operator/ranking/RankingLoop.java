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
import java.util.function.LongSupplier;
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
  private final LongSupplier nanoClock;
  private long bulkAt;
  private long rebalancedAt;

  /**
   * A loop not yet started.
   *
   * @param backends the nodes that have a Service's pods
   * @param recheck told the Services whose ranking is another now
   * @param mayRank whether anything known here is worth acting on
   * @param rebalanceInterval how often one Service's addresses may be moved to a node with fewer;
   *     empty: never
   * @param nanoClock monotonic, in nanoseconds, such as {@link System#nanoTime}
   */
  public RankingLoop(
      Supplier<Collection<NodeFacts>> nodes,
      Speakers speakers,
      Supplier<Pools> pools,
      Function<ServiceId, Set<String>> backends,
      Consumer<Set<ServiceId>> recheck,
      BooleanSupplier mayRank,
      Optional<Duration> rebalanceInterval,
      LongSupplier nanoClock) {
    this.rankings =
        new Rankings(new RecentView(nodes, speakers, nanoClock), pools, backends, nanoClock);
    this.recheck = recheck;
    this.mayRank = mayRank;
    this.rebalanceInterval = rebalanceInterval;
    this.nanoClock = nanoClock;
    this.bulkAt = nanoClock.getAsLong();
    this.rebalancedAt = bulkAt;
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

  /** One round; to be called by the loop, and by tests. */
  void rankAgain() {
    if (!mayRank.getAsBoolean()) {
      return;
    }
    long now = nanoClock.getAsLong();
    boolean bulk = now - bulkAt >= IDLE.toNanos();
    if (bulk) {
      bulkAt = now;
    }
    Set<ServiceId> changed = rankings.rankAgain(bulk ? BULK : 0);
    if (!changed.isEmpty()) {
      recheck.accept(changed);
    } else if (isTimeToRebalance(now)) {
      rebalancedAt = now;
      rankings.rebalance().ifPresent(service -> recheck.accept(Set.of(service)));
    }
  }

  private boolean isTimeToRebalance(long now) {
    return rebalanceInterval
        .filter(interval -> now - rebalancedAt >= interval.toNanos())
        .isPresent();
  }

  @Override
  public void close() {
    loop.close();
  }
}
