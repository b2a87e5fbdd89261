package io.openelb.operator.ranking;

import static org.assertj.core.api.Assertions.assertThat;

import io.openelb.api.SpeakerReport;
import io.openelb.core.address.AddressSet;
import io.openelb.core.address.Ip;
import io.openelb.core.announcement.NodeRanking.Fitness;
import io.openelb.core.pool.InterfaceSelector;
import io.openelb.core.pool.LabelSelector;
import io.openelb.core.pool.Pool;
import io.openelb.operator.cluster.NodeFacts;
import io.openelb.operator.cluster.NodeFacts.Readiness;
import io.openelb.operator.ranking.Eligibility.Demand;
import io.openelb.operator.speakers.Speakers.Speaker;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

final class EligibilityTest {

  private static final Ip ADDRESS = Ip.of("192.168.0.91");
  private static final NodeFacts GOOD = node(Readiness.READY, false, false, false);
  private static final Optional<Speaker> HEALTHY = speaker(true, true, false, true);
  private static final InterfaceSelector BY_SUBNET = new InterfaceSelector.BySubnet();

  static Stream<Arguments> rows() {
    return Stream.of(
        row("all is well", GOOD, HEALTHY, demand(BY_SUBNET), Fitness.FIT, ""),
        row(
            "excluded by label",
            node(Readiness.READY, false, true, false),
            HEALTHY,
            demand(BY_SUBNET),
            Fitness.BARRED,
            "is excluded from external load balancers by label"),
        row(
            "out of service",
            node(Readiness.READY, false, false, true),
            HEALTHY,
            demand(BY_SUBNET),
            Fitness.BARRED,
            "is tainted out of service"),
        row(
            "not ready",
            node(Readiness.NOT_READY, false, false, false),
            HEALTHY,
            demand(BY_SUBNET),
            Fitness.UNFIT,
            "is not ready"),
        row(
            "no network",
            node(Readiness.READY, true, false, false),
            HEALTHY,
            demand(BY_SUBNET),
            Fitness.UNFIT,
            "has no network"),
        row(
            "a kubelet that is not heard of, though peers hear the speaker",
            node(Readiness.UNKNOWN, false, false, false),
            HEALTHY,
            demand(BY_SUBNET),
            Fitness.HEARD,
            "has a kubelet that is not heard of"),
        row(
            "no speaker",
            GOOD,
            Optional.empty(),
            demand(BY_SUBNET),
            Fitness.UNFIT,
            "has no speaker"),
        row(
            "Layer 2 off",
            GOOD,
            speaker(false, true, false, true),
            demand(BY_SUBNET),
            Fitness.BARRED,
            "has Layer 2 mode switched off"),
        row(
            "releasing",
            GOOD,
            speaker(true, true, true, true),
            demand(BY_SUBNET),
            Fitness.DOWN,
            "hands its addresses over"),
        row(
            "a dead speaker that nobody hears",
            GOOD,
            speaker(true, false, false, false),
            demand(BY_SUBNET),
            Fitness.SILENT,
            "has a speaker that is not heard of"),
        row(
            "a dead Lease, but peers hear the speaker",
            GOOD,
            speaker(true, false, false, true),
            demand(BY_SUBNET),
            Fitness.HEARD,
            "has a speaker that is not heard of"),
        row(
            "the named interface",
            GOOD,
            HEALTHY,
            demand(new InterfaceSelector.Named("eth0")),
            Fitness.FIT,
            ""),
        row(
            "without the named interface",
            GOOD,
            HEALTHY,
            demand(new InterfaceSelector.Named("eth1")),
            Fitness.UNFIT,
            "has no interface for 192.168.0.91"),
        row(
            "an interface that is down",
            GOOD,
            HEALTHY,
            demand(new InterfaceSelector.Named("eth9")),
            Fitness.DOWN,
            "has its interface for 192.168.0.91 down"),
        row(
            "an interface that is down, of a dead speaker",
            GOOD,
            speaker(true, false, false, false),
            demand(new InterfaceSelector.Named("eth9")),
            Fitness.SILENT,
            "has a speaker that is not heard of"),
        row(
            "an address of another segment",
            GOOD,
            HEALTHY,
            new Demand(Map.of(Ip.of("10.0.0.1"), Optional.empty()), Optional.empty()),
            Fitness.UNFIT,
            "has no interface for 10.0.0.1"),
        row(
            "not selected",
            GOOD,
            HEALTHY,
            new Demand(
                Map.of(
                    ADDRESS,
                    Optional.of(pool(BY_SUBNET, LabelSelector.ofLabels(Map.of("rack", "2"))))),
                Optional.empty()),
            Fitness.BARRED,
            "is not selected by the nodeSelector of Eip layer2-eip"),
        row(
            "without a pod of a Local Service",
            GOOD,
            HEALTHY,
            new Demand(
                Map.of(ADDRESS, Optional.of(pool(BY_SUBNET, null))), Optional.of(Set.of("other"))),
            Fitness.UNFIT,
            "has no ready endpoint"),
        row(
            "with a pod of a Local Service",
            GOOD,
            HEALTHY,
            new Demand(
                Map.of(ADDRESS, Optional.of(pool(BY_SUBNET, null))), Optional.of(Set.of("node"))),
            Fitness.FIT,
            ""));
  }

  private static Arguments row(
      String what,
      NodeFacts node,
      Optional<Speaker> speaker,
      Demand demand,
      Fitness fitness,
      String reason) {
    return Arguments.of(what, node, speaker, demand, new NodeFitness(fitness, reason));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("rows")
  void aNodeIsJudged(
      String what, NodeFacts node, Optional<Speaker> speaker, Demand demand, NodeFitness expected) {
    Map<String, Speaker> speakers = speaker.map(s -> Map.of("node", s)).orElse(Map.of());

    assertThat(Eligibility.assess(NodesView.of(List.of(node), speakers).nodes().getFirst(), demand))
        .isEqualTo(expected);
  }

  private static Demand demand(InterfaceSelector selector) {
    return new Demand(Map.of(ADDRESS, Optional.of(pool(selector, null))), Optional.empty());
  }

  private static Pool pool(InterfaceSelector selector, @Nullable LabelSelector nodes) {
    AddressSet addresses = AddressSet.of("192.168.0.91-192.168.0.100");
    return new Pool(
        "layer2-eip",
        Instant.EPOCH,
        addresses,
        addresses,
        new TreeMap<>(),
        selector,
        false,
        0,
        Set.of(),
        null,
        nodes,
        false,
        true);
  }

  private static NodeFacts node(
      Readiness readiness, boolean noNetwork, boolean excluded, boolean outOfService) {
    return new NodeFacts(
        "node", Map.of("rack", "1"), readiness, noNetwork, excluded, outOfService, List.of());
  }

  private static Optional<Speaker> speaker(
      boolean layer2, boolean alive, boolean releasing, boolean heard) {
    SpeakerReport report =
        new SpeakerReport(
            "node",
            "b1",
            layer2,
            List.of(
                new SpeakerReport.Interface("eth0", "", true, List.of("192.168.0.3/24")),
                new SpeakerReport.Interface("eth9", "", false, List.of("192.168.0.4/24"))),
            null,
            null,
            null,
            releasing,
            null,
            null,
            null);
    return Optional.of(new Speaker(report, alive, heard));
  }
}
