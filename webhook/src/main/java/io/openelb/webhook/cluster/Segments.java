package io.openelb.webhook.cluster;

import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.openelb.api.SpeakerLease;
import io.openelb.api.SpeakerReport;
import io.openelb.core.address.Cidr;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The segments that the nodes are on, as the speakers' Leases tell. Without speakers none is known.
 *
 * <p>Not safe for use by several threads at once.
 */
final class Segments {

  private static final Logger log = LoggerFactory.getLogger(Segments.class);

  private final Map<String, List<Cidr>> byNode = new HashMap<>();

  /**
   * Takes in a Lease that is new or was renewed. From one that can't be read nothing is learnt.
   *
   * @return whether the segments are others now
   */
  boolean put(Lease lease) {
    Optional<String> report = SpeakerLease.report(lease);
    if (report.isEmpty()) {
      return false;
    }
    try {
      List<Cidr> segments = SpeakerReport.parse(report.get()).segments();
      String node = SpeakerLease.node(lease.getMetadata().getName());
      return !segments.equals(byNode.put(node, segments));
    } catch (IllegalArgumentException e) {
      log.warn("lease {}: {}", lease.getMetadata().getName(), e.getMessage());
      return false;
    }
  }

  /**
   * Takes in that a Lease is gone.
   *
   * @return whether the segments are others now
   */
  boolean remove(String lease) {
    return byNode.remove(SpeakerLease.node(lease)) != null;
  }

  /** The addresses of each node's interfaces. */
  Map<String, List<Cidr>> byNode() {
    return Collections.unmodifiableMap(byNode);
  }
}
