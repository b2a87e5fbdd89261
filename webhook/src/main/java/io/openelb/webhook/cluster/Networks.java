package io.openelb.webhook.cluster;

import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.openelb.api.SpeakerLease;
import io.openelb.api.SpeakerReport;
import io.openelb.core.pool.NodeNetwork;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the nodes know of their segments, as the speakers' Leases tell. Without speakers nothing is
 * known.
 *
 * <p>Not safe for use by several threads at once.
 */
final class Networks {

  private static final Logger log = LoggerFactory.getLogger(Networks.class);

  private final Map<String, NodeNetwork> byNode = new HashMap<>();

  /**
   * Takes in a Lease that is new or was renewed. From one that can't be read nothing is learnt.
   *
   * @return whether anything is otherwise now
   */
  boolean put(Lease lease) {
    Optional<String> report = SpeakerLease.report(lease);
    if (report.isEmpty()) {
      return false;
    }
    try {
      NodeNetwork network = SpeakerReport.parse(report.get()).network();
      String node = SpeakerLease.node(lease.getMetadata().getName());
      return !network.equals(byNode.put(node, network));
    } catch (IllegalArgumentException e) {
      log.warn("lease {}: {}", lease.getMetadata().getName(), e.getMessage());
      return false;
    }
  }

  /**
   * Takes in that a Lease is gone.
   *
   * @return whether anything is otherwise now
   */
  boolean remove(String lease) {
    return byNode.remove(SpeakerLease.node(lease)) != null;
  }

  /** What each node knows. */
  Map<String, NodeNetwork> byNode() {
    return Collections.unmodifiableMap(byNode);
  }
}
