package io.openelb.operator.ranking;

import static io.openelb.operator.ranking.TestRankings.id;
import static io.openelb.operator.ranking.TestRankings.node;
import static io.openelb.operator.ranking.TestRankings.speaker;
import static io.openelb.operator.ranking.TestRankings.tenant;
import static org.assertj.core.api.Assertions.assertThat;

import io.openelb.core.address.Ip;
import io.openelb.operator.cluster.NodeFacts;
import io.openelb.operator.speakers.Speakers.Speaker;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class RankingsTest {

  private final TestRankings at = new TestRankings();
  private final Rankings rankings = at.rankings;

  @Test
  void newServicesAreSpread() {
    Set<String> firsts = new HashSet<>();
    for (int i = 1; i <= 3; i++) {
      firsts.add(at.ranked("s" + i, "192.168.0." + i, List.of()).getFirst());
    }

    assertThat(firsts).containsExactlyInAnyOrder("a", "b", "c");
  }

  @Test
  void whatIsWrittenIsBelievedOnceAndNotAgain() {
    assertThat(at.ranked("s", "192.168.0.91", List.of("c", "b"))).startsWith("c", "b");
    assertThat(at.ranked("s", "192.168.0.91", List.of("evil"))).startsWith("c", "b");
  }

  @Test
  void theFirstPlaceMovesWhenItsNodeMayNotAnswer() {
    at.ranked("s", "192.168.0.91", List.of("c", "b", "a"));
    at.nodes.put("c", node("c", NodeFacts.Readiness.NOT_READY));

    assertThat(rankings.rankAgain(0)).containsExactly(id("s"));
    Ranked ranked = at.of("s", "192.168.0.91", List.of());
    assertThat(ranked.nodes()).startsWith("b", "a");
    assertThat(ranked.reason()).isEqualTo("c is not ready");
  }

  @Test
  void whatChangesBehindTheFirstPlaceComesInBulk() {
    at.ranked("s", "192.168.0.91", List.of("c", "b", "a"));
    at.ranked("t", "192.168.0.92", List.of("c", "b", "a"));
    at.nodes.put("a", node("a", NodeFacts.Readiness.NOT_READY));

    assertThat(rankings.rankAgain(0)).isEmpty();
    assertThat(rankings.rankAgain(1)).hasSize(1);
    assertThat(rankings.rankAgain(1)).hasSize(1);
    assertThat(rankings.rankAgain(1)).isEmpty();
  }

  @Test
  void aTakeoverIsFollowedOnceTheRankingHasSettled() {
    at.ranked("s", "192.168.0.91", List.of("c", "b", "a"));
    at.takesOver("b", "192.168.0.91", "c was silent for 340 ms; took over from it");

    assertThat(rankings.rankAgain(0)).isEmpty();
    at.pass(4);
    assertThat(rankings.rankAgain(0)).isEmpty();
    at.pass(1);
    assertThat(rankings.rankAgain(0)).containsExactly(id("s"));

    Ranked ranked = at.of("s", "192.168.0.91", List.of());
    assertThat(ranked.nodes()).startsWith("b");
    assertThat(ranked.reason()).isEqualTo("c was silent for 340 ms; took over from it");
  }

  @Test
  void aTakeoverThatStandsBeforeTheRankingIsFollowedWithoutAnyOtherChange() {
    at.takesOver("b", "192.168.0.91", "quiet");
    rankings.rankAgain(0);
    at.ranked("s", "192.168.0.91", List.of("c", "b", "a"));

    at.pass(4);
    assertThat(rankings.rankAgain(0)).isEmpty();
    at.pass(1);
    assertThat(rankings.rankAgain(0)).containsExactly(id("s"));
    Ranked ranked = at.of("s", "192.168.0.91", List.of());
    assertThat(ranked.nodes()).startsWith("b");
    assertThat(ranked.reason()).isEqualTo("quiet; took over from c");
  }

  @Test
  void aTakeoverThatStandsWhenTheFirstPlaceMovesElsewhereIsFollowedLater() {
    at.ranked("s", "192.168.0.91", List.of("c", "b", "a"));
    at.pass(60);
    at.takesOver("a", "192.168.0.91", "quiet");
    at.nodes.put("c", node("c", NodeFacts.Readiness.NOT_READY));
    assertThat(rankings.rankAgain(0)).containsExactly(id("s"));
    assertThat(at.ranked("s", "192.168.0.91", List.of())).startsWith("b");

    at.pass(5);
    assertThat(rankings.rankAgain(0)).containsExactly(id("s"));
    assertThat(at.ranked("s", "192.168.0.91", List.of())).startsWith("a");
  }

  @Test
  void ofTwoThatTookOverTheOneIsFollowedThatItsPeersHear() {
    at.ranked("s", "192.168.0.91", List.of("c", "b", "a"));
    at.pass(60);
    at.takesOver("a", "192.168.0.91", "c was silent");
    Speaker dead = Objects.requireNonNull(at.speakers.get("a"));
    at.speakers.put("a", new Speaker(dead.report(), true, false));
    at.takesOver("b", "192.168.0.91", "a was silent");

    rankings.rankAgain(0);
    at.pass(3);
    assertThat(rankings.rankAgain(0)).containsExactly(id("s"));
    assertThat(at.ranked("s", "192.168.0.91", List.of())).startsWith("b");
  }

  @Test
  void aTakeoverThatHasNotLastedIsNotFollowed() {
    at.ranked("s", "192.168.0.91", List.of("c", "b", "a"));
    at.pass(60);
    at.takesOver("b", "192.168.0.91", "quiet");
    rankings.rankAgain(0);
    at.pass(2);
    at.speakers.put("b", speaker("b", List.of()));
    at.takesOver("a", "192.168.0.91", "quiet");
    rankings.rankAgain(0);
    at.pass(2);
    assertThat(rankings.rankAgain(0)).isEmpty();

    at.pass(1);
    assertThat(rankings.rankAgain(0)).containsExactly(id("s"));
    assertThat(at.ranked("s", "192.168.0.91", List.of())).startsWith("a");
  }

  @Test
  void aLocalServiceFollowsItsPodsAndMayHaveNobody() {
    at.backends.add("b");
    assertThat(at.local().nodes()).containsExactly("b");
    rankings.rankAgain(0);

    at.backends.clear();
    assertThat(rankings.endpointsMoved(id("s"))).isTrue();
    assertThat(rankings.rankAgain(0)).containsExactly(id("s"));
    assertThat(at.local())
        .isEqualTo(
            new Ranked(
                List.of(),
                "a has no ready endpoint, b has no ready endpoint, c has no ready endpoint"));

    at.backends.add("a");
    rankings.endpointsMoved(id("s"));
    rankings.rankAgain(0);
    assertThat(at.local()).isEqualTo(new Ranked(List.of("a"), ""));
  }

  @Test
  void oneMoreAddressMovesNone() {
    at.ranked("s", "192.168.0.91", List.of("c", "b", "a"));

    List<Ip> both = List.of(Ip.of("192.168.0.91"), Ip.of("192.168.0.92"));
    assertThat(rankings.of(tenant("s", false), both, Set.of(), List.of()).nodes())
        .startsWith("c", "b", "a");
  }

  @Test
  void whereNothingMovedNothingIsRankedAgain() {
    at.backends.add("b");
    at.local();
    rankings.rankAgain(0);

    at.backends.add("c");
    assertThat(rankings.rankAgain(100)).isEmpty();
    assertThat(at.local().nodes()).containsExactly("b");
  }

  @Test
  void aTakeoverConcernsItsOwnAddressAlone() {
    at.backends.add("b");
    at.local();
    rankings.rankAgain(0);

    at.backends.add("c");
    at.takesOver("a", "192.168.0.99", "quiet");
    assertThat(rankings.rankAgain(100)).isEmpty();
    assertThat(at.local().nodes()).containsExactly("b");
  }

  @Test
  void endpointsConcernOnlyLocalServices() {
    at.ranked("s", "192.168.0.91", List.of());

    assertThat(rankings.endpointsMoved(id("s"))).isFalse();
    assertThat(rankings.endpointsMoved(id("unknown"))).isFalse();
  }

  @Test
  void whenNobodyIsHeardOfNothingMoves() {
    List<String> before = new ArrayList<>(at.ranked("s", "192.168.0.91", List.of()));
    at.speakers.replaceAll((_, speaker) -> new Speaker(speaker.report(), false, false));

    assertThat(rankings.rankAgain(100)).isEmpty();
    assertThat(at.ranked("s", "192.168.0.91", List.of())).isEqualTo(before);
  }

  @Test
  void whoSharesAnAddressHasTheRankingOfTheEldest() {
    List<String> eldest = at.ranked("s", "192.168.0.91", List.of("c", "b", "a"));

    Ranked shared = rankings.like(id("s"), id("t"), List.of("a"));
    assertThat(shared.nodes()).isEqualTo(eldest);
  }

  @Test
  void whoeverAskedBeforeItsEldestWasRankedIsRankedAgain() {
    assertThat(sharing("s").nodes()).isEmpty();
    assertThat(rankings.rankAgain(0)).isEmpty();
    List<String> eldest = at.ranked("s", "192.168.0.91", List.of("c", "b", "a"));

    assertThat(rankings.rankAgain(0)).containsExactly(id("t"));
    assertThat(rankings.rankAgain(0)).as("once").isEmpty();
    assertThat(sharing("s").nodes()).isEqualTo(eldest);
    assertThat(rankings.rankAgain(0)).isEmpty();
  }

  @Test
  void whoKeepsItsRankingUntilItsEldestIsRankedHandsItOn() {
    at.ranked("t", "192.168.0.91", List.of("c", "b", "a"));

    assertThat(sharing("s").nodes()).startsWith("c", "b");
    Ranked eldest =
        rankings.of(tenant("s", false), List.of(Ip.of("192.168.0.91")), Set.of(id("t")), List.of());
    assertThat(eldest.nodes()).startsWith("c", "b");
    assertThat(sharing("s").nodes()).isEqualTo(eldest.nodes());
  }

  @Test
  void whoeverIsGoneBeforeItsEldestWasRankedIsNotRankedAgain() {
    assertThat(sharing("s").nodes()).isEmpty();

    rankings.forget(id("t"));

    at.ranked("s", "192.168.0.91", List.of("c", "b", "a"));
    assertThat(rankings.rankAgain(0)).isEmpty();
  }

  /** What a Service gets that shares the address of another. */
  private Ranked sharing(String eldest) {
    return rankings.like(id(eldest), id("t"), List.of());
  }
}
