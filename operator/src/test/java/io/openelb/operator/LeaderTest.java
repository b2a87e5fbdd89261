package io.openelb.operator;

import static io.openelb.operator.TestObjects.eip;
import static io.openelb.operator.TestObjects.lease;
import static io.openelb.operator.TestObjects.node;
import static org.assertj.core.api.Assertions.as;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.api.model.events.v1.Event;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.server.mock.EnableKubernetesMockClient;
import io.fabric8.kubernetes.client.server.mock.KubernetesMockServer;
import io.fabric8.mockwebserver.http.RecordedRequest;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.openelb.api.Eip;
import io.openelb.api.EipStatus;
import io.openelb.api.Names;
import io.openelb.api.Selection;
import io.openelb.api.ServiceMapper;
import io.openelb.api.SpeakerReport;
import io.openelb.core.address.Ip;
import io.openelb.operator.leader.TestLeadership;
import java.net.HttpURLConnection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.awaitility.core.ConditionFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** On the mock server, which takes nothing but the status from a patch of the status. */
@EnableKubernetesMockClient(crud = true)
@SuppressWarnings("NullAway.Init") // set by the extension, and before each test
final class LeaderTest {

  private KubernetesMockServer server;
  private KubernetesClient client;
  private final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
  private Leader leader;

  @BeforeEach
  void start() {
    namespace("default");
    client.resource(node("worker-p001")).create();
    client.resource(lease("worker-p001", "192.168.0.3/24")).create();
    client.resource(eip("layer2-eip", "192.168.0.91-192.168.0.92")).create();
  }

  @AfterEach
  void stop() {
    leader.close();
  }

  @Test
  void aServiceIsGivenAnAddress() {
    lead();
    client.resource(service("web").build()).create();

    soon().untilAsserted(() -> assertThat(addresses("web")).containsExactly("192.168.0.91"));
  }

  @Test
  void whoWaitedIsGivenAnAddressOnlyWhenAllEipsAreKnown() {
    for (int i = 0; i < 100; i++) {
      client.resource(eip("another-" + i, "10.0.%d.0/24".formatted(i))).create();
    }
    Eip preferred = eip("preferred", "10.1.0.1");
    preferred.getMetadata().setAnnotations(Map.of(Names.IS_DEFAULT_EIP, "true"));
    client.resource(preferred).create();
    client.resource(service("web").build()).create();

    lead();

    soon().untilAsserted(() -> assertThat(addresses("web")).containsExactly("10.1.0.1"));
  }

  @Test
  void aServiceWaitsUntilItsNamespaceIsSeen() {
    Service early = service("early").editMetadata().withNamespace("new").endMetadata().build();
    client.resource(early).create();
    lead();
    client.resource(service("web").build()).create();
    soon().untilAsserted(() -> assertThat(addresses("web")).isNotEmpty());
    assertThat(ServiceMapper.held(client.resource(early).get())).isEmpty();

    namespace("new");

    soon()
        .untilAsserted(
            () -> assertThat(ServiceMapper.held(client.resource(early).get())).isNotEmpty());
  }

  private void namespace(String name) {
    client
        .resource(new NamespaceBuilder().withNewMetadata().withName(name).endMetadata().build())
        .create();
  }

  @Test
  void whoUndoesWhatWeWriteIsTold() {
    lead();
    client.resource(service("web").build()).create();

    soon()
        .pollInterval(Duration.ofMillis(10))
        .untilAsserted(() -> {
          client
              .resource(get("web"))
              .editStatus(web -> new ServiceBuilder(web).withNewStatus().endStatus().build());
          assertThat(events("AssignIPFailed"))
              .containsExactly(
                  "another controller writes status.loadBalancer; leave this Service to one of the"
                      + " two");
        });
  }

  @Test
  void theFiguresOfItsEipFollow() {
    lead();
    client.resource(service("web").build()).create();

    soon()
        .untilAsserted(() -> {
          Eip eip = client.resources(Eip.class).withName("layer2-eip").get();
          assertThat(eip.getStatus()).isNotNull();
          assertThat(eip.getStatus().ready()).isTrue();
          assertThat(Objects.requireNonNull(eip.getStatus().usage()).toString()).isEqualTo("1");
          assertThat(eip.getStatus().used()).containsEntry("192.168.0.91", "default/web");
          assertThat(
                  metrics
                      .get("openelb.eip.addresses.used")
                      .tag("eip", "layer2-eip")
                      .gauge()
                      .value())
              .isOne();
        });
  }

  @Test
  void whatIsMadeAgainUnderItsNameIsSeenAgain() {
    lead();
    client.resource(eip("again", "10.0.0.1")).create();
    soon().untilAsserted(() -> assertThat(status("again")).isNotNull());

    client.resources(Eip.class).withName("again").delete();
    client.resource(eip("again", "10.0.0.1-10.0.0.2")).create();

    soon()
        .untilAsserted(() ->
            assertThat(Objects.requireNonNull(status("again")).lastIP()).isEqualTo("10.0.0.2"));
  }

  @Test
  void whoWaitsIsServedWhenAnAddressIsFreed() {
    List<String> freed = awaitNoneLeftFor("late");

    client.services().inNamespace("default").withName("a").delete();

    soon().untilAsserted(() -> assertThat(addresses("late")).isEqualTo(freed));
  }

  @Test
  void soItIsWhenAnotherLeavesOurCare() {
    List<String> freed = awaitNoneLeftFor("late");

    client
        .services()
        .inNamespace("default")
        .withName("a")
        .edit(a -> new ServiceBuilder(a).editSpec().withType("ClusterIP").endSpec().build());

    soon().untilAsserted(() -> assertThat(addresses("late")).isEqualTo(freed));
    assertThat(addresses("a")).isEmpty();
  }

  /** Has a and b take both addresses, and returns that of a. */
  private List<String> awaitNoneLeftFor(String name) {
    client.resource(service("a").build()).create();
    client.resource(service("b").build()).create();
    lead();
    soon().untilAsserted(() -> assertThat(addresses("a")).isNotEmpty());
    soon().untilAsserted(() -> assertThat(addresses("b")).isNotEmpty());
    List<String> taken = addresses("a");
    client.resource(service(name).build()).create();
    soon()
        .untilAsserted(() ->
            assertThat(events("AssignIPFailed"))
                .containsExactly("no address left: layer2-eip 2 of 2 used"));
    return taken;
  }

  @Test
  void aServiceKeepsTheAddressThatItsStatusSays() {
    Service held =
        service("web")
            .editMetadata()
            .addToAnnotations(Names.NODES, "worker-p001")
            .endMetadata()
            .withNewStatus()
            .withNewLoadBalancer()
            .addNewIngress()
            .withIp("192.168.0.92")
            .endIngress()
            .endLoadBalancer()
            .endStatus()
            .build();
    client.resource(held).create();
    client.resource(service("other").build()).create();
    lead();

    soon().untilAsserted(() -> assertThat(addresses("other")).containsExactly("192.168.0.91"));
    assertThat(addresses("web")).containsExactly("192.168.0.92");
  }

  @Test
  void aServiceThatIsNotOursIsNotTouched() {
    lead();
    Service foreign =
        service("foreign")
            .editMetadata()
            .removeFromAnnotations(Names.LOAD_BALANCER)
            .endMetadata()
            .build();
    client.resource(foreign).create();
    client.resource(service("web").build()).create();

    soon().untilAsserted(() -> assertThat(addresses("web")).isNotEmpty());
    assertThat(addresses("foreign")).isEmpty();
    assertThat(get("foreign").getMetadata().getAnnotations()).isNullOrEmpty();
  }

  /** With no other address to give: the mock server can't replace one in the status. */
  @Test
  void anAddressThatAStrangerHasIsTold() {
    lead();
    client.resource(service("web").build()).create();
    client.resource(service("other").build()).create();
    soon().untilAsserted(() -> assertThat(addresses("web")).isNotEmpty());
    soon().untilAsserted(() -> assertThat(addresses("other")).isNotEmpty());
    String address = addresses("web").getFirst();

    client
        .resource(
            lease(
                "worker-p001",
                "192.168.0.3/24",
                new SpeakerReport.Conflict(address, "52:54:22:00:00:01", true)))
        .update();

    soon()
        .untilAsserted(() ->
            assertThat(events("AddressConflict"))
                .singleElement(as(InstanceOfAssertFactories.STRING))
                .contains(
                    address
                        + " is also answered for by 52:54:22:00:00:01 (seen by worker-p001)"
                        + " and is kept"));
    soon()
        .untilAsserted(() ->
            assertThat(
                    Objects.requireNonNull(
                            client.resources(Eip.class).withName("layer2-eip").get().getStatus())
                        .conditions())
                .extracting(Condition::getMessage)
                .contains(
                    address
                        + " is answered for by 52:54:22:00:00:01 (seen by worker-p001)"
                        + " and is left out"));
  }

  /** The mock server appends to lists when it merges, so that it was asked has to do. */
  @Test
  void whatTheOldSystemLeftHoldsNoDeletionUp() {
    Eip oldEip = eip("old-eip", "192.168.0.70");
    oldEip.addFinalizer(Names.OLD_EIP_FINALIZER);
    Service old = service("old").build();
    old.addFinalizer(Names.OLD_SERVICE_FINALIZER);
    client.resource(oldEip).create();
    client.resource(old).create();
    lead();
    soon().untilAsserted(() -> assertThat(addresses("old")).isNotEmpty());

    client.resource(old).delete();
    client.resource(oldEip).delete();

    // Other than the status, nothing else of them is ever written here.
    Set<String> asked = new HashSet<>();
    soon()
        .pollInterval(Duration.ofMillis(1))
        .untilAsserted(() -> {
          RecordedRequest request = server.takeRequest(1, TimeUnit.SECONDS);
          asked.add(request.getMethod() + " " + request.getPath());
          assertThat(asked)
              .contains(
                  "PATCH /api/v1/namespaces/default/services/old",
                  "PATCH /apis/network.kubesphere.io/v1alpha2/eips/old-eip");
        });
  }

  @Test
  void whatTheBookIsBegunFromIsListedAsItIsAndNotAsItWasCached() throws Exception {
    lead();

    List<String> lists = new ArrayList<>();
    for (int left = server.getRequestCount(); left > 0; left--) {
      String path = server.takeRequest().getPath();
      if (path.matches("/api/v1/services.*|.*/v1alpha2/eips\\?.*") && !path.contains("watch=")) {
        lists.add(path);
      }
    }
    assertThat(lists)
        .hasSize(2)
        .allSatisfy(path -> assertThat(path).contains("limit=").doesNotContain("resourceVersion"));
  }

  @Test
  void endpointsAreWatchedFromTheFirstServiceOnThatDependsOnThem() throws Exception {
    client.resource(eip("more", "10.0.0.1-10.0.0.99")).create();
    lead();
    client.resource(service("web").build()).create();
    soon().untilAsserted(() -> assertThat(addresses("web")).isNotEmpty());
    assertThat(requests()).noneMatch(LeaderTest::isForEndpoints);

    client
        .resource(service("local").editSpec().withExternalTrafficPolicy("Local").endSpec().build())
        .create();
    client
        .resource(service("both").editSpec().withExternalTrafficPolicy("Local").endSpec().build())
        .create();

    soon().untilAsserted(() -> assertThat(addresses("local")).isNotEmpty());
    assertThat(requests().stream().filter(LeaderTest::isForEndpoints))
        .satisfiesExactly(
            list -> assertThat(list).doesNotContain("watch=true"),
            watch -> assertThat(watch).contains("watch=true"));
  }

  @Test
  void servicesThatDependOnEndpointsThatCanNotBeListedHoldNoOthersUp() {
    server
        .expect()
        .get()
        .withPath("/apis/discovery.k8s.io/v1/endpointslices?limit=50")
        .andReturn(403, "{}")
        .always();
    client.resource(eip("more", "10.0.0.1-10.0.0.99")).create();
    for (int i = 0; i < 2 * Leader.RECONCILERS; i++) {
      client
          .resource(
              service("local" + i).editSpec().withExternalTrafficPolicy("Local").endSpec().build())
          .create();
    }
    lead();

    client.resource(service("web").build()).create();

    soon().untilAsserted(() -> assertThat(addresses("web")).isNotEmpty());
  }

  private static boolean isForEndpoints(String path) {
    return path.contains("/endpointslices");
  }

  /** The paths that were asked for since the last call. */
  private List<String> requests() throws InterruptedException {
    List<String> paths = new ArrayList<>();
    for (RecordedRequest next = server.takeRequest(100, TimeUnit.MILLISECONDS);
        next != null;
        next = server.takeRequest(100, TimeUnit.MILLISECONDS)) {
      paths.add(next.getPath());
    }
    return paths;
  }

  @Test
  void theSpeakersKeyIsMade() {
    lead();

    soon()
        .untilAsserted(() ->
            assertThat(
                    client
                        .secrets()
                        .inNamespace("openelb-system")
                        .withName(Names.SPEAKER_KEY_SECRET)
                        .get())
                .isNotNull());
  }

  @Test
  void nothingIsDecidedBeforeServicesAreListed() {
    server
        .expect()
        .get()
        .withPath("/api/v1/services?limit=50")
        .andReturn(HttpURLConnection.HTTP_FORBIDDEN, "{}")
        .always();

    assertThatThrownBy(() -> lead(Duration.ofSeconds(1)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("Services or Eips could not be listed in time");
    assertThat(leader.isDeciding()).isFalse();
  }

  @Test
  void oneThatIsClosedBeforeItHasBegunDecidesNothing() {
    Leader closed = leader(new Selection(true), Leader.SYNC_TIMEOUT);
    closed.close();
    closed.start();
    ServiceBuilder unselected = service("unselected");
    unselected.editMetadata().removeFromAnnotations(Names.LOAD_BALANCER).endMetadata();
    client.resource(unselected.build()).create();

    lead();

    client.resource(service("web").build()).create();
    soon().untilAsserted(() -> assertThat(addresses("web")).isNotEmpty());
    assertThat(addresses("unselected")).as("given by the closed one").isEmpty();
  }

  private void lead() {
    lead(Leader.SYNC_TIMEOUT);
  }

  private void lead(Duration syncTimeout) {
    leader = leader(new Selection(false), syncTimeout);
    leader.start();
  }

  private Leader leader(Selection selection, Duration syncTimeout) {
    return new Leader(
        new ApiClients(client, client),
        "openelb-system",
        "openelb-operator-1",
        selection,
        TestLeadership.held(),
        Optional.empty(),
        syncTimeout,
        metrics);
  }

  private static ConditionFactory soon() {
    return await().atMost(Duration.ofSeconds(20)).ignoreExceptions();
  }

  private @Nullable EipStatus status(String eip) {
    return client.resources(Eip.class).withName(eip).require().getStatus();
  }

  private List<String> addresses(String name) {
    return ServiceMapper.held(get(name)).stream().map(Ip::toString).toList();
  }

  private List<String> events(String reason) {
    return client.events().v1().events().inNamespace("default").list().getItems().stream()
        .filter(event -> reason.equals(event.getReason()))
        .map(Event::getNote)
        .toList();
  }

  private Service get(String name) {
    return client.services().inNamespace("default").withName(name).get();
  }

  private static ServiceBuilder service(String name) {
    return new ServiceBuilder()
        .withNewMetadata()
        .withNamespace("default")
        .withName(name)
        .addToAnnotations(Names.LOAD_BALANCER, Names.OPENELB)
        .endMetadata()
        .withNewSpec()
        .withType("LoadBalancer")
        .withIpFamilies("IPv4")
        .addNewPort()
        .withPort(80)
        .withProtocol("TCP")
        .endPort()
        .endSpec();
  }
}
