package io.openelb.webhook.cluster;

import io.openelb.core.allocation.ServiceId;
import java.util.Set;

/**
 * What a refusal rests on, beside the Eips and the object itself.
 *
 * @param services that stand in the way; with one of them less there may still be others
 * @param nodes whose addresses stand in the way, by name
 * @param namespaces whose labels matter, by name
 */
public record Basis(Set<ServiceId> services, Set<String> nodes, Set<String> namespaces) {
  public Basis {
    services = Set.copyOf(services);
    nodes = Set.copyOf(nodes);
    namespaces = Set.copyOf(namespaces);
  }
}
