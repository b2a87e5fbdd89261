package io.openelb.core.announcement;

import io.openelb.core.address.Ip;
import java.util.List;
import java.util.Set;

/**
 * What the plan says of an address.
 *
 * @param address to be announced
 * @param ranking the nodes that may answer for it; the first live one does. Empty: nobody may
 * @param interfaces of this node on which it is announced; each is a segment of its own, with an
 *     owner of its own
 */
public record Assignment(Ip address, List<String> ranking, Set<String> interfaces) {

  public Assignment {
    ranking = List.copyOf(ranking);
    interfaces = Set.copyOf(interfaces);
  }
}
