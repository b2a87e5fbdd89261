package io.openelb.operator.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.server.mock.EnableKubernetesMockClient;
import io.fabric8.kubernetes.client.server.mock.KubernetesMockServer;
import io.openelb.operator.leader.Leadership;
import io.openelb.operator.leader.LeaseTimings;
import io.openelb.operator.leader.NotLeadingException;
import io.openelb.operator.leader.TestLeadership;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

@EnableKubernetesMockClient
@SuppressWarnings("NullAway.Init") // set by the extension
final class ServiceWriterTest {

  private static final String PATH = "/api/v1/namespaces/shop/services/web";

  private KubernetesMockServer server;
  private KubernetesClient client;

  @Test
  void aWriteIsOneRequestAndThePatchGoesAsItIs() throws Exception {
    server.expect().patch().withPath(PATH + "/status").andReturn(200, service("8")).once();

    List<Service> told = new ArrayList<>();
    Service written =
        new ServiceWriter(client, TestLeadership.held(), told::add)
            .patchStatus(service("7"), "{\"a\":1}");

    assertThat(written.getMetadata().getResourceVersion()).isEqualTo("8");
    assertThat(told).containsExactly(written);
    assertThat(server.getRequestCount()).isEqualTo(1);
    assertThat(server.getLastRequest().getHeaders().get("content-type"))
        .startsWith("application/merge-patch+json");
    assertThat(server.getLastRequest().getBody().readUtf8()).isEqualTo("{\"a\":1}");
  }

  @Test
  void aConflictIsTheCallersToSolve() {
    server.expect().patch().withPath(PATH + "/status").andReturn(409, "{}").once();

    assertThatThrownBy(() ->
            new ServiceWriter(client, TestLeadership.held(), _ -> {})
                .patchStatus(service("7"), "{}"))
        .isInstanceOfSatisfying(
            KubernetesClientException.class, e -> assertThat(e.getCode()).isEqualTo(409));
    assertThat(server.getRequestCount()).isEqualTo(1);
  }

  @Test
  void whoDoesNotSurelyLeadWritesNothing() {
    Leadership notHeld =
        new Leadership(
            new LeaseTimings(
                Duration.ofSeconds(15),
                Duration.ofSeconds(10),
                Duration.ofSeconds(2),
                Duration.ofSeconds(4)),
            System::nanoTime);

    assertThatThrownBy(
            () -> new ServiceWriter(client, notHeld, _ -> {}).patchStatus(service("7"), "{}"))
        .isInstanceOf(NotLeadingException.class);
    assertThat(server.getRequestCount()).isZero();
  }

  private static Service service(String version) {
    return new ServiceBuilder()
        .withNewMetadata()
        .withNamespace("shop")
        .withName("web")
        .withResourceVersion(version)
        .endMetadata()
        .build();
  }
}
