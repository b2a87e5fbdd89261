package io.openelb.operator.ranking;

import static io.openelb.operator.ranking.TestRankings.id;
import static io.openelb.operator.ranking.TestRankings.node;
import static io.openelb.operator.ranking.TestRankings.tenant;
import static org.assertj.core.api.Assertions.assertThat;

import io.openelb.core.address.Ip;
import io.openelb.operator.cluster.NodeFacts;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Moves that nothing but an imbalance asks for. */
final class RebalanceTest {

  private final TestRankings at = new TestRankings();
  private final Rankings rankings = at.rankings;

  @Test
  void aRebalanceLevelsTheLoadsOneServiceAfterTheOther() {
    for (int i = 1; i <= 7; i++) {
      at.ranked("s" + i, "192.168.0." + i, List.of("a", "b", "c"));
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
    at.ranked("s1", "192.168.0.1", List.of("a", "b", "c"));
    at.ranked("s2", "192.168.0.2", List.of("a", "b", "c"));
    rest();

    assertThat(rankings.rebalance()).contains(id("s1"));

    Ranked ranked = at.of("s1", "192.168.0.1", List.of());
    assertThat(ranked.nodes()).containsExactly("b", "a", "c");
    assertThat(ranked.reason()).isEqualTo("a answered for 2 addresses and b for 0");
  }

  @Test
  void levelLoadsAreLeftAlone() {
    at.ranked("s1", "192.168.0.1", List.of("a"));
    at.ranked("s2", "192.168.0.2", List.of("b"));
    rest();

    assertThat(rankings.rebalance()).isEmpty();
  }

  @Test
  void nothingIsMovedBeforeTheRankingsHaveSettled() {
    at.ranked("s1", "192.168.0.1", List.of("a"));
    at.ranked("s2", "192.168.0.2", List.of("a"));
    at.ranked("s3", "192.168.0.3", List.of("a"));
    assertThat(rankings.rebalance()).isEmpty();
    rest();
    assertThat(rankings.rebalance()).isPresent();

    rankings.rankAgain(100);
    assertThat(rankings.rebalance()).isEmpty();
  }

  @Test
  void nothingIsMovedWhileATakeoverIsReported() {
    at.ranked("s1", "192.168.0.1", List.of("a"));
    at.ranked("s2", "192.168.0.2", List.of("a"));
    at.takesOver("b", "192.168.0.9", "quiet");
    rest();

    assertThat(rankings.rebalance()).isEmpty();
  }

  @Test
  void nothingIsMovedByWhatWasNotRankedByYet() {
    at.ranked("s1", "192.168.0.1", List.of("a"));
    at.ranked("s2", "192.168.0.2", List.of("a"));
    rest();
    at.nodes.put("b", node("b", NodeFacts.Readiness.NOT_READY));

    assertThat(rankings.rebalance()).isEmpty();
    rankings.rankAgain(100);
    assertThat(rankings.rebalance()).isPresent();
    assertThat(firsts(2)).containsOnlyKeys("a", "c");
  }

  @Test
  void aLocalServiceIsMovedOnlyToANodeWithItsPods() {
    at.backends.add("a");
    at.local();
    at.ranked("t", "192.168.0.1", List.of("a"));
    rest();

    assertThat(rankings.rebalance()).contains(id("t"));
    rest();
    assertThat(rankings.rebalance()).isEmpty();
    assertThat(at.local().nodes()).containsExactly("a");
  }

  @Test
  void addressesThatMoveTogetherDoNotMoveToAndFro() {
    rankings.of(
        tenant("dual", false),
        List.of(Ip.of("192.168.0.1"), Ip.of("192.168.0.2")),
        Set.of(),
        List.of("a"));
    rest();

    assertThat(rankings.rebalance()).isEmpty();
  }

  private void rest() {
    at.pass(5);
    rankings.rankAgain(100);
  }

  private Map<String, Integer> firsts(int services) {
    Map<String, Integer> firsts = new HashMap<>();
    for (int i = 1; i <= services; i++) {
      firsts.merge(at.ranked("s" + i, "192.168.0." + i, List.of()).getFirst(), 1, Integer::sum);
    }
    return firsts;
  }
}
