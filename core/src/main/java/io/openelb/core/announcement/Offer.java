package io.openelb.core.announcement;

import io.openelb.core.address.Ip;
import java.util.List;

/**
 * An owner's wish to hand addresses over. It answers for them until it hears the successor's claim.
 *
 * @param successor the node that is to take them
 * @param callOver whether the successor tells the neighbours' caches; if not, connections that are
 *     open stay with the old owner's node, whose kernel goes on serving them
 * @param addresses offered
 */
public record Offer(String successor, boolean callOver, List<Ip> addresses) {

  public Offer {
    addresses = List.copyOf(addresses);
  }
}
