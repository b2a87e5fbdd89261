package io.openelb.operator.ranking;

import io.openelb.core.allocation.ServiceId;
import io.openelb.operator.ranking.NodeAssessor.Assessments;
import java.util.Comparator;
import java.util.IntSummaryStatistics;
import java.util.Map;
import java.util.Optional;

/**
 * A planned hand-over that spreads addresses more evenly.
 *
 * @param from the node that has the addresses
 * @param to a node that has fewer, and may have these
 * @param assessments of the nodes for the addresses
 */
record Move(ServiceId service, Entry entry, Assessments assessments, String from, String to) {

  /**
   * The move that levels most; empty when none does. The addresses of a Service move together, so
   * the difference must be larger than their number: each move makes the sum of the squares of the
   * loads smaller, and so no address ever moves to and fro.
   */
  static Optional<Move> best(Map<ServiceId, Entry> entries, NodeAssessor assessor, Loads loads) {
    Optional<Move> best = Optional.empty();
    if (areLevel(assessor.view(), loads)) {
      return best;
    }
    for (Map.Entry<ServiceId, Entry> candidate : entries.entrySet()) {
      Optional<Move> move = of(candidate.getKey(), candidate.getValue(), assessor, loads);
      if (move.isPresent() && (best.isEmpty() || move.get().gain(loads) > best.get().gain(loads))) {
        best = move;
      }
    }
    return best;
  }

  private static boolean areLevel(NodesView view, Loads loads) {
    IntSummaryStatistics all =
        view.nodes().stream().mapToInt(node -> loads.of(node.name())).summaryStatistics();
    return view.nodes().isEmpty() || all.getMax() - all.getMin() <= 1;
  }

  private static Optional<Move> of(
      ServiceId service, Entry entry, NodeAssessor assessor, Loads loads) {
    Assessments assessments = assessor.assess(service, entry);
    return entry
        .first()
        .filter(assessments::isFit)
        .flatMap(from ->
            assessments.byNode().keySet().stream()
                .filter(assessments::isFit)
                .min(Comparator.comparingInt(loads::of).thenComparing(Comparator.naturalOrder()))
                .map(to -> new Move(service, entry, assessments, from, to)))
        .filter(move -> move.gain(loads) > 0);
  }

  /** How much nearer both loads come to each other. */
  private int gain(Loads loads) {
    return loads.of(from) - loads.of(to) - entry.addresses().size();
  }

  /** Why, for people. */
  String reason(Loads loads) {
    return from
        + " answered for "
        + loads.of(from)
        + " addresses and "
        + to
        + " for "
        + loads.of(to);
  }
}
