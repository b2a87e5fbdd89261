package io.openelb.webhook.cluster;

import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.openelb.api.Sightings;
import io.openelb.api.SpeakerLease;
import io.openelb.api.SpeakerReport;
import io.openelb.api.Stranger;
import io.openelb.core.address.Ip;
import io.openelb.core.pool.NodeNetwork;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;

/**
 * What the nodes know of their segments, as the speakers' Leases tell. Without speakers nothing is
 * known.
 *
 * <p>Not safe for use by several threads at once.
 */
final class Networks {

  private final Sightings sightings;
  private final Map<String, NodeNetwork> byNode = new HashMap<>();
  private Map<Ip, String> strangers = Map.of();

  /**
   * Nothing is known yet.
   *
   * @param nanoTime monotonic
   */
  Networks(LongSupplier nanoTime) {
    sightings = new Sightings(nanoTime);
  }

  /**
   * Takes in a Lease that is new or was renewed.
   *
   * @return whether anything is otherwise now
   */
  boolean put(Lease lease) {
    boolean news = sightings.see(lease);
    Map<String, SpeakerReport> known = sightings.known();
    boolean moved = byNode.keySet().retainAll(known.keySet());
    if (news) {
      String node = SpeakerLease.node(lease.getMetadata().getName());
      NodeNetwork network = Objects.requireNonNull(known.get(node)).network();
      moved |= !network.equals(byNode.put(node, network));
    }
    return lookForStrangers(known.values()) || moved;
  }

  /** Takes in that a Lease is gone, which tells something when others are renewed. */
  void remove(Lease lease) {
    sightings.forget(lease);
  }

  /** Returns whether they are others than before. */
  private boolean lookForStrangers(Collection<SpeakerReport> known) {
    Map<Ip, String> before = strangers;
    // Leases are renewed all the time, and there are hardly ever any.
    strangers =
        known.stream().allMatch(report -> report.conflicts().isEmpty())
            ? Map.of()
            : Stranger.reported(sightings.living(), known).entrySet().stream()
                .collect(
                    Collectors.toUnmodifiableMap(
                        Map.Entry::getKey, entry -> entry.getValue().description()));
    return !strangers.equals(before);
  }

  /** What each node knows. */
  Map<String, NodeNetwork> byNode() {
    return Collections.unmodifiableMap(byNode);
  }

  /** The addresses that stations outside the cluster have, each with words that follow "is". */
  Map<Ip, String> strangers() {
    return strangers;
  }
}
