package io.openelb.operator.ranking;

import io.openelb.core.address.Ip;
import java.util.List;

/**
 * Addresses of a Service for which none of the nodes may answer that may answer for its others.
 *
 * @param addresses not empty
 * @param reason what is against each node
 */
public record Unanswered(List<Ip> addresses, String reason) {

  public Unanswered {
    addresses = List.copyOf(addresses);
  }
}
