package io.openelb.webhook.cluster;

import io.fabric8.kubernetes.api.model.discovery.v1.Endpoint;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.openelb.api.SliceEndpoints;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
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
    for (Endpoint endpoint : SliceEndpoints.of(slice)) {
      if (endpoint.getTargetRef() != null && SliceEndpoints.isReady(endpoint)) {
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
}
