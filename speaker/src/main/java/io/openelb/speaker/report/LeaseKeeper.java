package io.openelb.speaker.report;

import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.openelb.api.Names;
import io.openelb.api.SpeakerLease;
import io.openelb.api.SpeakerReport;
import io.openelb.core.address.Mac;
import io.openelb.core.address.Parsed;
import io.openelb.speaker.announce.Snapshot;
import java.net.HttpURLConnection;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the speaker's Lease: renewed every five seconds, and soon after each change; deleted when
 * the speaker ends, and with its Node when that is deleted first. Without the API server it only
 * tries again: nothing that is announced depends on it.
 */
public final class LeaseKeeper implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(LeaseKeeper.class);

  private static final int DURATION_SECONDS = 20;
  private static final Duration RENEW_EVERY = Duration.ofSeconds(5);

  /** Changes come in bursts: one write takes what a burst brought. */
  private static final long BURST_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

  /** A report looks at every address: a long burst must not be nothing but reports. */
  private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(250);

  /** Who the peers are changes when nodes come and go. */
  private static final long PEERS_MILLIS = 30_000;

  /** A speaker that is behind is waited for: without its state there is nothing to write. */
  private static final long STATE_TIMEOUT_MILLIS = 4_000;

  private final KubernetesClient client;
  private final String namespace;
  private final String node;
  private final String bootId;
  private final Supplier<CompletableFuture<Snapshot>> state;
  private final Consumer<Map<Mac, String>> peers;
  private final Supplier<String> nodeUid;
  private final Clock clock;
  private final Duration renewEvery;
  private final Trouble writing;
  private final Trouble reading;
  private final ScheduledThreadPoolExecutor thread;
  private final AtomicBoolean pending = new AtomicBoolean();

  /** When a change was looked at last, on the clock of {@link System#nanoTime()}. */
  private volatile long lookedAt = System.nanoTime() - PAUSE_NANOS;

  private @Nullable Lease current;
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
    this(client, namespace, node, bootId, state, peers, nodeUid, clock, RENEW_EVERY);
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
    this.client = client;
    this.namespace = namespace;
    this.node = node;
    this.bootId = bootId;
    this.state = state;
    this.peers = peers;
    this.nodeUid = nodeUid;
    this.clock = clock;
    this.renewEvery = renewEvery;
    this.writing = new Trouble("writing Lease " + namespace + "/" + name());
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

  private String report() throws InterruptedException, ExecutionException, TimeoutException {
    Snapshot snapshot = state.get().get(STATE_TIMEOUT_MILLIS, TimeUnit.MILLISECONDS);
    return Reports.report(node, bootId, snapshot).toJson();
  }

  private void write(String report) {
    if (closed) {
      return;
    }
    Lease before = current == null ? resource().get() : current;
    try {
      current = before == null ? create(report) : update(before, report);
    } catch (KubernetesClientException e) {
      current = null;
      if (e.getCode() != HttpURLConnection.HTTP_CONFLICT
          && e.getCode() != HttpURLConnection.HTTP_NOT_FOUND) {
        throw e;
      }
      // Somebody else wrote or deleted it: once more, with what is there.
      Lease there = resource().get();
      current = there == null ? create(report) : update(there, report);
    }
    written = report;
    writing.over();
  }

  private Lease create(String report) {
    ZonedDateTime now = now();
    Lease lease =
        new LeaseBuilder()
            .withNewMetadata()
            .withNamespace(namespace)
            .withName(name())
            .addToLabels(Names.COMPONENT, Names.SPEAKER)
            .addToAnnotations(Names.REPORT, report)
            .withOwnerReferences(owners())
            .endMetadata()
            .withNewSpec()
            .withHolderIdentity(node)
            .withLeaseDurationSeconds(DURATION_SECONDS)
            .withAcquireTime(now)
            .withRenewTime(now)
            .endSpec()
            .build();
    return client.leases().inNamespace(namespace).resource(lease).create();
  }

  private Lease update(Lease before, String report) {
    Lease lease =
        new LeaseBuilder(before)
            .editMetadata()
            .addToLabels(Names.COMPONENT, Names.SPEAKER)
            .addToAnnotations(Names.REPORT, report)
            .withOwnerReferences(owners())
            .endMetadata()
            .editOrNewSpec()
            .withHolderIdentity(node)
            .withLeaseDurationSeconds(DURATION_SECONDS)
            .withRenewTime(now())
            .endSpec()
            .build();
    return client.leases().inNamespace(namespace).resource(lease).update();
  }

  /** The Node: peers would know its Ethernet addresses for ever if the Lease outlived it. */
  private List<OwnerReference> owners() {
    String uid = nodeUid.get();
    return uid.isEmpty()
        ? List.of()
        : List.of(
            new OwnerReferenceBuilder()
                .withApiVersion("v1")
                .withKind("Node")
                .withName(node)
                .withUid(uid)
                .build());
  }

  private void learnPeers() {
    Map<Mac, String> macs = new HashMap<>();
    client
        .leases()
        .inNamespace(namespace)
        .withLabel(Names.COMPONENT, Names.SPEAKER)
        .list()
        .getItems()
        .forEach(lease -> read(lease, macs));
    peers.accept(macs);
    reading.over();
  }

  private void read(Lease lease, Map<Mac, String> macs) {
    Optional<String> text = SpeakerLease.report(lease);
    if (text.isEmpty()) {
      return;
    }
    try {
      SpeakerReport report = SpeakerReport.parse(text.get());
      if (report.node().equals(node)) {
        return;
      }
      for (SpeakerReport.Interface nic : report.interfaces()) {
        if (Mac.parse(nic.mac()) instanceof Parsed.Good<Mac>(Mac mac)) {
          macs.put(mac, report.node());
        }
      }
    } catch (IllegalArgumentException e) {
      log.warn("Unreadable Lease: lease={}/{}", namespace, lease.getMetadata().getName());
    }
  }

  private Resource<Lease> resource() {
    return client.leases().inNamespace(namespace).withName(name());
  }

  private String name() {
    return SpeakerLease.name(node);
  }

  private ZonedDateTime now() {
    return clock.instant().atZone(ZoneOffset.UTC);
  }

  /** Deletes the Lease, if the API server answers within a second. */
  @Override
  public void close() {
    thread.execute(() -> {
      closed = true;
      if (current != null) {
        guarded(writing, () -> resource().delete());
      }
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
