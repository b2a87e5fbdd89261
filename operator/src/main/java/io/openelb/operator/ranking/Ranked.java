package io.openelb.operator.ranking;

import io.openelb.core.address.Ip;
import java.util.List;
import java.util.Optional;

/**
 * A ranking, and why it is so.
 *
 * @param nodes that may answer, in order of preference
 * @param reason why the first one is; empty when it was chosen for having the fewest addresses.
 *     Where no node may answer, what is against each
 * @param unanswered the addresses that the nodes may not answer for, if any
 */
public record Ranked(List<String> nodes, String reason, Optional<Unanswered> unanswered) {

  public Ranked {
    nodes = List.copyOf(nodes);
  }

  /** The nodes may answer for all addresses. */
  Ranked(List<String> nodes, String reason) {
    this(nodes, reason, Optional.empty());
  }

  /** Whether there is a node that may answer for the address. */
  public boolean answersFor(Ip address) {
    return !nodes.isEmpty()
        && unanswered.filter(left -> left.addresses().contains(address)).isEmpty();
  }

  /** Whether the same nodes may answer for the same addresses, for whatever reason. */
  boolean isAs(Ranked other) {
    return nodes.equals(other.nodes) && unanswered.equals(other.unanswered);
  }
}
