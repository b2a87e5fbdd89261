package io.openelb.webhook.cluster;

import io.fabric8.kubernetes.api.model.Service;
import io.openelb.api.Selection;
import io.openelb.api.ServiceMapper;
import io.openelb.core.address.Ip;
import io.openelb.core.allocation.Claim;
import io.openelb.core.allocation.Ledger;
import io.openelb.core.pool.Pools;
import io.openelb.core.pool.Reserved;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * One moment of the cluster: what every admission decision is made of.
 *
 * @param pools every Eip that can be read
 * @param ledger who holds what, by the Services' status
 * @param nodes addresses by node
 * @param reserved addresses that the cluster itself needs
 * @param namespaceLabels by namespace
 */
public record ClusterSnapshot(
    Pools pools,
    Ledger ledger,
    Map<String, Set<Ip>> nodes,
    Reserved reserved,
    Selection selection,
    ServiceMapper mapper,
    Map<String, Map<String, String>> namespaceLabels) {

  /** What a Service asks for and holds. */
  public Claim claim(Service service) {
    String namespace = service.getMetadata().getNamespace();
    return mapper.claim(
        service, Objects.requireNonNullElse(namespaceLabels.get(namespace), Map.of()));
  }

  /** The nodes that have an address for which this is so. */
  public Set<String> nodesWith(Predicate<Ip> condition) {
    return nodes.entrySet().stream()
        .filter(node -> node.getValue().stream().anyMatch(condition))
        .map(Map.Entry::getKey)
        .collect(Collectors.toSet());
  }
}
