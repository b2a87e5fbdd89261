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

  /**
   * How fit every node is.
   *
   * @param byNode by the node's name
   * @param unanswered the addresses that were left out, if any
   */
  record Assessments(Map<String, NodeFitness> byNode, Optional<Unanswered> unanswered) {

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

    Assessments without(List<Ip> addresses, String reason) {
      return new Assessments(byNode, Optional.of(new Unanswered(addresses, reason)));
    }

    List<Candidate> candidates(Loads loads) {
      return byNode.entrySet().stream()
          .map(entry ->
              new Candidate(entry.getKey(), entry.getValue().fitness(), loads.of(entry.getKey())))
          .toList();
    }
  }

  /**
   * Assesses the nodes for all addresses together, where any node could answer for all of them.
   * Otherwise only for the first that any could answer for: a family that comes later must not
   * silence the one that was there.
   */
  Assessments assess(ServiceId service, Entry entry) {
    Optional<Set<String>> local =
        entry.local() ? Optional.of(backends.apply(service)) : Optional.empty();
    Assessments together = assess(entry.addresses(), local);
    if (entry.addresses().size() == 1 || isSuited(entry.addresses(), local)) {
      return together;
    }
    return entry.addresses().stream()
        .filter(ip -> isSuited(List.of(ip), local))
        .findFirst()
        .map(ip ->
            assess(List.of(ip), local)
                .without(
                    entry.addresses().stream().filter(other -> !other.equals(ip)).toList(),
                    together.againstAll()))
        .orElse(together);
  }

  private Assessments assess(List<Ip> addresses, Optional<Set<String>> local) {
    Demand demand = demand(addresses, local);
    Map<String, NodeFitness> byNode = new LinkedHashMap<>();
    for (NodeView node : view.nodes()) {
      byNode.put(node.name(), Eligibility.assess(node, demand));
    }
    return new Assessments(byNode, Optional.empty());
  }

  private boolean isSuited(List<Ip> addresses, Optional<Set<String>> local) {
    Demand demand = demand(addresses, local);
    return view.nodes().stream().anyMatch(node -> Eligibility.suits(node, demand));
  }

  private Demand demand(List<Ip> addresses, Optional<Set<String>> local) {
    Map<Ip, Optional<Pool>> withPools = new LinkedHashMap<>();
    addresses.forEach(ip -> withPools.put(ip, pools.holding(ip)));
    return new Demand(withPools, local);
  }
}
