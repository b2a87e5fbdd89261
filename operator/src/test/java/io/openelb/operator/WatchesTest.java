package io.openelb.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.NonDeletingOperation;
import io.fabric8.kubernetes.client.server.mock.EnableKubernetesMockClient;
import io.fabric8.kubernetes.client.server.mock.KubernetesMockServer;
import io.openelb.core.allocation.ServiceId;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@EnableKubernetesMockClient(crud = true)
@SuppressWarnings("NullAway.Init") // set by the extension
final class WatchesTest {

  private static final Duration LONG_ENOUGH = Duration.ofSeconds(30);

  private final List<String> changed = new CopyOnWriteArrayList<>();
  private KubernetesMockServer server;
  private KubernetesClient client;

  @Test
  void tellWhichNamespaceHasOtherLabels() {
    namespace("shop", "blue");
    namespace("bank", "blue");
    try (Watches watches = watches(LONG_ENOUGH)) {
      watches.start();
      assertThat(watches.labelsOf("shop")).contains(Map.of("team", "blue"));
      assertThat(watches.labelsOf("other")).isEmpty();
      changed.clear();

      namespace("shop", "red");

      await().untilAsserted(() -> assertThat(changed).containsExactly("shop"));
      assertThat(watches.labelsOf("shop")).contains(Map.of("team", "red"));
    }
  }

  private void namespace(String name, String team) {
    client
        .resource(
            new NamespaceBuilder()
                .withNewMetadata()
                .withName(name)
                .addToLabels("team", team)
                .endMetadata()
                .build())
        .createOr(NonDeletingOperation::update);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/api/v1/nodes?limit=50", "/api/v1/namespaces?limit=50"})
  void giveUpWhatCanNotBeListed(String list) {
    server.expect().get().withPath(list).andReturn(403, "{}").always();

    try (Watches watches = watches(Duration.ofMillis(300))) {
      assertThatThrownBy(watches::start)
          .isInstanceOf(IllegalStateException.class)
          .hasMessage("Nodes, Namespaces or Leases could not be listed in time");
    }
  }

  private Watches watches(Duration patience) {
    return new Watches(client, "openelb-system", new Reactions(), patience);
  }

  private final class Reactions implements Watches.Listener {

    @Override
    public void surroundingsChanged() {}

    @Override
    public void namespaceChanged(String name) {
      changed.add(name);
    }

    @Override
    public void endpointsMoved(ServiceId service) {}
  }
}
