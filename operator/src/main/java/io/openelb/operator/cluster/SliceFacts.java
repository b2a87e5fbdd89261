package io.openelb.operator.cluster;

import io.fabric8.kubernetes.api.model.discovery.v1.Endpoint;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointConditions;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.openelb.core.allocation.ServiceId;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * What of an EndpointSlice decides where a Service with {@code externalTrafficPolicy: Local} may be
 * answered for.
 *
 * @param service empty when the slice belongs to none
 * @param ready nodes with a ready endpoint
 * @param serving nodes with an endpoint that still serves, be it about to end
 */
public record SliceFacts(Optional<ServiceId> service, Set<String> ready, Set<String> serving) {

  private static final String SERVICE_LABEL = "kubernetes.io/service-name";

  /** The facts of a slice; copies, so that the slice itself need not be kept. */
  public static SliceFacts of(EndpointSlice slice) {
    Map<String, String> labels =
        Objects.requireNonNullElse(slice.getMetadata().getLabels(), Map.of());
    Set<String> ready = new TreeSet<>();
    Set<String> serving = new TreeSet<>();
    // A slice without endpoints has null, not an empty list.
    for (Endpoint endpoint :
        Objects.requireNonNullElse(slice.getEndpoints(), List.<Endpoint>of())) {
      String node = endpoint.getNodeName();
      if (node == null) {
        continue;
      }
      if (isReady(endpoint)) {
        ready.add(node);
      }
      if (isServing(endpoint)) {
        serving.add(node);
      }
    }
    return new SliceFacts(
        Optional.ofNullable(labels.get(SERVICE_LABEL))
            .map(name -> new ServiceId(slice.getMetadata().getNamespace(), name)),
        Set.copyOf(ready),
        Set.copyOf(serving));
  }

  /** Not said means yes: discovery.k8s.io/v1, EndpointConditions. */
  private static boolean isReady(Endpoint endpoint) {
    EndpointConditions conditions = endpoint.getConditions();
    return conditions == null || !Boolean.FALSE.equals(conditions.getReady());
  }

  /** Not said means the same as ready: discovery.k8s.io/v1, EndpointConditions. */
  private static boolean isServing(Endpoint endpoint) {
    EndpointConditions conditions = endpoint.getConditions();
    if (conditions == null || conditions.getServing() == null) {
      return isReady(endpoint);
    }
    return conditions.getServing();
  }
}
