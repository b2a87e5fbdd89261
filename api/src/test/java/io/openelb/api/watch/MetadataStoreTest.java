package io.openelb.api.watch;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

final class MetadataStoreTest {

  private final List<Service> handedOn = new ArrayList<>();
  private final List<String> gone = new ArrayList<>();
  private final MetadataStore<Service> store =
      new MetadataStore<>(
          Service::new, handedOn::add, service -> gone.add(service.getMetadata().getName()));

  @Test
  void handsEachObjectOnAsItCame() {
    Service first = service("7");
    Service second = service("8");

    put(first);
    put(second);

    assertThat(handedOn).containsExactly(first, second);
  }

  @Test
  void keepsNameAndVersionAlone() {
    put(service("7"));

    Service kept = Objects.requireNonNull(store.get("shop/web"));

    assertThat(kept)
        .isEqualTo(
            new ServiceBuilder()
                .withNewMetadata()
                .withNamespace("shop")
                .withName("web")
                .withResourceVersion("7")
                .endMetadata()
                .build());
    assertThat(store.isFullState()).isFalse();
  }

  @Test
  void tellsWhatIsGoneOnce() {
    put(service("7"));

    store.remove("shop/web");
    store.remove("shop/web");

    assertThat(gone).containsExactly("web");
    assertThat(store.size()).isZero();
  }

  private void put(Service service) {
    store.put(store.getKey(service), service);
  }

  private static Service service(String version) {
    return new ServiceBuilder()
        .withNewMetadata()
        .withNamespace("shop")
        .withName("web")
        .withResourceVersion(version)
        .addToLabels("app", "web")
        .endMetadata()
        .withNewSpec()
        .withType("LoadBalancer")
        .endSpec()
        .build();
  }
}
