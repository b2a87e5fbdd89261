package io.openelb.speaker.view;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.openelb.speaker.announce.PlanChange;
import io.openelb.speaker.link.KernelArp;
import io.openelb.speaker.link.Nic;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Plans anew whenever the API server or the kernel says something that makes a difference, at a
 * bounded pace. There is no plan before everything was listed once.
 */
public final class ViewKeeper implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(ViewKeeper.class);

  /** The kernel doesn't tell of other routes: so often they are read though nothing happens. */
  private static final Duration REREADING = Duration.ofSeconds(5);

  private final Cluster cluster;
  private final Duration rereading;
  private final Watcher watcher;
  private final Planner planner;
  private final Consumer<PlanChange> plans;
  private final Pace pace = new Pace(System.nanoTime());
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("view").daemon().factory());
  private final AtomicBoolean pending = new AtomicBoolean();
  private volatile Map<String, Nic> nics = Map.of();
  private volatile boolean ready;
  private @Nullable PlanChange told;

  /**
   * A keeper that watches nothing yet.
   *
   * @param arp for what this node's kernel answers
   * @param plans takes what is other in each new plan
   * @param keys takes the advertisements' keys, the one that signs first
   */
  public ViewKeeper(
      KubernetesClient client,
      String namespace,
      String node,
      KernelArp arp,
      Consumer<PlanChange> plans,
      Consumer<List<byte[]>> keys) {
    this(client, namespace, node, plans, keys, new KernelRoutes(arp), REREADING);
  }

  ViewKeeper(
      KubernetesClient client,
      String namespace,
      String node,
      Consumer<PlanChange> plans,
      Consumer<List<byte[]>> keys,
      Routes routes,
      Duration rereading) {
    this.rereading = rereading;
    this.planner = new Planner(node, routes, System::nanoTime);
    this.cluster = new Cluster(node, this::soon);
    this.watcher = new Watcher(client, namespace, cluster, keys);
    this.plans = plans;
  }

  /** Begins to watch. */
  public void start() {
    watcher.start(this::soon);
    long pause = rereading.toMillis();
    var _ = thread.scheduleWithFixedDelay(this::soon, pause, pause, TimeUnit.MILLISECONDS);
  }

  /** The node's interfaces from now on. */
  public void seen(Map<String, Nic> next) {
    nics = next;
    soon();
  }

  /** Whether there was a plan. */
  public boolean isReady() {
    return ready;
  }

  /** The UID that this node has, or had; empty before it was seen. */
  public String nodeUid() {
    return cluster.nodeUid();
  }

  private void soon() {
    if (pending.compareAndSet(false, true) && !thread.isShutdown()) {
      // In line behind the plan that is being made: the pause depends on what that costs.
      thread.execute(this::schedule);
    }
  }

  private void schedule() {
    long pause = pace.pause(System.nanoTime());
    var _ = thread.schedule(this::plan, pause, TimeUnit.NANOSECONDS);
  }

  private void plan() {
    pending.set(false);
    if (!watcher.hasSynced()) {
      return;
    }
    long from = System.nanoTime();
    try {
      PlanChange change = planner.plan(cluster.news(), nics);
      if (told == null || !change.isNoneSince(told)) {
        plans.accept(change);
        told = change;
      }
      ready = true;
    } catch (RuntimeException e) {
      log.error("Planning failed", e);
    }
    pace.spent(from, System.nanoTime());
  }

  @Override
  public void close() {
    watcher.close();
    thread.shutdownNow();
  }
}
