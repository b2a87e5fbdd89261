package io.openelb.api;

import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServicePort;
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
   * be written back as a whole. Its finalizers stay: they are.
   */
  public static Service prune(Service service) {
    ObjectMeta metadata = service.getMetadata();
    metadata.setLabels(kept(Metadata.labels(service), LABELS));
    metadata.setAnnotations(kept(Metadata.annotations(service), ANNOTATIONS));
    metadata.setOwnerReferences(List.of());
    ServiceSpec spec = service.getSpec();
    if (spec != null) {
      service.setSpec(kept(spec));
    }
    return service;
  }

  private static ServiceSpec kept(ServiceSpec spec) {
    ServiceSpec kept = new ServiceSpec();
    kept.setType(spec.getType());
    kept.setLoadBalancerClass(spec.getLoadBalancerClass());
    kept.setIpFamilies(spec.getIpFamilies());
    kept.setIpFamilyPolicy(spec.getIpFamilyPolicy());
    kept.setExternalTrafficPolicy(spec.getExternalTrafficPolicy());
    String address = spec.getLoadBalancerIP();
    if (address != null) {
      // The API server takes any text.
      kept.setLoadBalancerIP(Words.cut(address.strip()));
    }
    List<ServicePort> ports = spec.getPorts();
    if (ports != null && Selection.LOAD_BALANCER_TYPE.equals(spec.getType())) {
      kept.setPorts(ports.stream().map(Pruning::kept).toList());
    }
    return kept;
  }

  private static ServicePort kept(ServicePort port) {
    ServicePort kept = new ServicePort();
    kept.setPort(port.getPort());
    kept.setProtocol(port.getProtocol());
    return kept;
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
