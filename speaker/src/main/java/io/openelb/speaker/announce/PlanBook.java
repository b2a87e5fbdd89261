package io.openelb.speaker.announce;

import io.openelb.core.address.Ip;
import io.openelb.core.announcement.Assignment;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The plan, as its changes have made it. Belongs to the state thread. */
final class PlanBook {

  private final Map<Ip, Assignment> assignments = new HashMap<>();
  private Set<Ip> gateways = Set.of();
  private List<String> problems = List.of();

  /** What a change means for one interface. */
  record Local(List<Ip> more, List<Ip> fewer) {}

  void note(PlanChange change) {
    change.assigned().forEach(assignment -> assignments.put(assignment.address(), assignment));
    change.withdrawn().forEach(assignments::remove);
    gateways = change.gateways();
    problems = change.problems();
  }

  /** The addresses that are announced on the interface. */
  List<Ip> on(String nic) {
    return assignments.values().stream()
        .filter(assignment -> assignment.interfaces().contains(nic))
        .map(Assignment::address)
        .toList();
  }

  /** Those that are announced on the interface by the change, and those that aren't after it. */
  static Local on(String nic, PlanChange change) {
    List<Ip> more = new ArrayList<>();
    List<Ip> fewer = new ArrayList<>(change.withdrawn());
    for (Assignment assignment : change.assigned()) {
      (assignment.interfaces().contains(nic) ? more : fewer).add(assignment.address());
    }
    return new Local(more, fewer);
  }

  /** On the segments of this node, but for those that are nodes. */
  Set<Ip> gateways() {
    return gateways;
  }

  /** Why an address can't be announced here, a sentence each. */
  List<String> problems() {
    return problems;
  }
}
