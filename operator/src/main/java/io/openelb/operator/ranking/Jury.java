package io.openelb.operator.ranking;

import static java.util.stream.Collectors.joining;

import io.openelb.core.address.Ip;
import io.openelb.core.allocation.ServiceId;
import io.openelb.core.announcement.NodeRanking.Candidate;
import io.openelb.core.announcement.NodeRanking.Fitness;
import io.openelb.core.pool.Pool;
import io.openelb.core.pool.Pools;
import io.openelb.operator.ranking.Eligibility.Demand;
import io.openelb.operator.ranking.View.NodeView;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Judges all nodes for a Service, by what is known at one moment.
 *
 * @param backends the nodes that have a Service's pods
 */
record Jury(View view, Pools pools, Function<ServiceId, Set<String>> backends) {

  private static final int SHOWN = 5;

  /** Judgements on every node, by its name. */
  record Verdict(Map<String, Judgement> judgements) {

    boolean isFit(@Nullable String node) {
      Judgement judgement = judgements.get(node);
      return judgement != null && judgement.fitness() == Fitness.FIT;
    }

    /** Whether a node may go on with what it has. */
    boolean mayStay(String node) {
      Judgement judgement = judgements.get(node);
      return isFit(node) || (judgement != null && judgement.fitness() == Fitness.HEARD);
    }

    /** What is against a node, with its name. */
    String against(String node) {
      Judgement judgement = judgements.get(node);
      return node + " " + (judgement == null ? "is gone" : judgement.reason());
    }

    /** What is against each node, with its name; of very many nodes, the first. */
    String againstAll() {
      return judgements.keySet().stream().limit(SHOWN).map(this::against).collect(joining(", "));
    }

    List<Candidate> candidates(Loads loads) {
      return judgements.entrySet().stream()
          .map(entry ->
              new Candidate(entry.getKey(), entry.getValue().fitness(), loads.of(entry.getKey())))
          .toList();
    }
  }

  Verdict judge(ServiceId service, Entry entry) {
    Map<Ip, Optional<Pool>> addresses = new LinkedHashMap<>();
    entry.addresses().forEach(ip -> addresses.put(ip, pools.holding(ip)));
    Demand demand =
        new Demand(
            addresses, entry.local() ? Optional.of(backends.apply(service)) : Optional.empty());
    Map<String, Judgement> judgements = new LinkedHashMap<>();
    for (NodeView node : view.nodes()) {
      judgements.put(node.name(), Eligibility.judge(node, demand));
    }
    return new Verdict(judgements);
  }
}
