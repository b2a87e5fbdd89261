package io.openelb.api.watch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.api.model.ServiceListBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.fabric8.kubernetes.client.server.mock.EnableKubernetesMockClient;
import io.fabric8.kubernetes.client.server.mock.KubernetesMockServer;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

@EnableKubernetesMockClient
@SuppressWarnings("NullAway.Init") // set by the extension
final class PagesTest {

  private KubernetesMockServer server;
  private KubernetesClient client;
  private final List<String> seen = new CopyOnWriteArrayList<>();

  @Test
  void aListIsReadPageByPage() {
    page("/api/v1/services?limit=50", "first", "more");
    page("/api/v1/services?continue=more&limit=50", "second", "");

    assertSeen("first", "second");
  }

  @Test
  void aPageThatIsTooLargeIsAskedForInSmallerOnes() {
    String alone = "y".repeat(3 << 20);
    page("/api/v1/services?limit=50", "x".repeat(3 << 20), "unread");
    page("/api/v1/services?limit=10", "x".repeat(3 << 20), "unread");
    page("/api/v1/services?limit=2", "x".repeat(3 << 20), "unread");
    page("/api/v1/services?limit=1", alone, "more");
    page("/api/v1/services?continue=more&limit=2", "first", "other");
    page("/api/v1/services?continue=other&limit=4", "x".repeat(3 << 20), "unread");
    page("/api/v1/services?continue=other&limit=1", "second", "last");
    page("/api/v1/services?continue=last&limit=2", "third", "");

    assertSeen(alone, "first", "second", "third");
  }

  private void assertSeen(String... names) {
    SharedIndexInformer<Service> informer =
        MetadataStore.informer(
            client.services().inAnyNamespace(),
            Service::new,
            service -> seen.add(service.getMetadata().getName()),
            _ -> {});
    try {
      var _ = informer.start();

      await().untilAsserted(() -> assertThat(seen).containsExactly(names));
    } finally {
      informer.stop();
    }
  }

  private void page(String path, String name, String next) {
    Service service = new ServiceBuilder().withNewMetadata().withName(name).endMetadata().build();
    server
        .expect()
        .get()
        .withPath(path)
        .andReturn(
            200,
            new ServiceListBuilder()
                .withNewMetadata()
                .withContinue(next)
                .withResourceVersion("1")
                .endMetadata()
                .withItems(service)
                .build())
        .once();
  }
}
