package io.openelb.operator.ranking;

import static org.assertj.core.api.Assertions.assertThat;

import io.openelb.api.SpeakerReport;
import io.openelb.core.address.Ip;
import io.openelb.core.allocation.Grant;
import io.openelb.core.allocation.ServiceId;
import io.openelb.core.allocation.Tenant;
import io.openelb.core.pool.Pools;
import io.openelb.operator.cluster.NodeFacts;
import io.openelb.operator.speakers.Speakers.Speaker;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class RankingsTest {

  private final Map<String, NodeFacts> nodes = new HashMap<>();
  private final Map<String, Speaker> speakers = new HashMap<>();
  private final Set<String> backends = new HashSet<>();
  private final Pools pools = Pools.of(List.of());
  private long time;

  private final Rankings rankings =
      new Rankings(() -> View.of(nodes.values(), speakers), () -> pools, _ -> backends, () -> time);

  @BeforeEach
  void threeNodes() {
    for (String name : List.of("a", "b", "c")) {
      nodes.put(name, node(name, NodeFacts.Readiness.READY));
      speakers.put(name, speaker(name, List.of()));
    }
  }

  @Test
  void newServicesAreSpread() {
    Set<String> firsts = new HashSet<>();
    for (int i = 1; i <= 3; i++) {
      firsts.add(ranked("s" + i, "192.168.0." + i, List.of()).getFirst());
    }

    assertThat(firsts).containsExactlyInAnyOrder("a", "b", "c");
  }

  @Test
  void whatIsWrittenIsBelievedOnceAndNotAgain() {
    assertThat(ranked("s", "192.168.0.91", List.of("c", "b"))).startsWith("c", "b");
    assertThat(ranked("s", "192.168.0.91", List.of("evil"))).startsWith("c", "b");
  }

  @Test
  void theFirstPlaceMovesWhenItsNodeMayNotAnswer() {
    ranked("s", "192.168.0.91", List.of("c", "b", "a"));
    nodes.put("c", node("c", NodeFacts.Readiness.NOT_READY));

    assertThat(rankings.rankAgain(0)).containsExactly(id("s"));
    Ranked ranked = of("s", "192.168.0.91", List.of());
    assertThat(ranked.nodes()).startsWith("b", "a");
    assertThat(ranked.reason()).isEqualTo("c is not ready");
  }

  @Test
  void whatChangesBehindTheFirstPlaceComesInBulk() {
    ranked("s", "192.168.0.91", List.of("c", "b", "a"));
    ranked("t", "192.168.0.92", List.of("c", "b", "a"));
    nodes.put("a", node("a", NodeFacts.Readiness.NOT_READY));

    assertThat(rankings.rankAgain(0)).isEmpty();
    assertThat(rankings.rankAgain(1)).hasSize(1);
    assertThat(rankings.rankAgain(1)).hasSize(1);
    assertThat(rankings.rankAgain(1)).isEmpty();
  }

  @Test
  void aTakeoverIsFollowedOnceTheRankingHasSettled() {
    ranked("s", "192.168.0.91", List.of("c", "b", "a"));
    speakers.put(
        "b",
        speaker(
            "b", List.of(new SpeakerReport.TookOver("192.168.0.91", "c was silent for 340 ms"))));

    assertThat(rankings.rankAgain(0)).isEmpty();
    pass(4);
    assertThat(rankings.rankAgain(0)).isEmpty();
    pass(1);
    assertThat(rankings.rankAgain(0)).containsExactly(id("s"));

    Ranked ranked = of("s", "192.168.0.91", List.of());
    assertThat(ranked.nodes()).startsWith("b");
    assertThat(ranked.reason()).isEqualTo("c was silent for 340 ms; took over from c");
  }

  @Test
  void aTakeoverThatStandsBeforeTheRankingIsFollowedWithoutAnyOtherChange() {
    speakers.put("b", speaker("b", List.of(new SpeakerReport.TookOver("192.168.0.91", "quiet"))));
    rankings.rankAgain(0);
    ranked("s", "192.168.0.91", List.of("c", "b", "a"));

    pass(4);
    assertThat(rankings.rankAgain(0)).isEmpty();
    pass(1);
    assertThat(rankings.rankAgain(0)).containsExactly(id("s"));
    assertThat(ranked("s", "192.168.0.91", List.of())).startsWith("b");
  }

  @Test
  void aTakeoverThatStandsWhenTheFirstPlaceMovesElsewhereIsFollowedLater() {
    ranked("s", "192.168.0.91", List.of("c", "b", "a"));
    pass(60);
    speakers.put("a", speaker("a", List.of(new SpeakerReport.TookOver("192.168.0.91", "quiet"))));
    nodes.put("c", node("c", NodeFacts.Readiness.NOT_READY));
    assertThat(rankings.rankAgain(0)).containsExactly(id("s"));
    assertThat(ranked("s", "192.168.0.91", List.of())).startsWith("b");

    pass(5);
    assertThat(rankings.rankAgain(0)).containsExactly(id("s"));
    assertThat(ranked("s", "192.168.0.91", List.of())).startsWith("a");
  }

  @Test
  void aTakeoverThatHasNotLastedIsNotFollowed() {
    ranked("s", "192.168.0.91", List.of("c", "b", "a"));
    pass(60);
    speakers.put("b", speaker("b", List.of(new SpeakerReport.TookOver("192.168.0.91", "quiet"))));
    rankings.rankAgain(0);
    pass(2);
    speakers.put("b", speaker("b", List.of()));
    speakers.put("a", speaker("a", List.of(new SpeakerReport.TookOver("192.168.0.91", "quiet"))));
    rankings.rankAgain(0);
    pass(2);
    assertThat(rankings.rankAgain(0)).isEmpty();

    pass(1);
    assertThat(rankings.rankAgain(0)).containsExactly(id("s"));
    assertThat(ranked("s", "192.168.0.91", List.of())).startsWith("a");
  }

  @Test
  void aLocalServiceFollowsItsPodsAndMayHaveNobody() {
    backends.add("b");
    assertThat(local().nodes()).containsExactly("b");
    rankings.rankAgain(0);

    backends.clear();
    assertThat(rankings.endpointsMoved(id("s"))).isTrue();
    assertThat(rankings.rankAgain(0)).containsExactly(id("s"));
    assertThat(local().nodes()).isEmpty();

    backends.add("a");
    rankings.endpointsMoved(id("s"));
    rankings.rankAgain(0);
    assertThat(local().nodes()).containsExactly("a");
  }

  @Test
  void whereNothingMovedNothingIsRankedAgain() {
    backends.add("b");
    local();
    rankings.rankAgain(0);

    backends.add("c");
    assertThat(rankings.rankAgain(100)).isEmpty();
    assertThat(local().nodes()).containsExactly("b");
  }

  @Test
  void endpointsConcernOnlyLocalServices() {
    ranked("s", "192.168.0.91", List.of());

    assertThat(rankings.endpointsMoved(id("s"))).isFalse();
    assertThat(rankings.endpointsMoved(id("unknown"))).isFalse();
  }

  @Test
  void whenNobodyIsHeardOfNothingMoves() {
    List<String> before = new ArrayList<>(ranked("s", "192.168.0.91", List.of()));
    speakers.replaceAll((_, speaker) -> new Speaker(speaker.report(), false, false));

    assertThat(rankings.rankAgain(100)).isEmpty();
    assertThat(ranked("s", "192.168.0.91", List.of())).isEqualTo(before);
  }

  @Test
  void aRebalanceLevelsTheLoadsOneServiceAfterTheOther() {
    for (int i = 1; i <= 7; i++) {
      ranked("s" + i, "192.168.0." + i, List.of("a", "b", "c"));
    }
    rest();

    int moves = 0;
    while (rankings.rebalance().isPresent()) {
      moves++;
      rest();
    }

    assertThat(moves).isEqualTo(4);
    assertThat(firsts(7)).containsOnlyKeys("a", "b", "c");
    assertThat(firsts(7).values()).allMatch(count -> count <= 3);
  }

  @Test
  void aRebalanceSaysWhy() {
    ranked("s1", "192.168.0.1", List.of("a", "b", "c"));
    ranked("s2", "192.168.0.2", List.of("a", "b", "c"));
    rest();

    assertThat(rankings.rebalance()).contains(id("s1"));

    Ranked ranked = of("s1", "192.168.0.1", List.of());
    assertThat(ranked.nodes()).containsExactly("b", "a", "c");
    assertThat(ranked.reason()).isEqualTo("a answered for 2 addresses and b for 0");
  }

  @Test
  void levelLoadsAreLeftAlone() {
    ranked("s1", "192.168.0.1", List.of("a"));
    ranked("s2", "192.168.0.2", List.of("b"));
    rest();

    assertThat(rankings.rebalance()).isEmpty();
  }

  @Test
  void nothingIsMovedBeforeTheRankingsHaveSettled() {
    ranked("s1", "192.168.0.1", List.of("a"));
    ranked("s2", "192.168.0.2", List.of("a"));
    ranked("s3", "192.168.0.3", List.of("a"));
    assertThat(rankings.rebalance()).isEmpty();
    rest();
    assertThat(rankings.rebalance()).isPresent();

    rankings.rankAgain(100);
    assertThat(rankings.rebalance()).isEmpty();
  }

  @Test
  void nothingIsMovedWhileATakeoverIsReported() {
    ranked("s1", "192.168.0.1", List.of("a"));
    ranked("s2", "192.168.0.2", List.of("a"));
    speakers.put("b", speaker("b", List.of(new SpeakerReport.TookOver("192.168.0.9", "quiet"))));
    rest();

    assertThat(rankings.rebalance()).isEmpty();
  }

  @Test
  void nothingIsMovedByWhatWasNotRankedByYet() {
    ranked("s1", "192.168.0.1", List.of("a"));
    ranked("s2", "192.168.0.2", List.of("a"));
    rest();
    nodes.put("b", node("b", NodeFacts.Readiness.NOT_READY));

    assertThat(rankings.rebalance()).isEmpty();
    rankings.rankAgain(100);
    assertThat(rankings.rebalance()).isPresent();
    assertThat(firsts(2)).containsOnlyKeys("a", "c");
  }

  @Test
  void aLocalServiceIsMovedOnlyToANodeWithItsPods() {
    backends.add("a");
    local();
    ranked("t", "192.168.0.1", List.of("a"));
    rest();

    assertThat(rankings.rebalance()).contains(id("t"));
    rest();
    assertThat(rankings.rebalance()).isEmpty();
    assertThat(local().nodes()).containsExactly("a");
  }

  @Test
  void addressesThatMoveTogetherDoNotMoveToAndFro() {
    rankings.of(
        tenant("dual", false),
        id("dual"),
        List.of(
            new Grant(Ip.of("192.168.0.1"), Optional.empty()),
            new Grant(Ip.of("192.168.0.2"), Optional.empty())),
        List.of("a"));
    rest();

    assertThat(rankings.rebalance()).isEmpty();
  }

  private void rest() {
    pass(5);
    rankings.rankAgain(100);
  }

  private Map<String, Integer> firsts(int services) {
    Map<String, Integer> firsts = new HashMap<>();
    for (int i = 1; i <= services; i++) {
      firsts.merge(ranked("s" + i, "192.168.0." + i, List.of()).getFirst(), 1, Integer::sum);
    }
    return firsts;
  }

  @Test
  void whoSharesAnAddressHasTheRankingOfTheEldest() {
    List<String> eldest = ranked("s", "192.168.0.91", List.of("c", "b", "a"));

    Ranked shared = rankings.of(tenant("t", false), id("s"), grants("192.168.0.91"), List.of("a"));
    assertThat(shared.nodes()).isEqualTo(eldest);
  }

  private void pass(int seconds) {
    time += Duration.ofSeconds(seconds).toNanos();
  }

  private List<String> ranked(String service, String address, List<String> written) {
    return of(service, address, written).nodes();
  }

  private Ranked of(String service, String address, List<String> written) {
    return rankings.of(tenant(service, false), id(service), grants(address), written);
  }

  private Ranked local() {
    return rankings.of(tenant("s", true), id("s"), grants("192.168.0.91"), List.of());
  }

  private static List<Grant> grants(String address) {
    return List.of(new Grant(Ip.of(address), Optional.empty()));
  }

  private static Tenant tenant(String name, boolean local) {
    return new Tenant(id(name), "uid-" + name, Instant.EPOCH, Set.of(), local);
  }

  private static ServiceId id(String name) {
    return new ServiceId("shop", name);
  }

  private static NodeFacts node(String name, NodeFacts.Readiness readiness) {
    return new NodeFacts(name, Map.of(), readiness, false, false, false, List.of());
  }

  private static Speaker speaker(String node, List<SpeakerReport.TookOver> tookOver) {
    return new Speaker(
        new SpeakerReport(
            node,
            "b1",
            true,
            List.of(new SpeakerReport.Interface("eth0", "", true, List.of("192.168.0.3/24"))),
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
