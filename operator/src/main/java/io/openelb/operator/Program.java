package io.openelb.operator;

import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.openelb.api.Names;
import io.openelb.api.Selection;
import io.openelb.operator.http.HealthServer;
import io.openelb.operator.leader.Election;
import io.openelb.operator.leader.Leadership;
import io.openelb.operator.leader.LeaseTimings;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Serves health, takes part in the election, and works when it leads; once. Nothing that was read
 * or decided outlives it.
 */
final class Program {

  private static final Logger log = LoggerFactory.getLogger(Program.class);

  /** How a run ended. */
  enum Ending {
    /** Told to stop, and stopped. */
    STOPPED,
    /** No longer the leader: another run may begin. */
    LEASE_LOST,
    /** Unable to lead. */
    FAILED;

    int exitCode() {
      return this == STOPPED ? 0 : 1;
    }
  }

  private final String namespace;
  private final String identity;
  private final Selection selection;
  private final LeaseTimings timings;
  private final Optional<Duration> rebalanceInterval;
  private final PrometheusMeterRegistry metrics;
  private final Leadership leadership;
  private final CountDownLatch end = new CountDownLatch(1);
  private final CountDownLatch stopped = new CountDownLatch(1);
  private final AtomicReference<Ending> ending = new AtomicReference<>(Ending.STOPPED);
  private volatile @Nullable Leader leader;
  private volatile boolean stopping;

  Program(
      String namespace,
      String identity,
      Selection selection,
      LeaseTimings timings,
      Optional<Duration> rebalanceInterval,
      PrometheusMeterRegistry metrics) {
    this.namespace = namespace;
    this.identity = identity;
    this.selection = selection;
    this.timings = timings;
    this.rebalanceInterval = rebalanceInterval;
    this.metrics = metrics;
    this.leadership = new Leadership(timings, System::nanoTime);
  }

  /** Runs until the process is told to stop, or leads no longer. */
  Ending run(InetSocketAddress address) throws InterruptedException {
    try (ApiClients clients = ApiClients.connect(timings.requestTimeout());
        Election election =
            new Election(
                clients.writer(),
                new Election.LeaseName(namespace, Names.OPERATOR_LEASE),
                identity,
                timings,
                leadership,
                () -> lead(clients),
                this::lost);
        HealthServer health = HealthServer.start(address, this::notReady, metrics)) {
      log.info("serving health and metrics on port {}", health.port());
      election.start();
      end.await();
      stopping = true;
      // No write may follow the Lease's being given back.
      Leader working = leader;
      if (working != null) {
        working.close();
      }
    } catch (RuntimeException e) {
      ending.set(Ending.FAILED);
      throw e;
    } finally {
      stopped.countDown();
    }
    return ending.get();
  }

  private void lead(ApiClients clients) {
    try {
      Duration wait = leadership.untilDecision();
      if (!wait.isZero()) {
        log.info("waiting {} ms for the last leader's last write", wait.toMillis());
        if (end.await(wait.toMillis() + 1, TimeUnit.MILLISECONDS)) {
          return;
        }
      }
      Leader starting =
          new Leader(
              clients,
              namespace,
              identity,
              selection,
              leadership,
              rebalanceInterval,
              Leader.SYNC_TIMEOUT,
              metrics);
      leader = starting;
      if (end.getCount() > 0) {
        starting.start();
      }
    } catch (RuntimeException e) {
      log.error("can't lead; ending", e);
      end(Ending.FAILED);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void lost() {
    if (!stopping) {
      log.warn("no longer the leader; beginning anew");
      end(Ending.LEASE_LOST);
    }
  }

  private void end(Ending how) {
    ending.compareAndSet(Ending.STOPPED, how);
    end.countDown();
  }

  private Optional<String> notReady() {
    Leader working = leader;
    return working == null || working.isDeciding()
        ? Optional.empty()
        : Optional.of("leading, but still reading what there is");
  }

  /**
   * The JVM would end with 143 on SIGTERM. Being told to stop is no failure: the hook waits for the
   * work to end, and then ends the JVM itself.
   */
  void stop() {
    if (end.getCount() == 0) {
      return;
    }
    log.info("stopping");
    end.countDown();
    try {
      stopped.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    Runtime.getRuntime().halt(ending.get().exitCode());
  }
}
