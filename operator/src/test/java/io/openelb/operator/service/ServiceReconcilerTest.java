package io.openelb.operator.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.Status;
import io.fabric8.kubernetes.api.model.StatusBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.server.mock.EnableKubernetesMockClient;
import io.fabric8.kubernetes.client.server.mock.KubernetesMockServer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.openelb.api.Names;
import io.openelb.operator.event.EventJournal;
import io.openelb.operator.leader.TestLeadership;
import java.time.Clock;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@EnableKubernetesMockClient
@SuppressWarnings("NullAway.Init") // set by the extension, and before each test
final class ServiceReconcilerTest {

  private static final String PATH = "/api/v1/namespaces/shop/services/web";

  private final TestDesk at = new TestDesk();
  private KubernetesMockServer server;
  private KubernetesClient client;
  private EventJournal journal;
  private ServiceReconciler reconciler;

  @BeforeEach
  void begin() {
    journal =
        new EventJournal(
            client, "openelb-operator-1", Clock.systemUTC(), new SimpleMeterRegistry());
    reconciler =
        new ServiceReconciler(
            at.desk,
            at.book,
            new ServiceWriter(client, TestLeadership.held(), _ -> {}),
            new ServiceNews(journal, at.strangers),
            new Rivals(System::nanoTime),
            new ServiceSource(_ -> {}, _ -> {}));
  }

  @AfterEach
  void end() {
    journal.close();
  }

  @Test
  void whoLeftOurCareLosesItsStatusThoughItsSpecMayNotBeWritten() throws Exception {
    Service left = TestDesk.left().editSpec().withLoadBalancerIP("192.168.0.91").endSpec().build();
    Service cleared = left.edit().withStatus(null).build();
    server.expect().patch().withPath(PATH + "/status").andReturn(200, cleared).once();
    server.expect().patch().withPath(PATH).andReturn(403, "{}").once();

    assertThatThrownBy(() -> reconciler.carryOut(left))
        .isInstanceOfSatisfying(
            KubernetesClientException.class, e -> assertThat(e.getCode()).isEqualTo(403));

    assertThat(server.takeRequest().getPath()).endsWith("/status");
    assertThat(server.takeRequest().getBody().readUtf8())
        .contains("\"loadBalancerIP\":null")
        .contains("\"" + Names.PREFILLED + "\":null");
  }

  @Test
  @SuppressWarnings("NullAway") // nothing is remembered of a write that fails
  void whoIsGoneIsForgottenAlsoWhenItsWriteFails() {
    at.book.seed(List.of());
    server.expect().patch().withPath(PATH + "/status").andReturn(403, "{}").once();

    assertThatThrownBy(() -> reconciler.reconcile(TestDesk.service().build(), null))
        .isInstanceOf(KubernetesClientException.class);

    assertThat(at.used()).isEmpty();
  }

  @Test
  void aCorrectionThatAPolicyRefusesKeepsNoStatusBack() throws Exception {
    Service overruled =
        TestDesk.service()
            .editMetadata()
            .addToAnnotations(Names.PREFILLED, "192.168.0.99")
            .endMetadata()
            .editSpec()
            .withLoadBalancerIP("192.168.0.99")
            .endSpec()
            .build();
    server.expect().patch().withPath(PATH).andReturn(403, refusal()).once();
    server
        .expect()
        .patch()
        .withPath(PATH + "/status")
        .andReturn(200, TestDesk.holding().build())
        .once();

    reconciler.carryOut(overruled);

    assertThat(server.takeRequest().getPath()).isEqualTo(PATH);
    assertThat(server.takeRequest().getBody().readUtf8()).contains("192.168.0.91");
    assertThatTheRefusalIsTold();
  }

  @Test
  @SuppressWarnings("NullAway") // nothing is remembered of a write that fails
  void aStatusThatAPolicyRefusesIsTold() throws Exception {
    at.book.seed(List.of());
    server.expect().patch().withPath(PATH + "/status").andReturn(403, refusal()).once();

    assertThatThrownBy(() -> reconciler.reconcile(TestDesk.service().build(), null))
        .isInstanceOf(KubernetesClientException.class);

    assertThat(server.takeRequest().getPath()).startsWith(PATH + "/status");
    assertThatTheRefusalIsTold();
  }

  private static Status refusal() {
    return new StatusBuilder().withCode(403).withMessage("policy x denies it").build();
  }

  private void assertThatTheRefusalIsTold() throws InterruptedException {
    String events = "/apis/events.k8s.io/v1/namespaces/shop/events";
    server.expect().post().withPath(events).andReturn(201, "{}").always();
    journal.start();
    assertThat(server.takeRequest().getBody().readUtf8())
        .contains("AssignIPFailed")
        .contains("the API server refuses what the operator writes: policy x denies it");
  }

  @Test
  void whoLeftOurCareWithNothingButAProposalIsOfConcern() {
    assertThat(at.desk.concerns(TestDesk.proposedTo().build())).isTrue();
  }
}
