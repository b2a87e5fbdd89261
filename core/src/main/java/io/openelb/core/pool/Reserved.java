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

  /** Keeps nothing back. */
  public static Reserved none() {
    return NONE;
  }

  /**
   * The addresses of nodes and their gateways, and those that name a segment.
   *
   * @param nodes name of each node with its addresses
   * @param networks name of each node with what it knows of its segments. Those of a node that is
   *     not among {@code nodes} do not count: a speaker's report outlives its node
   */
  public static Reserved of(
      Map<String, ? extends Collection<Ip>> nodes, Map<String, NodeNetwork> networks) {
    NavigableMap<Ip, String> reasons = new TreeMap<>();
    Map<String, NodeNetwork> present = new TreeMap<>(networks);
    present.keySet().retainAll(nodes.keySet());
    present
        .values()
        .forEach(network -> network.addresses().forEach(segment -> name(segment, reasons)));
    present.forEach((node, network) ->
        network.gateways().forEach(ip -> reasons.putIfAbsent(ip, "the gateway of Node " + node)));
    present.forEach((node, network) ->
        network.addresses().forEach(cidr -> reasons.put(cidr.address(), nodes(node))));
    new TreeMap<>(nodes)
        .forEach((node, addresses) -> addresses.forEach(ip -> reasons.put(ip, nodes(node))));
    return new Reserved(reasons);
  }

  private static void name(Cidr segment, Map<Ip, String> reasons) {
    Cidr network = new Cidr(segment.range().first(), segment.prefixLength());
    segment.networkAddress().ifPresent(ip -> reasons.put(ip, "the network address of " + network));
    segment
        .broadcastAddress()
        .ifPresent(ip -> reasons.put(ip, "the broadcast address of " + network));
  }

  private static String nodes(String name) {
    return "the address of Node " + name;
  }

  AddressSet addresses() {
    return AddressSet.ofAddresses(reasons.keySet());
  }
}
