package io.openelb.operator.ranking;

import static java.util.stream.Collectors.joining;

import io.openelb.core.address.Ip;
import io.openelb.core.allocation.ServiceId;
import io.openelb.core.announcement.NodeRanking.Candidate;
import io.openelb.core.announcement.NodeRanking.Fitness;
import io.openelb.core.pool.Pool;
import io.openelb.core.pool.Pools;
import io.openelb.operator.ranking.Eligibility.Demand;
import io.openelb.operator.ranking.NodesView.NodeView;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Assesses all nodes for a Service, by what is known at one moment.
 *
 * @param backends the nodes that have a Service's pods
 */
record NodeAssessor(NodesView view, Pools pools, Function<ServiceId, Set<String>> backends) {

  private static final int SHOWN = 5;

  /** How fit every node is, by its name. */
  record Assessments(Map<String, NodeFitness> byNode) {

    boolean isFit(@Nullable String node) {
      NodeFitness found = byNode.get(node);
      return found != null && found.fitness() == Fitness.FIT;
    }

    /** Whether a node may go on with what it has. */
    boolean mayStay(String node) {
      NodeFitness found = byNode.get(node);
      return isFit(node) || (found != null && found.fitness() == Fitness.HEARD);
    }

    /** What is against a node, with its name. */
    String against(String node) {
      NodeFitness found = byNode.get(node);
      return node + " " + (found == null ? "is gone" : found.reason());
    }

    /** What is against each node, with its name; of very many nodes, the first. */
    String againstAll() {
      return byNode.keySet().stream().limit(SHOWN).map(this::against).collect(joining(", "));
    }

    List<Candidate> candidates(Loads loads) {
      return byNode.entrySet().stream()
          .map(entry ->
              new Candidate(entry.getKey(), entry.getValue().fitness(), loads.of(entry.getKey())))
          .toList();
    }
  }

  Assessments assess(ServiceId service, Entry entry) {
    Map<Ip, Optional<Pool>> addresses = new LinkedHashMap<>();
    entry.addresses().forEach(ip -> addresses.put(ip, pools.holding(ip)));
    Demand demand =
        new Demand(
            addresses, entry.local() ? Optional.of(backends.apply(service)) : Optional.empty());
    Map<String, NodeFitness> byNode = new LinkedHashMap<>();
    for (NodeView node : view.nodes()) {
      byNode.put(node.name(), Eligibility.assess(node, demand));
    }
    return new Assessments(byNode);
  }
}
