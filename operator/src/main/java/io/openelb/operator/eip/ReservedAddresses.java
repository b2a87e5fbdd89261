package io.openelb.operator.eip;

import io.openelb.core.pool.Reserved;
import io.openelb.operator.cluster.NodeFacts;
import io.openelb.operator.speakers.Speakers.Speaker;
import java.util.Collection;
import java.util.Map;
import java.util.stream.Collectors;

/** What no pool may give out, as nodes and speakers say. */
public final class ReservedAddresses {

  private ReservedAddresses() {}

  /**
   * The addresses that no pool may give out: the nodes' own, their gateways', and those that name a
   * segment.
   */
  public static Reserved of(Collection<NodeFacts> nodes, Map<String, Speaker> speakers) {
    return Reserved.of(
        nodes.stream().collect(Collectors.toMap(NodeFacts::name, NodeFacts::addresses)),
        speakers.entrySet().stream()
            .collect(Collectors.toMap(Map.Entry::getKey, of -> of.getValue().report().network())));
  }
}
