package io.openelb.operator.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSliceBuilder;
import io.openelb.core.allocation.ServiceId;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class EndpointsTest {

  private static final ServiceId WEB = new ServiceId("shop", "web");

  private final List<ServiceId> moved = new ArrayList<>();
  private final Endpoints endpoints = new Endpoints(moved::add);

  @Test
  void theNodesOfAllSlicesCount() {
    endpoints.put(slice("1", "a", true, true));
    endpoints.put(slice("2", "b", true, true));

    assertThat(endpoints.nodesOf(WEB)).containsExactlyInAnyOrder("a", "b");
    assertThat(moved).containsExactly(WEB, WEB);
  }

  @Test
  void whoOnlyServesWhileItEndsCountsWhenNobodyIsReady() {
    endpoints.put(slice("1", "a", false, true));
    assertThat(endpoints.nodesOf(WEB)).containsExactly("a");

    endpoints.put(slice("2", "b", true, true));
    assertThat(endpoints.nodesOf(WEB)).containsExactly("b");
  }

  @Test
  void aSliceThatGoesTakesItsNodesAlong() {
    EndpointSlice slice = slice("1", "a", true, true);
    endpoints.put(slice);
    endpoints.remove(slice);

    assertThat(endpoints.nodesOf(WEB)).isEmpty();
  }

  @Test
  void theSameAgainMovesNothing() {
    EndpointSlice slice = slice("1", "a", true, true);
    endpoints.put(slice);
    endpoints.put(slice("1", "a", true, true));

    assertThat(moved).hasSize(1);
  }

  private static EndpointSlice slice(String name, String node, boolean ready, boolean serving) {
    return new EndpointSliceBuilder()
        .withNewMetadata()
        .withNamespace("shop")
        .withName("web-" + name)
        .addToLabels("kubernetes.io/service-name", "web")
        .endMetadata()
        .addNewEndpoint()
        .withNodeName(node)
        .withNewConditions()
        .withReady(ready)
        .withServing(serving)
        .endConditions()
        .endEndpoint()
        .build();
  }
}
