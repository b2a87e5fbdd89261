package io.openelb.operator.ranking;

import io.openelb.api.SpeakerReport;
import io.openelb.core.address.Cidr;
import io.openelb.core.address.Ip;
import io.openelb.operator.cluster.NodeFacts;
import io.openelb.operator.speakers.Speakers.Speaker;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Nodes and speakers at one moment, read once for many addresses.
 *
 * @param nodes every node
 * @param takeovers which node took an address over, and why, as its living speaker says
 */
record NodesView(List<NodeView> nodes, Map<Ip, Takeover> takeovers) {

  /** A node that took an address over. */
  record Takeover(String node, String reason) {}

  /**
   * A node with what its speaker says of itself: nothing of what it took over, which changes more
   * often, and concerns the addresses alone.
   *
   * @param speaker empty when none was ever heard of
   * @param interfaces those that it could announce on
   */
  record NodeView(NodeFacts facts, Optional<Presence> speaker, List<Interface> interfaces) {

    String name() {
      return facts.name();
    }
  }

  /**
   * A speaker.
   *
   * @param alive whether its Lease was renewed lately
   * @param heard whether a living peer hears it on the segment
   * @param layer2 whether it answers at all
   * @param releasing whether it is handing its addresses over
   */
  record Presence(boolean alive, boolean heard, boolean layer2, boolean releasing) {

    private static Presence of(Speaker speaker) {
      SpeakerReport report = speaker.report();
      return new Presence(speaker.alive(), speaker.heard(), report.layer2(), report.releasing());
    }
  }

  /**
   * An interface.
   *
   * @param up whether it is up and has a carrier
   * @param segments that it is on
   */
  record Interface(String name, boolean up, List<Cidr> segments) {

    boolean isOnSegmentOf(Ip address) {
      return segments.stream()
          .anyMatch(segment ->
              segment.address().family() == address.family() && segment.range().contains(address));
    }
  }

  static NodesView of(Collection<NodeFacts> nodes, Map<String, Speaker> speakers) {
    List<NodeView> views =
        nodes.stream()
            .map(node -> node(node, Optional.ofNullable(speakers.get(node.name()))))
            .toList();
    Map<Ip, Takeover> takeovers = new TreeMap<>();
    // Of two that say so one may have died since, which its Lease tells late, and its peers soon.
    speakers.entrySet().stream()
        .filter(one -> one.getValue().alive())
        .sorted(Comparator.comparing(one -> !one.getValue().heard()))
        .forEach(one ->
            takeovers(one.getKey(), one.getValue().report()).forEach(takeovers::putIfAbsent));
    return new NodesView(views, takeovers);
  }

  private static NodeView node(NodeFacts facts, Optional<Speaker> speaker) {
    List<Interface> interfaces =
        speaker.stream()
            .flatMap(present -> present.report().interfaces().stream())
            .map(each -> new Interface(each.name(), each.up(), each.segments()))
            .toList();
    return new NodeView(facts, speaker.map(Presence::of), interfaces);
  }

  private static Map<Ip, Takeover> takeovers(String node, SpeakerReport report) {
    Map<Ip, Takeover> takeovers = new TreeMap<>();
    for (SpeakerReport.TookOver taken : report.tookOver()) {
      Takeover takeover = new Takeover(node, taken.reason());
      taken.each().forEach(ip -> takeovers.put(ip, takeover));
    }
    return takeovers;
  }
}
