package io.openelb.operator.eip;

import io.openelb.api.SpeakerReport;
import io.openelb.core.address.Cidr;
import io.openelb.core.address.Ip;
import io.openelb.core.pool.Reserved;
import io.openelb.operator.cluster.NodeFacts;
import io.openelb.operator.speakers.Speakers.Speaker;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What else lives on the segments, as nodes and speakers say. */
public final class Surroundings {

  private Surroundings() {}

  /** The addresses that no pool may give out: the nodes' own, and those that name a segment. */
  public static Reserved reserved(Collection<NodeFacts> nodes, Map<String, Speaker> speakers) {
    Map<String, List<Ip>> addresses = new HashMap<>();
    List<Cidr> segments = new ArrayList<>();
    for (NodeFacts node : nodes) {
      addresses.computeIfAbsent(node.name(), _ -> new ArrayList<>()).addAll(node.addresses());
    }
    speakers.forEach((node, speaker) -> {
      List<Cidr> own = segmentsOf(speaker.report());
      segments.addAll(own);
      addresses
          .computeIfAbsent(node, _ -> new ArrayList<>())
          .addAll(own.stream().map(Cidr::address).toList());
    });
    return Reserved.of(addresses, segments);
  }

  /**
   * An address without a segment says nothing: kube-proxy in IPVS mode keeps those that we give out
   * that way, and a Node tells its own anyhow.
   */
  private static List<Cidr> segmentsOf(SpeakerReport report) {
    return report.interfaces().stream()
        .flatMap(of -> of.segments().stream())
        .filter(cidr -> cidr.prefixLength() < cidr.address().family().bits())
        .toList();
  }
}
