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
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One process: it serves health, takes part in the election, and works when it leads. */
final class Program {

  private static final Logger log = LoggerFactory.getLogger(Program.class);

  /** Told to stop, and stopped. */
  private static final int STOPPED = 0;

  /** No longer the leader, or unable to lead: the next process begins anew. */
  private static final int FAILED = 1;

  private final String namespace;
  private final String identity;
  private final Selection selection;
  private final LeaseTimings timings;
  private final Optional<Duration> rebalanceInterval;
  private final PrometheusMeterRegistry metrics;
  private final Leadership leadership;
  private final CountDownLatch end = new CountDownLatch(1);
  private final CountDownLatch stopped = new CountDownLatch(1);
  private final AtomicBoolean failed = new AtomicBoolean();
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

  /** Runs until the process is told to stop, or leads no longer; returns its exit code. */
  int run(InetSocketAddress address) throws InterruptedException {
    stopOnSignal();
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
      failed.set(true);
      throw e;
    } finally {
      stopped.countDown();
    }
    return failed.get() ? FAILED : STOPPED;
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
              clients, namespace, identity, selection, leadership, rebalanceInterval, metrics);
      leader = starting;
      starting.start();
    } catch (RuntimeException e) {
      fail("can't lead", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void lost() {
    if (!stopping) {
      fail("no longer the leader", null);
    }
  }

  private void fail(String what, @Nullable Throwable cause) {
    log.error("{}; ending", what, cause);
    failed.set(true);
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
  private void stopOnSignal() {
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
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
                  Runtime.getRuntime().halt(failed.get() ? FAILED : STOPPED);
                },
                "stop"));
  }
}
