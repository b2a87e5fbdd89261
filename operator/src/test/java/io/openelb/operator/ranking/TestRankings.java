package io.openelb.operator.ranking;

import io.openelb.api.Eip;
import io.openelb.api.SpeakerReport;
import io.openelb.core.address.Ip;
import io.openelb.core.allocation.ServiceId;
import io.openelb.core.allocation.Tenant;
import io.openelb.core.pool.Pools;
import io.openelb.operator.cluster.NodeFacts;
import io.openelb.operator.eip.PoolKeeper;
import io.openelb.operator.speakers.Speakers.Speaker;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The rankings of a cluster of the nodes a, b and c, which all may answer. */
final class TestRankings {

  final Map<String, NodeFacts> nodes = new HashMap<>();
  final Map<String, Speaker> speakers = new HashMap<>();
  final Set<String> backends = new HashSet<>();
  private Pools pools = Pools.of(List.of());
  private long time;

  final Rankings rankings =
      new Rankings(
          () -> NodesView.of(nodes.values(), speakers), () -> pools, _ -> backends, () -> time);

  TestRankings() {
    for (String name : List.of("a", "b", "c")) {
      nodes.put(name, node(name, NodeFacts.Readiness.READY));
      speakers.put(name, speaker(name, List.of()));
    }
  }

  /** Has these Eips from now on, and no others. */
  void pools(Eip... eips) {
    PoolKeeper keeper = new PoolKeeper(kept -> pools = kept);
    keeper.putAll(List.of(eips));
  }

  /** A speaker reports that it has an address though another is the first. */
  void takesOver(String node, String address, String reason) {
    speakers.put(node, speaker(node, List.of(new SpeakerReport.TookOver(address, reason))));
  }

  void pass(int seconds) {
    time += Duration.ofSeconds(seconds).toNanos();
  }

  List<String> ranked(String service, String address, List<String> written) {
    return of(service, address, written).nodes();
  }

  Ranked of(String service, String address, List<String> written) {
    return rankings.of(tenant(service, false), List.of(Ip.of(address)), Set.of(), written);
  }

  Ranked local() {
    return rankings.of(tenant("s", true), List.of(Ip.of("192.168.0.91")), Set.of(), List.of());
  }

  static Tenant tenant(String name, boolean local) {
    return new Tenant(id(name), "uid-" + name, Instant.EPOCH, Set.of(), local);
  }

  static ServiceId id(String name) {
    return new ServiceId("shop", name);
  }

  static NodeFacts node(String name, NodeFacts.Readiness readiness) {
    return new NodeFacts(name, Map.of(), readiness, false, false, false, List.of());
  }

  static Speaker speaker(String node, List<SpeakerReport.TookOver> tookOver) {
    return new Speaker(
        new SpeakerReport(
            node,
            "b1",
            true,
            List.of(
                new SpeakerReport.Interface(
                    "eth0", "", true, List.of("192.168.0.3/24", "fd00::3/64"))),
            null,
            null,
            tookOver,
            false,
            null,
            null,
            null),
        true,
        true);
  }
}
