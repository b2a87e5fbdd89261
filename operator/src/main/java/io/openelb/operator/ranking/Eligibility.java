package io.openelb.operator.ranking;

import io.openelb.core.address.Ip;
import io.openelb.core.pool.InterfaceSelector;
import io.openelb.core.pool.Pool;
import io.openelb.operator.cluster.NodeFacts;
import io.openelb.operator.ranking.View.NodeView;
import io.openelb.operator.ranking.View.Presence;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Judges a node for a Service's addresses. What speaks against it for certain comes first, and only
 * then what may be the fault of whoever listens.
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

  /** Judges a node. */
  static Judgement judge(NodeView node, Demand demand) {
    return byOwner(node.facts())
        .or(() -> byKubelet(node.facts()))
        .or(() -> byDemand(node.facts(), demand))
        .or(() -> bySpeaker(node, demand))
        .or(() -> byLiveness(node))
        .orElse(Judgement.FIT);
  }

  private static Optional<Judgement> byOwner(NodeFacts node) {
    if (node.excluded()) {
      return unfit("is excluded from external load balancers by label");
    }
    if (node.outOfService()) {
      return unfit("is tainted out of service");
    }
    return Optional.empty();
  }

  private static Optional<Judgement> byKubelet(NodeFacts node) {
    if (node.readiness() == NodeFacts.Readiness.NOT_READY) {
      return unfit("is not ready");
    }
    if (node.networkUnavailable()) {
      return unfit("has no network");
    }
    return Optional.empty();
  }

  private static Optional<Judgement> byDemand(NodeFacts node, Demand demand) {
    for (Optional<Pool> pool : demand.addresses().values()) {
      if (pool.isPresent() && !pool.get().mayBeAnnouncedBy(node.labels())) {
        return unfit("is not selected by the nodeSelector of Eip " + pool.get().name());
      }
    }
    if (demand.backends().isPresent() && !demand.backends().get().contains(node.name())) {
      return unfit("has no ready endpoint");
    }
    return Optional.empty();
  }

  private static Optional<Judgement> bySpeaker(NodeView node, Demand demand) {
    if (node.speaker().isEmpty()) {
      return unfit("has no speaker");
    }
    Presence speaker = node.speaker().get();
    if (!speaker.layer2()) {
      return unfit("has Layer 2 mode switched off");
    }
    if (speaker.releasing()) {
      return unfit("hands its addresses over");
    }
    return demand.addresses().entrySet().stream()
        .filter(entry -> !reaches(node, entry.getKey(), entry.getValue()))
        .findFirst()
        .flatMap(entry -> unfit("has no interface for " + entry.getKey()));
  }

  private static Optional<Judgement> byLiveness(NodeView node) {
    Presence speaker = node.speaker().orElseThrow();
    if (!speaker.alive()) {
      return Optional.of(Judgement.silent(speaker.heard(), "has a speaker that is not heard of"));
    }
    if (node.facts().readiness() == NodeFacts.Readiness.UNKNOWN) {
      return Optional.of(Judgement.silent(speaker.heard(), "has a kubelet that is not heard of"));
    }
    return Optional.empty();
  }

  private static boolean reaches(NodeView node, Ip address, Optional<Pool> pool) {
    InterfaceSelector selector =
        pool.map(Pool::interfaceSelector).orElseGet(InterfaceSelector.BySubnet::new);
    return node.interfaces().stream()
        .anyMatch(candidate ->
            switch (selector) {
              case InterfaceSelector.Named(String name) -> candidate.name().equals(name);
              // A target behind a gateway says nothing here: only the node knows its routes.
              case InterfaceSelector.CanReach(Ip target) ->
                  candidate.isOnSegmentOf(target) || candidate.isOnSegmentOf(address);
              case InterfaceSelector.BySubnet() -> candidate.isOnSegmentOf(address);
            });
  }

  private static Optional<Judgement> unfit(String reason) {
    return Optional.of(Judgement.unfit(reason));
  }
}
