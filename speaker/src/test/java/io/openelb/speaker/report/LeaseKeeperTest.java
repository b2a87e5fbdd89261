package io.openelb.speaker.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.server.mock.EnableKubernetesMockClient;
import io.openelb.api.SpeakerReport;
import io.openelb.core.address.Cidr;
import io.openelb.core.address.Ip;
import io.openelb.core.address.Mac;
import io.openelb.core.announcement.AddressStatus;
import io.openelb.speaker.announce.Snapshot;
import io.openelb.speaker.link.Nic;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

@EnableKubernetesMockClient(crud = true)
final class LeaseKeeperTest {

  private static final String NAMESPACE = "openelb-system";
  private static final String NODE = "worker-p001";

  /** Within a test only {@link LeaseKeeper#changed} makes it write again. */
  private static final Duration NEVER = Duration.ofHours(1);

  private static final Ip VIP = Ip.of("192.168.0.91");

  private static final AddressStatus TAKEN =
      new AddressStatus(
          "eth0",
          VIP,
          AddressStatus.State.OWNING,
          List.of("master1", NODE),
          NODE,
          2,
          "master1 was silent");

  @SuppressWarnings("NullAway.Init") // set by the extension
  private KubernetesClient client;

  private final AtomicReference<Snapshot> state = new AtomicReference<>(snapshot(List.of()));
  private final AtomicReference<Map<Mac, String>> peers = new AtomicReference<>(Map.of());
  private final AtomicReference<String> nodeUid = new AtomicReference<>("");
  private final AtomicBoolean unreadable = new AtomicBoolean();
  private final AtomicInteger looks = new AtomicInteger();
  private final AtomicReference<Duration> busy = new AtomicReference<>(Duration.ZERO);
  private @Nullable LeaseKeeper keeper;

  @AfterEach
  void stop() {
    if (keeper != null) {
      keeper.close();
    }
  }

  @Test
  void tellsTheStateInALeaseOfItsNode() {
    start();

    await().untilAsserted(() -> assertThat(lease()).isNotNull());
    Lease lease = Objects.requireNonNull(lease());
    assertThat(lease.getSpec().getHolderIdentity()).isEqualTo(NODE);
    assertThat(lease.getSpec().getLeaseDurationSeconds()).isEqualTo(20);
    assertThat(lease.getMetadata().getLabels())
        .containsEntry("app.kubernetes.io/component", "speaker");
    assertThat(report().interfaces())
        .containsExactly(
            new SpeakerReport.Interface(
                "eth0", "52:54:22:3a:e6:6e", true, List.of("192.168.0.3/24")));
    assertThat(report().gateways()).containsExactly("192.168.0.1");
    assertThat(report().problems()).containsExactly("a problem");
  }

  @Test
  void tellsAChangeAtOnce() {
    LeaseKeeper started = start(NEVER);
    await().untilAsserted(() -> assertThat(lease()).isNotNull());

    state.set(snapshot(List.of(TAKEN)));
    started.changed();

    await()
        .untilAsserted(() ->
            assertThat(report().tookOver())
                .containsExactly(new SpeakerReport.TookOver("192.168.0.91", "master1 was silent")));
  }

  @Test
  void aBurstIsLookedAtFourTimesASecondAndNothingNewIsNotWritten() {
    LeaseKeeper started = start();
    await().untilAsserted(() -> assertThat(lease()).isNotNull());
    long from = System.nanoTime();
    long looksBefore = looks.get();
    long versionBefore = version();

    await()
        .pollInterval(Duration.ofMillis(5))
        .during(Duration.ofSeconds(1))
        .until(() -> {
          started.changed();
          return true;
        });

    long looked = looks.get() - looksBefore;
    long written = version() - versionBefore;
    Duration took = Duration.ofNanos(System.nanoTime() - from);
    long renewals = 1 + took.toSeconds() / 5;
    assertThat(looked).isBetween(2L, 1 + renewals + took.toMillis() / 250);
    assertThat(written).isLessThanOrEqualTo(renewals);
  }

  @Test
  void takesALeaseThatAnEarlierSpeakerLeft() {
    client.resource(leaseOf(NODE, "{\"node\":\"worker-p001\",\"bootId\":\"old\"}")).create();

    start();

    await().untilAsserted(() -> assertThat(report().bootId()).isEqualTo("b001"));
  }

  @Test
  void writesItAgainWhenSomebodyDeletedIt() {
    LeaseKeeper started = start(NEVER);
    await().untilAsserted(() -> assertThat(lease()).isNotNull());

    client.resource(Objects.requireNonNull(lease())).delete();
    state.set(snapshot(List.of(TAKEN)));
    started.changed();

    await().untilAsserted(() -> assertThat(lease()).isNotNull());
  }

  @Test
  void itGoesWithItsNode() {
    LeaseKeeper started = start(NEVER);
    await().untilAsserted(() -> assertThat(lease()).isNotNull());
    assertThat(Objects.requireNonNull(lease()).getMetadata().getOwnerReferences()).isEmpty();

    nodeUid.set("7f3c");
    state.set(snapshot(List.of(TAKEN)));
    started.changed();

    await()
        .untilAsserted(() ->
            assertThat(Objects.requireNonNull(lease()).getMetadata().getOwnerReferences())
                .containsExactly(
                    new OwnerReferenceBuilder()
                        .withApiVersion("v1")
                        .withKind("Node")
                        .withName(NODE)
                        .withUid("7f3c")
                        .build()));
  }

  @Test
  void whatFailsUnexpectedlyIsTriedAgain() {
    unreadable.set(true);
    start(Duration.ofMillis(50));
    await().until(() -> looks.get() > 0);
    unreadable.set(false);

    await().untilAsserted(() -> assertThat(lease()).isNotNull());
  }

  @Test
  void aSpeakerThatIsBehindIsWaitedFor() {
    busy.set(Duration.ofSeconds(2));

    start();

    await().untilAsserted(() -> assertThat(lease()).isNotNull());
    assertThat(looks).hasValue(1);
  }

  @Test
  void deletesItAtTheEnd() {
    LeaseKeeper started = start();
    await().untilAsserted(() -> assertThat(lease()).isNotNull());

    started.close();

    assertThat(lease()).isNull();
  }

  @Test
  void knowsItsPeersByTheirLeases() {
    client
        .resource(
            leaseOf(
                "master1",
                "{\"node\":\"master1\",\"interfaces\":[{\"name\":\"bond0\",\"mac\":\"52:54:22:a3:9a:d9\","
                    + "\"members\":[\"52:54:22:a3:9a:da\"]}]}"))
        .create();
    client.resource(leaseOf("odd", "no JSON")).create();

    start();

    await()
        .untilAsserted(() ->
            assertThat(peers.get())
                .containsOnly(
                    Map.entry(Mac.of("52:54:22:a3:9a:d9"), "master1"),
                    Map.entry(Mac.of("52:54:22:a3:9a:da"), "master1")));
  }

  private LeaseKeeper start() {
    return start(Duration.ofSeconds(5));
  }

  private LeaseKeeper start(Duration renewEvery) {
    LeaseKeeper started =
        new LeaseKeeper(
            client,
            NAMESPACE,
            NODE,
            "b001",
            () -> {
              looks.incrementAndGet();
              if (unreadable.get()) {
                throw new IllegalStateException("a bug");
              }
              return CompletableFuture.supplyAsync(
                  state::get,
                  CompletableFuture.delayedExecutor(
                      busy.get().toMillis(), TimeUnit.MILLISECONDS, Runnable::run));
            },
            peers::set,
            nodeUid::get,
            Clock.systemUTC(),
            renewEvery);
    keeper = started;
    started.start();
    return started;
  }

  private @Nullable Lease lease() {
    return client.leases().inNamespace(NAMESPACE).withName("openelb-speaker-" + NODE).get();
  }

  private long version() {
    return Long.parseLong(Objects.requireNonNull(lease()).getMetadata().getResourceVersion());
  }

  private SpeakerReport report() {
    Lease lease = Objects.requireNonNull(lease());
    return SpeakerReport.parse(
        Objects.requireNonNull(
            lease.getMetadata().getAnnotations().get("layer2.openelb.kubesphere.io/report")));
  }

  private static Lease leaseOf(String node, String report) {
    return new LeaseBuilder()
        .withNewMetadata()
        .withNamespace(NAMESPACE)
        .withName("openelb-speaker-" + node)
        .addToLabels("app.kubernetes.io/component", "speaker")
        .addToAnnotations("layer2.openelb.kubesphere.io/report", report)
        .endMetadata()
        .withNewSpec()
        .endSpec()
        .build();
  }

  private static Snapshot snapshot(List<AddressStatus> tookOver) {
    Nic eth0 =
        new Nic("eth0", 2, Mac.of("52:54:22:3a:e6:6e"), true, List.of(Cidr.of("192.168.0.3/24")));
    Nic pod =
        new Nic("veth1", 9, Mac.of("52:54:22:00:00:09"), true, List.of(Cidr.of("fe80::9/64")));
    return new Snapshot(
        true,
        false,
        List.of("0123456789abcdef"),
        Map.of("eth0", eth0, "veth1", pod),
        List.of("eth0"),
        Set.of(Ip.of("192.168.0.1")),
        Map.of("eth0", List.of("master1")),
        Set.of(),
        Set.of("eth0"),
        tookOver,
        Map.of(),
        List.of("a problem"));
  }
}
