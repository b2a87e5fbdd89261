package io.openelb.core.pool;

import io.openelb.core.address.Cidr;
import io.openelb.core.address.Ip;
import java.util.List;

/**
 * What a node knows of its segments.
 *
 * @param addresses of its interfaces, with the segments that they are on
 * @param gateways of its routes, on those segments
 */
public record NodeNetwork(List<Cidr> addresses, List<Ip> gateways) {

  public NodeNetwork {
    addresses = List.copyOf(addresses);
    gateways = List.copyOf(gateways);
  }
}
