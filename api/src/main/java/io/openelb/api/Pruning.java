package io.openelb.api;

import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceSpec;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What is kept of Services in memory: anybody may write one of 1 MiB. */
public final class Pruning {

  private static final Set<String> LABELS = Set.of(Names.EIP);
  private static final Set<String> ANNOTATIONS =
      Set.of(
          Names.LOAD_BALANCER,
          Names.EIP,
          Names.ADDRESS,
          Names.PROTOCOL,
          Names.PREFILLED,
          Names.NODES,
          Names.EIPS);

  private Pruning() {}

  /**
   * The same Service, without what none of our programs reads of one that it watches. It is not to
   * be written back as a whole.
   */
  public static Service prune(Service service) {
    ObjectMeta metadata = service.getMetadata();
    metadata.setLabels(kept(Metadata.labels(service), LABELS));
    metadata.setAnnotations(kept(Metadata.annotations(service), ANNOTATIONS));
    ServiceSpec spec = service.getSpec();
    if (spec != null) {
      spec.setSelector(Map.of());
      spec.setExternalIPs(List.of());
      spec.setLoadBalancerSourceRanges(List.of());
    }
    return service;
  }

  private static Map<String, String> kept(Map<String, String> all, Set<String> names) {
    Map<String, String> kept = new HashMap<>();
    for (String name : names) {
      String value = all.get(name);
      if (value != null) {
        kept.put(name, Words.cut(value));
      }
    }
    return kept;
  }
}
