package io.openelb.operator.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.server.mock.EnableKubernetesMockClient;
import io.fabric8.kubernetes.client.server.mock.KubernetesMockServer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.openelb.api.Names;
import io.openelb.core.allocation.ServiceId;
import io.openelb.operator.event.EventJournal;
import io.openelb.operator.leader.TestLeadership;
import java.time.Clock;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * An address is given on after it was written off its former holder, wherever the operator ends
 * between the two writes.
 */
@EnableKubernetesMockClient
@SuppressWarnings("NullAway.Init") // set by the extension, and before each test
final class OrderOfWritesTest {

  private static final String WEB = "/api/v1/namespaces/shop/services/web";
  private static final String WEB_STATUS = WEB + "/status";
  private static final String FIRST = "192.168.0.91";
  private static final String SECOND = "192.168.0.92";
  private static final ServiceId LATE = new ServiceId("shop", "late");

  /** Holds the first address, and asks for the second. */
  private final Service moving =
      TestDesk.holding().editSpec().withLoadBalancerIP(SECOND).endSpec().build();

  private final Service moved = TestDesk.showing(moving.edit(), SECOND).build();
  private final Service left = TestDesk.left().build();
  private final Service cleared = left.edit().withStatus(null).build();
  private final Service late = late(TestDesk.service());

  private KubernetesMockServer server;
  private KubernetesClient client;
  private EventJournal journal;

  @BeforeEach
  void begin() {
    journal =
        new EventJournal(
            client, "openelb-operator-1", Clock.systemUTC(), new SimpleMeterRegistry());
  }

  @AfterEach
  void end() {
    journal.close();
  }

  @Test
  void anExchangedAddressIsGivenOnOnceTheExchangeIsWritten() {
    TestDesk at = leading(TestDesk.holding().build(), late);
    server.expect().patch().withPath(WEB_STATUS).andReturn(403, "{}").once();
    server.expect().patch().withPath(WEB_STATUS).andReturn(200, moved).once();

    assertThatThrownBy(() -> reconciler(at).carryOut(moving))
        .isInstanceOf(KubernetesClientException.class);
    assertThat(addresses(at, late)).isEmpty();
    assertThat(at.rechecked).isEmpty();

    reconciler(at).carryOut(moving);
    assertThat(at.rechecked).containsExactly(LATE);
    assertThat(addresses(at, late)).containsExactly(FIRST);
  }

  @Test
  void soIsTheAddressOfOneThatLeftOurCare() {
    TestDesk at = leading(TestDesk.holding().build(), late);
    server.expect().patch().withPath(WEB_STATUS).andReturn(403, "{}").once();
    server.expect().patch().withPath(WEB_STATUS).andReturn(200, cleared).once();
    server.expect().patch().withPath(WEB).andReturn(200, cleared).once();

    assertThatThrownBy(() -> reconciler(at).carryOut(left))
        .isInstanceOf(KubernetesClientException.class);
    assertThat(addresses(at, late)).isEmpty();

    reconciler(at).carryOut(left);
    assertThat(at.rechecked).containsExactly(LATE);
    assertThat(addresses(at, late)).containsExactly(FIRST);
  }

  @Test
  void theNextLeaderGivesOnWhatTheLastOneCouldNotTakeOff() {
    TestDesk last = leading(TestDesk.holding().build(), late);
    server.expect().patch().withPath(WEB_STATUS).andReturn(403, "{}").once();
    assertThatThrownBy(() -> reconciler(last).carryOut(left))
        .isInstanceOf(KubernetesClientException.class);

    TestDesk next = leading(left, late);
    assertThat(addresses(next, late)).isEmpty();

    server.expect().patch().withPath(WEB_STATUS).andReturn(200, cleared).once();
    server.expect().patch().withPath(WEB).andReturn(200, cleared).once();
    reconciler(next).carryOut(left);
    assertThat(addresses(next, late)).containsExactly(FIRST);
  }

  @Test
  void aWriteWhoseAnswerWasLostIsNotTakenForOneThatFailed() {
    TestDesk at = leading(TestDesk.holding().build(), late);
    server.expect().patch().withPath(WEB_STATUS).andReturn(408, "{}").once();
    assertThatThrownBy(() -> reconciler(at).carryOut(moving))
        .isInstanceOf(KubernetesClientException.class);

    // The watch does not show the exchange yet, which its user takes back.
    Service back = asDesired(at, moving.edit().editSpec().withLoadBalancerIP(FIRST).endSpec());
    server.expect().get().withPath(WEB).andReturn(200, moved).once();
    reconciler(at).carryOut(back);

    Service wantsSecond = late.edit().editSpec().withLoadBalancerIP(SECOND).endSpec().build();
    assertThat(addresses(at, wantsSecond)).isEmpty();
    server.expect().get().withPath(WEB).andReturn(200, back).once();
    reconciler(at).carryOut(back);
    assertThat(addresses(at, wantsSecond)).containsExactly(SECOND);
  }

  @Test
  void whatAnotherLoadBalancerHasWrittenUponIsNotWaitedFor() {
    TestDesk at = leading(TestDesk.holding().build(), late);
    Service taken = TestDesk.showing(TestDesk.proposedTo(), "203.0.113.9").build();
    server.expect().patch().withPath(WEB).andReturn(200, taken).once();

    reconciler(at).carryOut(taken);

    assertThat(addresses(at, late)).containsExactly(FIRST);
  }

  /** As one that leads and has read these. */
  private static TestDesk leading(Service... services) {
    TestDesk at = new TestDesk();
    at.desk.seed(TestDesk.source(services));
    return at;
  }

  private ServiceReconciler reconciler(TestDesk at) {
    return new ServiceReconciler(
        at.desk,
        at.book,
        new ServiceWriter(client, TestLeadership.held(), _ -> {}),
        new ServiceNews(journal, at.strangers),
        new Rivals(System::nanoTime),
        new ServiceSource(_ -> {}, _ -> {}));
  }

  private static List<String> addresses(TestDesk at, Service service) {
    return at.desk.decide(service).desired().addresses();
  }

  /** A Service on which nothing is left to be written. */
  private static Service asDesired(TestDesk at, ServiceBuilder service) {
    Desired desired = at.desk.decide(service.build()).desired();
    return service
        .editMetadata()
        .addToLabels(Names.EIP, desired.eip().orElseThrow())
        .addToAnnotations(Names.NODES, desired.nodes().orElseThrow())
        .endMetadata()
        .build();
  }

  private static Service late(ServiceBuilder service) {
    return service
        .editMetadata()
        .withName("late")
        .withUid("uid-late")
        .withCreationTimestamp("2026-01-02T00:00:00Z")
        .endMetadata()
        .editSpec()
        .withLoadBalancerIP(FIRST)
        .endSpec()
        .build();
  }
}
