package io.openelb.operator.ranking;

import io.openelb.core.address.Ip;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/**
 * The ranking of a Service, and what it was made for.
 *
 * @param local whether only nodes with the Service's pods may answer
 */
record Entry(List<Ip> addresses, boolean local, Ranked ranked, TakeoverBackoff backoff) {

  /**
   * What these addresses begin with. None of those before: anew, what spoke for a node may not any
   * more.
   */
  List<String> lastFor(List<Ip> addresses) {
    return Collections.disjoint(this.addresses, addresses) ? List.of() : ranked.nodes();
  }

  Optional<String> first() {
    return ranked.nodes().stream().findFirst();
  }

  /** The same with another ranking. */
  Entry with(Ranked ranked, TakeoverBackoff backoff) {
    return new Entry(addresses, local, ranked, backoff);
  }
}
