package io.openelb.webhook.cluster;

import io.openelb.core.address.Ip;
import java.util.Collection;
import java.util.TreeSet;

/**
 * Which addresses a replica proposes while others propose, too: those whose number, divided by the
 * count of replicas, leaves its index. So no two propose the same, and each begins near the lowest.
 *
 * @param index from 0
 * @param count of replicas
 */
record Share(int index, int count) {

  static final Share ALL = new Share(0, 1);

  /** The share of one among these; everything when it is not among them. */
  static Share of(String replica, Collection<String> replicas) {
    var sorted = new TreeSet<>(replicas);
    return sorted.contains(replica)
        ? new Share(sorted.headSet(replica).size(), sorted.size())
        : ALL;
  }

  boolean has(Ip ip) {
    return Long.remainderUnsigned(ip.low(), count) == index;
  }
}
