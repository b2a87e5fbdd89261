package io.openelb.webhook.cluster;

import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeAddress;
import io.openelb.api.Eip;
import io.openelb.api.EipMapper;
import io.openelb.core.address.Ip;
import io.openelb.core.address.Parsed;
import io.openelb.core.pool.Pool;
import io.openelb.core.pool.PoolReading;
import io.openelb.core.pool.PoolRules;
import io.openelb.core.pool.Pools;
import io.openelb.core.pool.Reserved;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What the rules need of Kubernetes' objects. */
final class Readings {

  private Readings() {}

  /** As the operator sees it: of two that collide the younger gives out nothing. */
  static Pools pools(Collection<Eip> eips, Reserved reserved) {
    List<Pool> pools = readable(eips, reserved);
    return Pools.of(
        pools.stream()
            .map(pool -> pool.withReady(PoolRules.againstElders(pools, pool).isEmpty()))
            .toList());
  }

  static Set<Ip> addresses(Node node) {
    if (node.getStatus() == null || node.getStatus().getAddresses() == null) {
      return Set.of();
    }
    return node.getStatus().getAddresses().stream()
        .map(NodeAddress::getAddress)
        .flatMap(Readings::ip)
        .collect(Collectors.toSet());
  }

  static Map<String, String> labels(Namespace namespace) {
    Map<String, String> labels = namespace.getMetadata().getLabels();
    return labels == null ? Map.of() : Map.copyOf(labels);
  }

  private static List<Pool> readable(Collection<Eip> eips, Reserved reserved) {
    var pools = new ArrayList<Pool>();
    for (Eip eip : eips) {
      if (EipMapper.read(eip, reserved) instanceof PoolReading.Valid(Pool pool)) {
        pools.add(pool);
      }
    }
    return pools;
  }

  /** Host names are among a node's addresses, too. */
  private static Stream<Ip> ip(String text) {
    return Ip.parse(text) instanceof Parsed.Good<Ip>(Ip ip) ? Stream.of(ip) : Stream.empty();
  }
}
