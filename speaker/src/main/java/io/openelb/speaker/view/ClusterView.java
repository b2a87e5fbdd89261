package io.openelb.speaker.view;

import io.openelb.core.address.Ip;
import io.openelb.core.allocation.ServiceId;
import io.openelb.core.pool.Pool;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What the API server said, as far as it concerns this node.
 *
 * @param services that hold addresses
 * @param pools the Eips that can be read
 * @param nodeLabels labels of this node
 * @param nodeAddresses addresses of all nodes
 */
public record ClusterView(
    List<Holder> services,
    List<Pool> pools,
    Map<String, String> nodeLabels,
    Set<Ip> nodeAddresses) {

  public ClusterView {
    services = List.copyOf(services);
    pools = List.copyOf(pools);
    nodeLabels = Map.copyOf(nodeLabels);
    nodeAddresses = Set.copyOf(nodeAddresses);
  }

  /**
   * A Service that holds addresses.
   *
   * @param createdAt of several on one address the eldest has the say
   * @param addresses of its status
   * @param ranking the nodes that may answer, the first first
   */
  public record Holder(ServiceId id, Instant createdAt, Set<Ip> addresses, List<String> ranking) {

    public Holder {
      addresses = Set.copyOf(addresses);
      ranking = List.copyOf(ranking);
    }
  }
}
