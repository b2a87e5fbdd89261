package io.openelb.webhook.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.server.mock.EnableKubernetesMockClient;
import io.fabric8.kubernetes.client.server.mock.KubernetesMockServer;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.openelb.api.Eip;
import io.openelb.core.allocation.ServiceId;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

@EnableKubernetesMockClient(crud = true)
final class ApiServerTest {

  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final ServiceId WEB = new ServiceId("shop", "web");
  private static final ServiceId GONE = new ServiceId("shop", "gone");

  // The extension sets both.
  @SuppressWarnings({"NullAway", "UnusedVariable"})
  private KubernetesClient client = null;

  @SuppressWarnings({"NullAway", "UnusedVariable"})
  private KubernetesMockServer server = null;

  @Test
  void readsWhatThereIsAndWhatThereIsNot() {
    client
        .resource(
            Serialization.unmarshal(
                """
                apiVersion: network.kubesphere.io/v1alpha2
                kind: Eip
                metadata: {name: layer2-eip}
                spec: {address: 192.168.0.1}
                """,
                Eip.class))
        .create();
    client
        .resource(
            new ServiceBuilder()
                .withNewMetadata()
                .withNamespace("shop")
                .withName("web")
                .endMetadata()
                .build())
        .create();
    client
        .resource(new NamespaceBuilder().withNewMetadata().withName("shop").endMetadata().build())
        .create();

    try (var apiServer = new ApiServer(client)) {
      Fresh fresh =
          apiServer
              .read(new Basis(Set.of(WEB, GONE), Set.of("worker"), Set.of("shop")), PATIENCE)
              .orElseThrow();

      assertThat(fresh.eips().orElseThrow())
          .extracting(eip -> eip.getMetadata().getName())
          .containsExactly("layer2-eip");
      assertThat(fresh.services().get(WEB)).isPresent();
      assertThat(fresh.services()).containsEntry(GONE, Optional.empty());
      assertThat(fresh.nodes()).containsEntry("worker", Optional.empty());
      assertThat(fresh.namespaces().get("shop")).isPresent();
    }
  }

  @Test
  void givesUpAtOnceWhenItIsRefused() {
    assertThat(timeToGiveUp(403, PATIENCE)).isLessThan(PATIENCE);
  }

  @Test
  void triesNoLongerThanItMay() {
    assertThat(timeToGiveUp(500, Duration.ofMillis(200))).isLessThan(PATIENCE);
  }

  private Duration timeToGiveUp(int status, Duration limit) {
    server
        .expect()
        .get()
        .withPath("/api/v1/namespaces/shop/services/web")
        .andReturn(status, "")
        .always();
    long start = System.nanoTime();
    try (var apiServer = new ApiServer(client)) {
      assertThat(apiServer.read(new Basis(Set.of(WEB), Set.of(), Set.of()), limit)).isEmpty();
    }
    return Duration.ofNanos(System.nanoTime() - start);
  }
}
