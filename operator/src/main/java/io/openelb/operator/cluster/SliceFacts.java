package io.openelb.operator.cluster;

import io.fabric8.kubernetes.api.model.discovery.v1.Endpoint;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.openelb.api.Metadata;
import io.openelb.api.Names;
import io.openelb.api.SliceEndpoints;
import io.openelb.core.allocation.ServiceId;
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

  /** The facts of a slice; copies, so that the slice itself need not be kept. */
  public static SliceFacts of(EndpointSlice slice) {
    Set<String> ready = new TreeSet<>();
    Set<String> serving = new TreeSet<>();
    for (Endpoint endpoint : SliceEndpoints.of(slice)) {
      String node = endpoint.getNodeName();
      if (node == null) {
        continue;
      }
      if (SliceEndpoints.isReady(endpoint)) {
        ready.add(node);
      }
      if (SliceEndpoints.isServing(endpoint)) {
        serving.add(node);
      }
    }
    return new SliceFacts(
        Optional.ofNullable(Metadata.labels(slice).get(Names.SLICE_SERVICE))
            .map(name -> new ServiceId(slice.getMetadata().getNamespace(), name)),
        Set.copyOf(ready),
        Set.copyOf(serving));
  }
}
