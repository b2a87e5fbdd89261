package io.openelb.operator.eip;

import static java.util.stream.Collectors.toMap;

import io.openelb.api.SpeakerReport;
import io.openelb.core.pool.Pool;
import io.openelb.operator.cluster.NodeFacts;
import io.openelb.operator.speakers.Speakers.Speaker;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * What keeps nodes from announcing addresses, or from announcing them well, as their living
 * speakers say.
 */
public final class SpeakerProblems {

  private final Supplier<Collection<NodeFacts>> nodes;
  private Map<String, SpeakerReport> reports = Map.of();

  /** Nothing is said yet. */
  public SpeakerProblems(Supplier<Collection<NodeFacts>> nodes) {
    this.nodes = nodes;
  }

  /**
   * Takes in what speakers say.
   *
   * @param speakers by the names of their nodes
   * @return whether their problems are others than before
   */
  public synchronized boolean see(Map<String, Speaker> speakers) {
    Map<String, List<String>> before = problems();
    reports =
        speakers.entrySet().stream()
            .filter(entry -> entry.getValue().alive())
            .collect(toMap(Map.Entry::getKey, entry -> entry.getValue().report()));
    return !problems().equals(before);
  }

  private Map<String, List<String>> problems() {
    return reports.entrySet().stream()
        .collect(toMap(Map.Entry::getKey, entry -> entry.getValue().problems()));
  }

  /** What concerns an Eip on the nodes that it selects, a sentence each. */
  synchronized List<String> of(Pool pool) {
    return nodes.get().stream()
        .filter(node -> pool.mayBeAnnouncedBy(node.labels()))
        .flatMap(node -> on(node.name(), pool.name()))
        .sorted()
        .toList();
  }

  private Stream<String> on(String node, String eip) {
    return Optional.ofNullable(reports.get(node)).map(report -> report.problemsOf(eip)).stream()
        .flatMap(List::stream)
        .map(problem -> node + ": " + problem);
  }
}
