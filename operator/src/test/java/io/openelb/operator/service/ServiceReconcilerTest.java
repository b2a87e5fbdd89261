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
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.openelb.api.Names;
import io.openelb.core.address.Ip;
import io.openelb.operator.event.EventJournal;
import io.openelb.operator.leader.TestLeadership;
import java.time.Clock;
import java.util.ArrayList;
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
  void whatHasChangedMeanwhileIsReadAndDecidedAnew() throws Exception {
    at.book.seed(List.of());
    Service now = wanting("192.168.0.92", "8");
    Service written = TestDesk.showing(now.edit(), "192.168.0.92").build();
    server.expect().patch().withPath(PATH + "/status").andReturn(409, "{}").once();
    server.expect().get().withPath(PATH).andReturn(200, now).once();
    server.expect().patch().withPath(PATH + "/status").andReturn(200, written).once();
    List<Service> done = new ArrayList<>();

    UpdateControl<Service> control =
        reconciler.carryOutLatest(wanting("192.168.0.91", "7"), done::add);

    assertThat(control.isNoUpdate()).isTrue();
    assertThat(control.getScheduleDelay()).isEmpty();
    assertThat(done).containsExactly(written);
    assertThat(server.takeRequest().getBody().readUtf8())
        .contains("\"resourceVersion\":\"7\"", "192.168.0.91");
    server.takeRequest();
    assertThat(server.takeRequest().getBody().readUtf8())
        .contains("\"resourceVersion\":\"8\"", "192.168.0.92");
    assertThat(at.used()).containsExactly(Ip.of("192.168.0.92"));
  }

  @Test
  void whatSomebodyElseWritesFasterIsLeftForAWhile() {
    at.book.seed(List.of());
    Service always = wanting("192.168.0.91", "7");
    server.expect().patch().withPath(PATH + "/status").andReturn(409, "{}").always();
    server.expect().get().withPath(PATH).andReturn(200, always).always();
    List<Service> done = new ArrayList<>();

    UpdateControl<Service> control = reconciler.carryOutLatest(always, done::add);

    assertThat(control.isNoUpdate()).isTrue();
    assertThat(control.getScheduleDelay()).contains(500L);
    assertThat(done).isEmpty();
    assertThat(server.getRequestCount()).isEqualTo(8);
  }

  private static Service wanting(String address, String version) {
    return TestDesk.service()
        .editMetadata()
        .withResourceVersion(version)
        .endMetadata()
        .editSpec()
        .withLoadBalancerIP(address)
        .endSpec()
        .build();
  }

  @Test
  void whoLeftOurCareWithNothingButAProposalIsOfConcern() {
    assertThat(at.desk.concerns(TestDesk.proposedTo().build())).isTrue();
  }
}
