package io.openelb.api;

import io.fabric8.kubernetes.api.model.discovery.v1.Endpoint;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointConditions;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import java.util.List;
import java.util.Objects;

/** The endpoints of an EndpointSlice, and what their conditions mean. */
public final class SliceEndpoints {

  private SliceEndpoints() {}

  /** The endpoints; a slice without any has null, not an empty list. */
  public static List<Endpoint> of(EndpointSlice slice) {
    return Objects.requireNonNullElse(slice.getEndpoints(), List.of());
  }

  /** Not said means yes: discovery.k8s.io/v1, EndpointConditions. */
  public static boolean isReady(Endpoint endpoint) {
    EndpointConditions conditions = endpoint.getConditions();
    return conditions == null || !Boolean.FALSE.equals(conditions.getReady());
  }

  /** Not said means the same as ready: discovery.k8s.io/v1, EndpointConditions. */
  public static boolean isServing(Endpoint endpoint) {
    EndpointConditions conditions = endpoint.getConditions();
    if (conditions == null || conditions.getServing() == null) {
      return isReady(endpoint);
    }
    return conditions.getServing();
  }
}
