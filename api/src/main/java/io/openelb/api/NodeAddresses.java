package io.openelb.api;

import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeAddress;
import io.openelb.core.address.Ip;
import io.openelb.core.address.Parsed;
import java.util.Collections;
import java.util.NavigableSet;
import java.util.TreeSet;

/** The IP addresses in the status of a Node. */
public final class NodeAddresses {

  private NodeAddresses() {}

  /** The addresses of a Node. */
  public static NavigableSet<Ip> of(Node node) {
    if (node.getStatus() == null || node.getStatus().getAddresses() == null) {
      return Collections.emptyNavigableSet();
    }
    NavigableSet<Ip> addresses = new TreeSet<>();
    for (NodeAddress address : node.getStatus().getAddresses()) {
      // Host names are in the same list.
      if (Ip.parse(address.getAddress()) instanceof Parsed.Good<Ip>(Ip ip)) {
        addresses.add(ip);
      }
    }
    return Collections.unmodifiableNavigableSet(addresses);
  }
}
