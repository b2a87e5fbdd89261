package io.openelb.speaker.view;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.openelb.speaker.announce.Plan;
import io.openelb.speaker.link.Nic;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Plans anew whenever the API server or the kernel says something else: a burst of changes makes
 * one plan. There is none before everything was listed once.
 */
public final class ViewKeeper implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(ViewKeeper.class);

  private static final long BURST_MILLIS = 20;

  private final Watcher watcher;
  private final Planner planner = new Planner(new KernelRoutes());
  private final Consumer<Plan> plans;
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("view").daemon().factory());
  private final AtomicBoolean pending = new AtomicBoolean();
  private volatile Map<String, Nic> nics = Map.of();
  private volatile boolean ready;

  /**
   * A keeper that watches nothing yet.
   *
   * @param plans takes each new plan
   */
  public ViewKeeper(KubernetesClient client, String namespace, String node, Consumer<Plan> plans) {
    this.watcher = new Watcher(client, namespace, node);
    this.plans = plans;
  }

  /**
   * Begins to watch.
   *
   * @param keys takes the advertisements' keys, the one that signs first
   */
  public void start(Consumer<List<byte[]>> keys) {
    watcher.start(this::soon, keys);
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

  private void soon() {
    if (pending.compareAndSet(false, true) && !thread.isShutdown()) {
      var _ = thread.schedule(this::plan, BURST_MILLIS, TimeUnit.MILLISECONDS);
    }
  }

  private void plan() {
    pending.set(false);
    if (!watcher.hasSynced()) {
      return;
    }
    try {
      plans.accept(planner.plan(watcher.view(), nics));
      ready = true;
    } catch (RuntimeException e) {
      LOG.error("Planning failed", e);
    }
  }

  @Override
  public void close() {
    watcher.close();
    thread.shutdownNow();
  }
}
