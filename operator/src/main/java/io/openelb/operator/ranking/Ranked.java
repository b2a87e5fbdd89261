package io.openelb.operator.ranking;

import java.util.List;

/**
 * A ranking, and why it is so.
 *
 * @param nodes that may answer, in order of preference
 * @param reason why the first one is; empty when it was chosen for having the fewest addresses.
 *     Where no node may answer, what is against each
 */
public record Ranked(List<String> nodes, String reason) {

  public Ranked {
    nodes = List.copyOf(nodes);
  }
}
