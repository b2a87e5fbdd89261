package io.openelb.operator.service;

import io.openelb.core.address.Family;
import io.openelb.core.address.Ip;
import io.openelb.core.allocation.Grant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What we want to stand on a Service.
 *
 * @param grants its addresses, that of the first family first; empty while it waits, and when it is
 *     not in our care
 * @param ranking names of the nodes that may answer, in order of preference; none when nobody may
 * @param statusIsOurs false when another load balancer has written the status
 */
record Desired(List<Grant> grants, List<String> ranking, boolean statusIsOurs) {

  /** A Service in our care that waits. */
  static final Desired WAITING = new Desired(List.of(), List.of(), true);

  /** A Service that left our care, with what another one gave it. */
  static final Desired NONE_OF_OURS = new Desired(List.of(), List.of(), false);

  Desired {
    grants = List.copyOf(grants);
    ranking = List.copyOf(ranking);
  }

  List<String> addresses() {
    return grants.stream().map(Grant::address).map(Ip::toString).toList();
  }

  /** The address of a family. */
  Optional<Ip> inFamily(Family family) {
    return grants.stream().map(Grant::address).filter(ip -> ip.family() == family).findFirst();
  }

  /** Whether the Eip of each address is known: one may be gone, or not seen yet. */
  boolean knowsEips() {
    return grants.stream().allMatch(grant -> grant.pool().isPresent());
  }

  /** The Eip of the first address. */
  Optional<String> eip() {
    return eips().findFirst();
  }

  /** Both Eips of a dual-stack Service. */
  Optional<String> bothEips() {
    return grants.size() < 2 ? Optional.empty() : Optional.of(String.join(",", eips().toList()));
  }

  /** The ranking as it is written; absent without an address. */
  Optional<String> nodes() {
    return grants.isEmpty() ? Optional.empty() : Optional.of(String.join(",", ranking));
  }

  private Stream<String> eips() {
    return grants.stream().map(Grant::pool).flatMap(Optional::stream);
  }
}
