package io.openelb.speaker.announce;

import io.openelb.core.address.Ip;
import io.openelb.core.announcement.Assignment;
import java.util.List;
import java.util.Set;

/**
 * What shall be announced otherwise than before, by whom and where, as this node sees it.
 *
 * @param assigned addresses that any node may announce, new or otherwise than before
 * @param withdrawn addresses that nobody is to announce any more
 * @param interfaces of this node that are to be open, with addresses on them or not yet: all of
 *     them
 * @param gateways on the segments of this node, but for those that are nodes: all of them
 * @param problems why an address can't be announced here, a sentence each: all of them
 */
public record PlanChange(
    List<Assignment> assigned,
    List<Ip> withdrawn,
    Set<String> interfaces,
    Set<Ip> gateways,
    List<String> problems) {

  public PlanChange {
    assigned = List.copyOf(assigned);
    withdrawn = List.copyOf(withdrawn);
    interfaces = Set.copyOf(interfaces);
    gateways = Set.copyOf(gateways);
    problems = List.copyOf(problems);
  }

  /** Whether nothing is otherwise than after the change before. */
  public boolean isNoneSince(PlanChange before) {
    return assigned.isEmpty()
        && withdrawn.isEmpty()
        && interfaces.equals(before.interfaces)
        && gateways.equals(before.gateways)
        && problems.equals(before.problems);
  }
}
