package io.openelb.webhook.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.discovery.v1.EndpointBuilder;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSliceBuilder;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

final class ReplicasTest {

  private final Replicas replicas = new Replicas("pod-b");

  @Test
  void everythingIsOursUntilWeAreAmongTheReplicas() {
    assertThat(replicas.share()).isEqualTo(Share.ALL);

    replicas.put(slice("v4", true, "pod-a", "pod-c"));

    assertThat(replicas.share()).isEqualTo(Share.ALL);
  }

  @Test
  void eachReadyReplicaHasItsOwnPart() {
    replicas.put(slice("v4", true, "pod-c", "pod-a", "pod-b"));

    assertThat(replicas.share()).isEqualTo(new Share(1, 3));
  }

  @Test
  void thoseThatAreNotReadyHaveNone() {
    replicas.put(slice("v4", true, "pod-b"));
    replicas.put(slice("v4-more", false, "pod-a"));

    assertThat(replicas.share()).isEqualTo(Share.ALL);
  }

  @Test
  void bothFamiliesTellOfTheSameReplicas() {
    replicas.put(slice("v4", true, "pod-a", "pod-b"));
    replicas.put(slice("v6", true, "pod-a", "pod-b"));

    assertThat(replicas.share()).isEqualTo(new Share(1, 2));
  }

  @Test
  void aSliceThatIsGoneTellsNothing() {
    replicas.put(slice("v4", true, "pod-b"));
    replicas.put(slice("v4-more", true, "pod-a"));
    replicas.remove("v4-more");

    assertThat(replicas.share()).isEqualTo(Share.ALL);
  }

  @Test
  void aSliceWithoutEndpointsHasNull() {
    EndpointSlice empty = slice("v4", true);
    empty.setEndpoints(null);
    replicas.put(empty);

    assertThat(replicas.share()).isEqualTo(Share.ALL);
  }

  private static EndpointSlice slice(String name, boolean ready, String... pods) {
    return new EndpointSliceBuilder()
        .withNewMetadata()
        .withName(name)
        .endMetadata()
        .withEndpoints(
            Stream.of(pods)
                .map(pod ->
                    new EndpointBuilder()
                        .withNewTargetRef()
                        .withName(pod)
                        .endTargetRef()
                        .withNewConditions()
                        .withReady(ready)
                        .endConditions()
                        .build())
                .toList())
        .build();
  }
}
