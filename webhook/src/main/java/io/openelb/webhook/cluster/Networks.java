package io.openelb.webhook.cluster;

import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseSpec;
import io.openelb.api.SpeakerLease;
import io.openelb.api.SpeakerReport;
import io.openelb.api.Stranger;
import io.openelb.core.address.Ip;
import io.openelb.core.pool.NodeNetwork;
import java.time.Duration;
import java.time.ZonedDateTime;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
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

  private final LongSupplier nanoTime;
  private final Map<String, Heard> heard = new HashMap<>();
  private final Map<String, NodeNetwork> byNode = new HashMap<>();
  private Map<Ip, String> strangers = Map.of();
  private long lastSign;

  /**
   * What a speaker said.
   *
   * @param at when its Lease was first seen so
   */
  private record Heard(
      SpeakerReport report, Optional<ZonedDateTime> renewed, Duration lease, long at) {}

  /**
   * Nothing is known yet.
   *
   * @param nanoTime monotonic
   */
  Networks(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
  }

  /**
   * Takes in a Lease that is new or was renewed. From one that can't be read nothing is learnt.
   *
   * @return whether anything is otherwise now
   */
  boolean put(Lease lease) {
    Optional<String> text = SpeakerLease.report(lease);
    if (text.isEmpty()) {
      return false;
    }
    try {
      String node = SpeakerLease.node(lease.getMetadata().getName());
      SpeakerReport report = SpeakerReport.parse(text.get());
      NodeNetwork network = report.network();
      see(
          node,
          report,
          Optional.ofNullable(lease.getSpec()).map(LeaseSpec::getRenewTime),
          SpeakerLease.duration(lease));
      boolean moved = !network.equals(byNode.put(node, network));
      return lookForStrangers() || moved;
    } catch (IllegalArgumentException e) {
      log.warn("lease {}: {}", lease.getMetadata().getName(), e.getMessage());
      return false;
    }
  }

  private void see(
      String node, SpeakerReport report, Optional<ZonedDateTime> renewed, Duration lease) {
    Heard last = heard.get(node);
    // A list repeats what was said long ago.
    if (last == null || !last.report().equals(report) || !last.renewed().equals(renewed)) {
      lastSign = nanoTime.getAsLong();
      heard.put(node, new Heard(report, renewed, lease, lastSign));
    }
  }

  /**
   * Takes in that a Lease is gone.
   *
   * @return whether anything is otherwise now
   */
  boolean remove(String lease) {
    String node = SpeakerLease.node(lease);
    heard.remove(node);
    boolean moved = byNode.remove(node) != null;
    return lookForStrangers() || moved;
  }

  /** Returns whether they are others than before. */
  private boolean lookForStrangers() {
    Map<Ip, String> before = strangers;
    Collection<SpeakerReport> reports = heard.values().stream().map(Heard::report).toList();
    // Leases are renewed all the time, and there are hardly ever any.
    strangers =
        reports.stream().allMatch(report -> report.conflicts().isEmpty())
            ? Map.of()
            : Stranger.reported(living(), reports).entrySet().stream()
                .collect(
                    Collectors.toUnmodifiableMap(
                        Map.Entry::getKey, entry -> entry.getValue().description()));
    return !strangers.equals(before);
  }

  /**
   * Those whose Lease had not ended when any was last renewed: while none is, the fault is more
   * likely ours than theirs.
   */
  private SortedMap<String, SpeakerReport> living() {
    SortedMap<String, SpeakerReport> living = new TreeMap<>();
    heard.forEach((node, speaker) -> {
      if (lastSign - speaker.at() <= speaker.lease().toNanos()) {
        living.put(node, speaker.report());
      }
    });
    return living;
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
