package io.openelb.core.pool;

import io.openelb.core.address.AddressSet;
import io.openelb.core.address.Cidr;
import io.openelb.core.address.Ip;
import java.util.Collection;
import java.util.Collections;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * Addresses that are never given out because the cluster or its segment needs them.
 *
 * @param reasons each address with what it is, such as {@code the address of Node worker-p001}
 */
public record Reserved(NavigableMap<Ip, String> reasons) {

  private static final Reserved NONE = new Reserved(Collections.emptyNavigableMap());

  public Reserved {
    reasons = Collections.unmodifiableNavigableMap(new TreeMap<>(reasons));
  }

  public static Reserved none() {
    return NONE;
  }

  /**
   * The addresses of nodes and of segments.
   *
   * @param nodes name of each node with its addresses
   * @param segments the nodes' interface addresses with their prefix lengths; network and broadcast
   *     are reserved
   */
  public static Reserved of(
      Map<String, ? extends Collection<Ip>> nodes, Collection<Cidr> segments) {
    NavigableMap<Ip, String> reasons = new TreeMap<>();
    for (Cidr segment : segments) {
      Cidr network = new Cidr(segment.range().first(), segment.prefixLength());
      segment
          .networkAddress()
          .ifPresent(ip -> reasons.put(ip, "the network address of " + network));
      segment
          .broadcastAddress()
          .ifPresent(ip -> reasons.put(ip, "the broadcast address of " + network));
    }
    new TreeMap<>(nodes)
        .forEach((node, addresses) ->
            addresses.forEach(ip -> reasons.put(ip, "the address of Node " + node)));
    return new Reserved(reasons);
  }

  AddressSet addresses() {
    return AddressSet.ofAddresses(reasons.keySet());
  }
}
