package io.openelb.api.watch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.api.model.ServiceList;
import io.fabric8.kubernetes.api.model.ServiceListBuilder;
import io.fabric8.kubernetes.api.model.StatusBuilder;
import io.fabric8.kubernetes.api.model.WatchEvent;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.fabric8.kubernetes.client.server.mock.EnableKubernetesMockClient;
import io.fabric8.kubernetes.client.server.mock.KubernetesMockServer;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What an informer with our store makes of an API server that fails, and of one that is back. */
@EnableKubernetesMockClient
@SuppressWarnings("NullAway.Init") // set by the extension, and before each test
final class ListAndWatchTest {

  private static final String LIST = "/api/v1/services?limit=50";
  private static final WatchEvent TOO_OLD =
      new WatchEvent(new StatusBuilder().withCode(410).build(), "ERROR");

  private final List<String> put = new CopyOnWriteArrayList<>();
  private final List<String> removed = new CopyOnWriteArrayList<>();
  private KubernetesMockServer server;
  private KubernetesClient client;
  private SharedIndexInformer<Service> informer;

  @BeforeEach
  void begin() {
    informer =
        MetadataStore.informer(
            client.services().inAnyNamespace(),
            Service::new,
            service -> put.add(service.getMetadata().getName()),
            service -> removed.add(service.getMetadata().getName()));
  }

  @AfterEach
  void end() {
    informer.stop();
  }

  @Test
  void aWatchThatIsTooOldIsFollowedByAList() {
    list("1", "web");
    watch("1", TOO_OLD);
    list("2", "shop");

    var _ = informer.start();

    await().untilAsserted(() -> assertThat(removed).containsExactly("web"));
    assertThat(put).containsExactly("web", "shop");
  }

  @Test
  void aWatchThatWasCutGoesOnWhereItEnded() {
    list("1", "web");
    watch("1", new WatchEvent(service("shop", "2"), "ADDED"));
    watch("2", new WatchEvent(service("web", "3"), "DELETED"));

    var _ = informer.start();

    await().untilAsserted(() -> assertThat(removed).containsExactly("web"));
    assertThat(put).containsExactly("web", "shop");
  }

  @Test
  void aWatchThatWasCutForTooLongIsFollowedByAList() {
    list("1", "web");
    watch("1");
    watch("1", TOO_OLD);
    list("2", "shop");

    var _ = informer.start();

    await().untilAsserted(() -> assertThat(removed).containsExactly("web"));
    assertThat(put).containsExactly("web", "shop");
  }

  @ParameterizedTest
  @ValueSource(ints = {429, 403})
  void aListThatIsRefusedIsAskedForAgain(int status) {
    server
        .expect()
        .get()
        .withPath(LIST)
        .andReturn(status, "{}")
        .withHeader("Retry-After", "1")
        .once();
    list("1", "web");

    var _ = informer.start();

    await().untilAsserted(() -> assertThat(put).containsExactly("web"));
  }

  private void list(String version, String name) {
    ServiceList list =
        new ServiceListBuilder()
            .withNewMetadata()
            .withResourceVersion(version)
            .endMetadata()
            .withItems(service(name, version))
            .build();
    server.expect().get().withPath(LIST).andReturn(200, list).once();
  }

  /** A watch that is cut once these have come. */
  private void watch(String version, WatchEvent... events) {
    server
        .expect()
        .get()
        .withPath(
            "/api/v1/services?allowWatchBookmarks=true&resourceVersion="
                + version
                + "&timeoutSeconds=600&watch=true")
        .andUpgradeToWebSocket()
        .open((Object[]) events)
        .done()
        .once();
  }

  private static Service service(String name, String version) {
    return new ServiceBuilder()
        .withNewMetadata()
        .withName(name)
        .withResourceVersion(version)
        .endMetadata()
        .build();
  }
}
