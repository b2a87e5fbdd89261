package io.openelb.operator.leader;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.extended.leaderelection.LeaderCallbacks;
import io.fabric8.kubernetes.client.extended.leaderelection.LeaderElectionConfig;
import io.fabric8.kubernetes.client.extended.leaderelection.LeaderElectionConfigBuilder;
import io.fabric8.kubernetes.client.extended.leaderelection.LeaderElector;
import io.fabric8.kubernetes.client.extended.leaderelection.resourcelock.LeaseLock;
import io.fabric8.kubernetes.client.utils.Utils;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes part in the election over one Lease until it is closed, or the Lease is lost. */
public final class Election implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(Election.class);

  private final LeaderElector elector;
  private final ExecutorService executor;
  private final Leadership leadership;
  private @Nullable CompletableFuture<?> running;

  /**
   * An election not yet begun.
   *
   * @param client with a request timeout no longer than that of the timings, and no retries
   * @param onStart called once, on a thread of its own, when this instance becomes the leader
   * @param onLoss called when it no longer is; the election is over then
   */
  public Election(
      KubernetesClient client,
      LeaseName lease,
      String identity,
      LeaseTimings timings,
      Leadership leadership,
      Runnable onStart,
      Runnable onLoss) {
    this.leadership = leadership;
    this.executor =
        Executors.newCachedThreadPool(Thread.ofPlatform().daemon().name("election-", 0).factory());
    LeaderCallbacks callbacks =
        new LeaderCallbacks(
            () -> {
              leadership.started();
              log.info("leading, as {} of lease {}", identity, lease.name());
              executor.execute(onStart);
            },
            () -> {
              leadership.stopped();
              onLoss.run();
            },
            leader ->
                log.info(
                    "leader of lease {} is {}",
                    lease.name(),
                    Utils.isNullOrEmpty(leader) ? "nobody" : leader));
    LeaderElectionConfig config =
        new LeaderElectionConfigBuilder()
            .withName(lease.name())
            .withLock(
                new ObservedLock(
                    new LeaseLock(lease.namespace(), lease.name(), identity),
                    leadership,
                    timings.leaseDuration()))
            .withLeaseDuration(timings.leaseDuration())
            .withRenewDeadline(timings.renewDeadline())
            .withRetryPeriod(timings.retryPeriod())
            .withReleaseOnCancel(true)
            .withLeaderCallbacks(callbacks)
            .build();
    this.elector = new LeaderElector(client, config, executor);
  }

  /** Of the Lease that whoever leads holds. */
  public record LeaseName(String namespace, String name) {}

  /** Begins; retries for as long as no API server answers. */
  public synchronized void start() {
    running = elector.start();
  }

  /** Gives the Lease back if it is held, so that another may lead at once. */
  @Override
  public synchronized void close() {
    leadership.stopped();
    if (running != null) {
      running.cancel(true);
    }
    executor.shutdown();
  }
}
