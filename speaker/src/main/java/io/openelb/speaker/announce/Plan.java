package io.openelb.speaker.announce;

import io.openelb.core.address.Ip;
import io.openelb.core.announcement.Assignment;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What shall be announced, by whom and where, as this node sees it.
 *
 * @param assignments every address that any node may announce
 * @param interfaces of this node that are to be open, with addresses on them or not yet
 * @param problems why an address can't be announced here, a sentence each
 */
public record Plan(Map<Ip, Assignment> assignments, Set<String> interfaces, List<String> problems) {

  /** Nothing. */
  public static final Plan EMPTY = new Plan(Map.of(), Set.of(), List.of());

  public Plan {
    assignments = Map.copyOf(assignments);
    interfaces = Set.copyOf(interfaces);
    problems = List.copyOf(problems);
  }
}
