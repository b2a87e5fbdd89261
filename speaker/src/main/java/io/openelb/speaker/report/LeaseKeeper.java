package io.openelb.speaker.report;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.openelb.api.SpeakerLease;
import io.openelb.core.address.Mac;
import io.openelb.speaker.announce.Snapshot;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Keeps the speaker's Lease: renewed every five seconds, and soon after each change; deleted when
 * the speaker ends, and with its Node when that is deleted first. Without the API server it only
 * tries again: nothing that is announced depends on it.
 */
public final class LeaseKeeper implements AutoCloseable {

  /** Changes come in bursts: one write takes what a burst brought. */
  private static final long BURST_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

  /** A report looks at every address: a long burst must not be nothing but reports. */
  private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(250);

  /** Who the peers are changes when nodes come and go. */
  private static final long PEERS_MILLIS = 30_000;

  /** A speaker that is behind is waited for: without its state there is nothing to write. */
  private static final long STATE_TIMEOUT_MILLIS = 4_000;

  private final String node;
  private final String bootId;
  private final Supplier<CompletableFuture<Snapshot>> state;
  private final Consumer<Map<Mac, String>> peers;
  private final LeaseWriter writer;
  private final PeerLeases peerLeases;
  private final Duration renewEvery;
  private final Trouble writing;
  private final Trouble reading;
  private final ScheduledThreadPoolExecutor thread;
  private final AtomicBoolean pending = new AtomicBoolean();

  /** When a change was looked at last, on the clock of {@link System#nanoTime()}. */
  private volatile long lookedAt = System.nanoTime() - PAUSE_NANOS;

  private String written = "";
  private volatile boolean closed;

  /**
   * A keeper that has not begun.
   *
   * @param peers takes the other speakers' Ethernet addresses, from their Leases
   * @param nodeUid of the Node, empty while it was not seen
   */
  public LeaseKeeper(
      KubernetesClient client,
      String namespace,
      String node,
      String bootId,
      Supplier<CompletableFuture<Snapshot>> state,
      Consumer<Map<Mac, String>> peers,
      Supplier<String> nodeUid,
      Clock clock) {
    this(client, namespace, node, bootId, state, peers, nodeUid, clock, SpeakerLease.RENEW);
  }

  LeaseKeeper(
      KubernetesClient client,
      String namespace,
      String node,
      String bootId,
      Supplier<CompletableFuture<Snapshot>> state,
      Consumer<Map<Mac, String>> peers,
      Supplier<String> nodeUid,
      Clock clock,
      Duration renewEvery) {
    this.node = node;
    this.bootId = bootId;
    this.state = state;
    this.peers = peers;
    this.writer = new LeaseWriter(client, namespace, node, nodeUid, clock);
    this.peerLeases = new PeerLeases(client, namespace, node);
    this.renewEvery = renewEvery;
    this.writing = new Trouble("writing Lease " + namespace + "/" + SpeakerLease.name(node));
    this.reading = new Trouble("reading the peers' Leases in " + namespace);
    this.thread =
        new ScheduledThreadPoolExecutor(1, Thread.ofPlatform().name("lease").daemon().factory());
    // What still arrives after the end is of no interest.
    thread.setRejectedExecutionHandler(new ThreadPoolExecutor.DiscardPolicy());
    thread.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
  }

  /** Begins. */
  public void start() {
    var _ =
        thread.scheduleWithFixedDelay(
            () -> guarded(writing, this::renew), 0, renewEvery.toMillis(), TimeUnit.MILLISECONDS);
    var _ =
        thread.scheduleWithFixedDelay(
            () -> guarded(reading, this::learnPeers), 0, PEERS_MILLIS, TimeUnit.MILLISECONDS);
  }

  /** Something that the Lease tells may have changed. */
  public void changed() {
    if (pending.compareAndSet(false, true)) {
      long pause = Math.max(BURST_NANOS, lookedAt + PAUSE_NANOS - System.nanoTime());
      var _ =
          thread.schedule(() -> guarded(writing, this::writeChange), pause, TimeUnit.NANOSECONDS);
    }
  }

  /** Whatever happens in the task: one that throws would never be run again. */
  private void guarded(Trouble trouble, Task task) {
    try {
      task.run();
    } catch (ExecutionException | TimeoutException | RuntimeException e) {
      if (!closed) {
        trouble.met(e);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private interface Task {
    void run() throws InterruptedException, ExecutionException, TimeoutException;
  }

  private void writeChange() throws InterruptedException, ExecutionException, TimeoutException {
    lookedAt = System.nanoTime();
    pending.set(false);
    String report = report();
    if (!report.equals(written)) {
      write(report);
    }
  }

  private void renew() throws InterruptedException, ExecutionException, TimeoutException {
    write(report());
  }

  private void write(String report) {
    if (closed) {
      return;
    }
    writer.write(report);
    written = report;
    writing.over();
  }

  private void learnPeers() {
    peers.accept(peerLeases.macs());
    reading.over();
  }

  private String report() throws InterruptedException, ExecutionException, TimeoutException {
    Snapshot snapshot = state.get().get(STATE_TIMEOUT_MILLIS, TimeUnit.MILLISECONDS);
    return Reports.report(node, bootId, snapshot).toJson();
  }

  /** Deletes the Lease, if the API server answers within a second. */
  @Override
  public void close() {
    thread.execute(() -> {
      closed = true;
      guarded(writing, writer::delete);
    });
    thread.shutdown();
    try {
      var _ = thread.awaitTermination(1, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    thread.shutdownNow();
  }
}
