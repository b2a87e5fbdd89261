package io.openelb.webhook.cluster;

import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Service;
import io.openelb.api.Eip;
import io.openelb.core.allocation.ServiceId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What is known better than from the watches, which may lag. Where a map has an empty value, the
 * object is gone.
 *
 * @param eips all there are; empty: not known better
 */
public record Fresh(
    Optional<List<Eip>> eips,
    Map<ServiceId, Optional<Service>> services,
    Map<String, Optional<Node>> nodes,
    Map<String, Optional<Namespace>> namespaces) {

  private static final Fresh NOTHING = new Fresh(Optional.empty(), Map.of(), Map.of(), Map.of());

  public Fresh {
    eips = eips.map(List::copyOf);
    services = Map.copyOf(services);
    nodes = Map.copyOf(nodes);
    namespaces = Map.copyOf(namespaces);
  }

  /** All is known as the watches told it. */
  public static Fresh nothing() {
    return NOTHING;
  }

  /** Every Eip there is. */
  public static Fresh eips(List<Eip> eips) {
    return new Fresh(Optional.of(eips), Map.of(), Map.of(), Map.of());
  }

  /** One Service; empty: it is gone. */
  public static Fresh service(ServiceId id, Optional<Service> service) {
    return new Fresh(Optional.empty(), Map.of(id, service), Map.of(), Map.of());
  }

  /** One Node; empty: it is gone. */
  public static Fresh node(String name, Optional<Node> node) {
    return new Fresh(Optional.empty(), Map.of(), Map.of(name, node), Map.of());
  }

  /** One Namespace; empty: it is gone. */
  public static Fresh namespace(String name, Optional<Namespace> namespace) {
    return new Fresh(Optional.empty(), Map.of(), Map.of(), Map.of(name, namespace));
  }

  /** This, and what was learnt later. */
  public Fresh and(Fresh later) {
    return new Fresh(
        later.eips.or(() -> eips),
        union(services, later.services),
        union(nodes, later.nodes),
        union(namespaces, later.namespaces));
  }

  private static <K, V> Map<K, V> union(Map<K, V> earlier, Map<K, V> later) {
    var union = new HashMap<>(earlier);
    union.putAll(later);
    return union;
  }
}
