package io.openelb.operator;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.server.mock.EnableKubernetesMockClient;
import io.fabric8.kubernetes.client.server.mock.KubernetesMockServer;
import io.openelb.core.allocation.ServiceId;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@EnableKubernetesMockClient(crud = true)
@SuppressWarnings("NullAway.Init") // set by the extension
final class WatchesTest {

  private static final Duration LONG_ENOUGH = Duration.ofSeconds(30);

  private KubernetesMockServer server;
  private KubernetesClient client;

  @Test
  void beginWhenAllIsListed() {
    try (Watches watches = watches(LONG_ENOUGH)) {
      watches.start();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"/api/v1/nodes?limit=500", "/api/v1/namespaces?limit=500"})
  void giveUpWhatCanNotBeListed(String list) {
    server.expect().get().withPath(list).andReturn(403, "{}").always();

    try (Watches watches = watches(Duration.ofMillis(300))) {
      assertThatThrownBy(watches::start)
          .isInstanceOf(IllegalStateException.class)
          .hasMessage("Nodes, Namespaces or Leases could not be listed in time");
    }
  }

  private Watches watches(Duration patience) {
    return new Watches(client, "openelb-system", new Unconcerned(), patience);
  }

  private static final class Unconcerned implements Watches.Listener {

    @Override
    public void surroundingsChanged() {}

    @Override
    public void namespacesChanged() {}

    @Override
    public void endpointsMoved(ServiceId service) {}
  }
}
