package io.openelb.operator.eip;

import io.openelb.core.pool.Reserved;
import io.openelb.operator.cluster.NodeFacts;
import io.openelb.operator.speakers.Speakers.Speaker;
import java.util.Collection;
import java.util.Map;
import java.util.stream.Collectors;

/** What else lives on the segments, as nodes and speakers say. */
public final class Surroundings {

  private Surroundings() {}

  /**
   * The addresses that no pool may give out: the nodes' own, their gateways', and those that name a
   * segment.
   */
  public static Reserved reserved(Collection<NodeFacts> nodes, Map<String, Speaker> speakers) {
    return Reserved.of(
        nodes.stream().collect(Collectors.toMap(NodeFacts::name, NodeFacts::addresses)),
        speakers.entrySet().stream()
            .collect(Collectors.toMap(Map.Entry::getKey, of -> of.getValue().report().network())));
  }
}
