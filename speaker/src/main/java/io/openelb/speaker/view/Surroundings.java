package io.openelb.speaker.view;

import io.openelb.core.address.Ip;
import io.openelb.core.pool.Pool;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What the API server said that concerns all addresses.
 *
 * @param pools the Eips that can be read, the eldest first
 * @param nodeLabels labels of this node
 * @param nodeAddresses addresses of all nodes
 */
record Surroundings(List<Pool> pools, Map<String, String> nodeLabels, Set<Ip> nodeAddresses) {

  Surroundings {
    pools = List.copyOf(pools);
    nodeLabels = Map.copyOf(nodeLabels);
    nodeAddresses = Set.copyOf(nodeAddresses);
  }

  static Surroundings of(
      Collection<Pool> pools, Map<String, String> nodeLabels, Collection<Set<Ip>> nodeAddresses) {
    Set<Ip> addresses = new HashSet<>();
    nodeAddresses.forEach(addresses::addAll);
    return new Surroundings(
        pools.stream().sorted(Pool.ELDER_FIRST).toList(), nodeLabels, addresses);
  }
}
