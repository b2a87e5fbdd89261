package io.openelb.webhook.cluster;

import io.fabric8.kubernetes.api.model.discovery.v1.Endpoint;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * The replicas of the webhook that the API server may ask, as the EndpointSlices of its Service
 * tell: one slice per family, or more.
 *
 * <p>Not safe for use by several threads at once.
 */
final class Replicas {

  private final String self;
  private final Map<String, Set<String>> readyBySlice = new HashMap<>();

  /**
   * None known yet.
   *
   * @param self the name of our own Pod
   */
  Replicas(String self) {
    this.self = self;
  }

  void put(EndpointSlice slice) {
    Set<String> ready = new HashSet<>();
    for (Endpoint endpoint :
        Objects.requireNonNullElse(slice.getEndpoints(), List.<Endpoint>of())) {
      if (endpoint.getTargetRef() != null && isReady(endpoint)) {
        ready.add(endpoint.getTargetRef().getName());
      }
    }
    readyBySlice.put(slice.getMetadata().getName(), ready);
  }

  void remove(String slice) {
    readyBySlice.remove(slice);
  }

  /** Our share of the addresses. */
  Share share() {
    return Share.of(self, readyBySlice.values().stream().flatMap(Set::stream).toList());
  }

  /** Not said means yes: discovery.k8s.io/v1, EndpointConditions. */
  private static boolean isReady(Endpoint endpoint) {
    return endpoint.getConditions() == null
        || !Boolean.FALSE.equals(endpoint.getConditions().getReady());
  }
}
