package io.openelb.operator.ranking;

import io.openelb.core.address.Ip;
import io.openelb.core.pool.InterfaceSelector;
import io.openelb.core.pool.Pool;
import io.openelb.operator.cluster.NodeFacts;
import io.openelb.operator.ranking.NodesView.Interface;
import io.openelb.operator.ranking.NodesView.NodeView;
import io.openelb.operator.ranking.NodesView.Presence;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Assesses a node for a Service's addresses. What speaks against it for certain comes first, and
 * only then what may be the fault of whoever listens.
 */
final class Eligibility {

  private Eligibility() {}

  /**
   * What is asked of a node.
   *
   * @param addresses that it would answer for, with the Eip of each; empty when it lies in none
   * @param backends the nodes that have the Service's pods; empty when any node will do
   */
  record Demand(Map<Ip, Optional<Pool>> addresses, Optional<Set<String>> backends) {}

  /** Assesses a node. */
  static NodeFitness assess(NodeView node, Demand demand) {
    return byOwner(node.facts())
        .or(() -> byKubelet(node.facts()))
        .or(() -> byDemand(node.facts(), demand))
        .or(() -> bySpeaker(node, demand))
        .or(() -> byLiveness(node))
        .or(() -> byHandOver(node))
        .or(() -> byCable(node, demand))
        .orElse(NodeFitness.FIT);
  }

  /** Whether the node could answer, if it and its speaker were well. */
  static boolean suits(NodeView node, Demand demand) {
    return byOwner(node.facts())
        .or(() -> byDemand(node.facts(), demand))
        .or(() -> bySpeaker(node, demand))
        .isEmpty();
  }

  private static Optional<NodeFitness> byOwner(NodeFacts node) {
    if (node.excluded()) {
      return barred("is excluded from external load balancers by label");
    }
    if (node.outOfService()) {
      return barred("is tainted out of service");
    }
    return Optional.empty();
  }

  private static Optional<NodeFitness> byKubelet(NodeFacts node) {
    if (node.readiness() == NodeFacts.Readiness.NOT_READY) {
      return unfit("is not ready");
    }
    if (node.networkUnavailable()) {
      return unfit("has no network");
    }
    return Optional.empty();
  }

  private static Optional<NodeFitness> byDemand(NodeFacts node, Demand demand) {
    for (Optional<Pool> pool : demand.addresses().values()) {
      if (pool.isPresent() && !pool.get().mayBeAnnouncedBy(node.labels())) {
        return barred("is not selected by the nodeSelector of Eip " + pool.get().name());
      }
    }
    if (demand.backends().isPresent() && !demand.backends().get().contains(node.name())) {
      return unfit("has no ready endpoint");
    }
    return Optional.empty();
  }

  private static Optional<NodeFitness> bySpeaker(NodeView node, Demand demand) {
    if (node.speaker().isEmpty()) {
      return unfit("has no speaker");
    }
    Presence speaker = node.speaker().get();
    if (!speaker.layer2()) {
      return barred("has Layer 2 mode switched off");
    }
    return firstWithout(_ -> true, node, demand)
        .flatMap(address -> unfit("has no interface for " + address));
  }

  private static Optional<NodeFitness> byLiveness(NodeView node) {
    Presence speaker = node.speaker().orElseThrow();
    if (!speaker.alive()) {
      return Optional.of(NodeFitness.silent(speaker.heard(), "has a speaker that is not heard of"));
    }
    if (node.facts().readiness() == NodeFacts.Readiness.UNKNOWN) {
      return Optional.of(NodeFitness.silent(speaker.heard(), "has a kubelet that is not heard of"));
    }
    return Optional.empty();
  }

  /** It stops, perhaps to be started anew: the last to answer, and in nobody's way. */
  private static Optional<NodeFitness> byHandOver(NodeView node) {
    return node.speaker().filter(Presence::releasing).isPresent()
        ? Optional.of(NodeFitness.down("hands its addresses over"))
        : Optional.empty();
  }

  private static Optional<NodeFitness> byCable(NodeView node, Demand demand) {
    return firstWithout(Interface::up, node, demand)
        .map(address -> NodeFitness.down("has its interface for " + address + " down"));
  }

  /** An address for which the node has no interface of a kind. */
  private static Optional<Ip> firstWithout(
      Predicate<Interface> kind, NodeView node, Demand demand) {
    return demand.addresses().entrySet().stream()
        .filter(entry ->
            node.interfaces().stream()
                .filter(kind)
                .noneMatch(candidate -> reaches(candidate, entry.getKey(), entry.getValue())))
        .map(Map.Entry::getKey)
        .findFirst();
  }

  private static boolean reaches(Interface candidate, Ip address, Optional<Pool> pool) {
    return switch (pool.map(Pool::interfaceSelector).orElseGet(InterfaceSelector.BySubnet::new)) {
      case InterfaceSelector.Named(String name) -> candidate.name().equals(name);
      // A target behind a gateway says nothing here: only the node knows its routes.
      case InterfaceSelector.CanReach(Ip target) ->
          candidate.isOnSegmentOf(target) || candidate.isOnSegmentOf(address);
      case InterfaceSelector.BySubnet() -> candidate.isOnSegmentOf(address);
    };
  }

  private static Optional<NodeFitness> barred(String reason) {
    return Optional.of(NodeFitness.barred(reason));
  }

  private static Optional<NodeFitness> unfit(String reason) {
    return Optional.of(NodeFitness.unfit(reason));
  }
}
