package io.openelb.core.announcement;

import static io.openelb.core.announcement.NodeRanking.Fitness.BARRED;
import static io.openelb.core.announcement.NodeRanking.Fitness.DOWN;
import static io.openelb.core.announcement.NodeRanking.Fitness.FIT;
import static io.openelb.core.announcement.NodeRanking.Fitness.HEARD;
import static io.openelb.core.announcement.NodeRanking.Fitness.SILENT;
import static io.openelb.core.announcement.NodeRanking.Fitness.UNFIT;
import static org.assertj.core.api.Assertions.assertThat;

import io.openelb.core.announcement.NodeRanking.Candidate;
import io.openelb.core.announcement.NodeRanking.Fitness;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

final class NodeRankingTest {

  private static final String ADDRESS = "192.168.0.91";

  static Stream<Arguments> firsts() {
    return Stream.of(
        row("who is first stays first", List.of("b", "a"), FIT, FIT, FIT, "b"),
        row("who is first stays first while it is heard", List.of("b", "a"), FIT, HEARD, FIT, "b"),
        row("the next takes a silent one's place", List.of("b", "c", "a"), FIT, SILENT, FIT, "c"),
        row("the next takes an unfit one's place", List.of("b", "c", "a"), FIT, UNFIT, FIT, "c"),
        row("who is only heard gets nothing new", List.of("b", "c", "a"), FIT, SILENT, HEARD, "a"),
        row("the next takes an unplugged one's place", List.of("b", "c"), FIT, DOWN, FIT, "c"),
        row("an unplugged one gets nothing new", List.of(), DOWN, UNFIT, FIT, "c"),
        row("a node that is gone is passed over", List.of("gone", "c"), FIT, FIT, FIT, "c"),
        row("nobody known: any that is fit", List.of(), UNFIT, UNFIT, FIT, "c"));
  }

  private static Arguments row(
      String what, List<String> last, Fitness a, Fitness b, Fitness c, String first) {
    return Arguments.of(what, last, candidates(a, b, c), first);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("firsts")
  void theFirst(String what, List<String> last, List<Candidate> candidates, String first) {
    assertThat(rank(last, candidates)).startsWith(first);
  }

  @Test
  void aTakeoverIsAdopted() {
    assertThat(
            NodeRanking.rank(
                ADDRESS, List.of("a", "b"), Optional.of("c"), candidates(FIT, FIT, FIT), false))
        .containsExactly("c", "a", "b");
  }

  @Test
  void aTakeoverByANodeThatIsOnlyHeardIsAdoptedToo() {
    assertThat(
            NodeRanking.rank(
                ADDRESS, List.of("a", "b"), Optional.of("c"), candidates(FIT, FIT, HEARD), false))
        .containsExactly("c", "a", "b");
  }

  @Test
  void aTakeoverByANodeThatMayNotAnswerIsNot() {
    assertThat(
            NodeRanking.rank(
                ADDRESS, List.of("a", "b"), Optional.of("c"), candidates(FIT, FIT, UNFIT), false))
        .containsExactly("a", "b");
  }

  @Test
  void theOrderBehindTheFirstStays() {
    assertThat(rank(List.of("c", "b", "a"), candidates(FIT, FIT, FIT)))
        .containsExactly("c", "b", "a");
  }

  @Test
  void whoIsHeardKeepsItsPlaceBehindTheFirst() {
    assertThat(rank(List.of("a", "b", "c"), candidates(FIT, HEARD, SILENT)))
        .containsExactly("a", "b");
    assertThat(rank(List.of("a", "c"), candidates(FIT, HEARD, FIT))).containsExactly("a", "c");
  }

  @Test
  void unpluggedNodesComeLast() {
    assertThat(rank(List.of("a", "b", "c"), candidates(DOWN, FIT, FIT)))
        .containsExactly("b", "c", "a");
    assertThat(rank(List.of("b", "c", "a"), candidates(FIT, FIT, FIT)))
        .as("plugged in again")
        .containsExactly("b", "c", "a");
  }

  @Test
  void aSwitchThatIsOffChangesNothing() {
    List<Candidate> all = candidates(DOWN, DOWN, DOWN);

    assertThat(rank(List.of("b", "c"), all)).containsExactly("b", "c");
    assertThat(NodeRanking.rank(ADDRESS, List.of("b", "c"), Optional.empty(), all, true))
        .containsExactly("b", "c");
    assertThat(rank(List.of(), all)).as("nobody can answer for a new address").isEmpty();
  }

  @Test
  void lostLivenessAloneNeverEmptiesARanking() {
    List<String> last = List.of("b", "a");

    assertThat(rank(last, candidates(SILENT, SILENT, UNFIT))).isEqualTo(last);
    assertThat(
            NodeRanking.rank(
                ADDRESS, last, Optional.empty(), candidates(SILENT, SILENT, UNFIT), true))
        .isEqualTo(last);
  }

  @Test
  void aDeadNodeDoesNotTakeThePlaceOfThoseThatAreUnfitForAMoment() {
    List<Candidate> now = candidates(UNFIT, UNFIT, SILENT);

    assertThat(rank(List.of("a", "b"), now)).containsExactly("a", "b", "c");
    assertThat(rank(List.of("a", "c", "b"), now)).containsExactly("c", "a", "b");
    assertThat(NodeRanking.rank(ADDRESS, List.of("a", "b"), Optional.empty(), now, true))
        .as("where nobody need answer")
        .containsExactly("c");
  }

  @Test
  void unfitNodesDoNotTakeAllPlaces() {
    List<String> last = List.of("a", "b", "c", "d", "e");
    List<Candidate> now = new ArrayList<>();
    last.forEach(node -> now.add(new Candidate(node, UNFIT, 0)));
    now.add(new Candidate("f", HEARD, 0));

    assertThat(rank(last, now)).containsExactly("a", "b", "c", "d", "f");
    now.set(0, new Candidate("a", SILENT, 0));
    assertThat(rank(last, now)).containsExactly("a", "b", "c", "d", "f");
    now.remove(1);
    assertThat(rank(last, now)).as("b is gone").containsExactly("a", "c", "d", "e", "f");
  }

  @Test
  void whereNoNodeIsFitWhoIsHeardIsRankedBeforeWhoIsSilent() {
    assertThat(rank(List.of(), candidates(SILENT, UNFIT, HEARD))).containsExactly("c", "a");
    assertThat(rank(List.of("a"), candidates(SILENT, SILENT, HEARD)))
        .as("behind those that were ranked")
        .containsExactly("a", "c", "b");
  }

  @Test
  void ofManyThatAreNotFitOnlyAFewAreRanked() {
    List<Candidate> silent =
        IntStream.range(0, 10).mapToObj(i -> new Candidate("node-" + i, SILENT, 0)).toList();

    assertThat(rank(List.of(), silent)).hasSize(NodeRanking.PLACES);
  }

  @Test
  void whenNoNodeMayAnswerTheLastRankingStaysUnlessItMayBeEmpty() {
    List<Candidate> none = candidates(UNFIT, UNFIT, UNFIT);

    assertThat(rank(List.of("b", "a"), none)).containsExactly("b", "a");
    assertThat(NodeRanking.rank(ADDRESS, List.of("b", "a"), Optional.empty(), none, true))
        .isEmpty();
  }

  @Test
  void whoIsBarredHasNoPlaceWhereNoNodeMayAnswer() {
    assertThat(rank(List.of("b", "a"), candidates(UNFIT, BARRED, BARRED))).containsExactly("a");
    assertThat(rank(List.of("b", "a"), candidates(BARRED, BARRED, BARRED))).isEmpty();
  }

  @Test
  void newAddressesAreSpreadEvenly() {
    List<String> nodes = List.of("a", "b", "c");
    Map<String, Integer> load = new HashMap<>();
    for (int i = 0; i < 100; i++) {
      List<Candidate> candidates =
          nodes.stream().map(n -> new Candidate(n, FIT, load.getOrDefault(n, 0))).toList();
      String address = "192.168.0." + i;
      String first =
          NodeRanking.rank(address, List.of(), Optional.empty(), candidates, false).getFirst();
      load.merge(first, 1, Integer::sum);
    }

    assertThat(load.values()).allMatch(count -> count <= 34);
  }

  @Test
  void whatADeadNodeHadIsSpreadOverAll() {
    List<Candidate> candidates =
        IntStream.range(0, 10).mapToObj(i -> new Candidate("node-" + i, FIT, 0)).toList();
    Map<String, Integer> seconds = new HashMap<>();
    for (int i = 0; i < 900; i++) {
      List<String> ranking =
          NodeRanking.rank(
              "192.168.0." + i, List.of("node-0"), Optional.empty(), candidates, false);
      assertThat(ranking).hasSize(NodeRanking.PLACES).doesNotHaveDuplicates();
      seconds.merge(ranking.get(1), 1, Integer::sum);
    }

    Set<String> others = new HashSet<>(seconds.keySet());
    assertThat(others).hasSize(9).doesNotContain("node-0");
    assertThat(new ArrayList<>(seconds.values())).allMatch(count -> count > 50 && count < 150);
  }

  private static List<String> rank(List<String> last, List<Candidate> candidates) {
    return NodeRanking.rank(ADDRESS, last, Optional.empty(), candidates, false);
  }

  private static List<Candidate> candidates(Fitness a, Fitness b, Fitness c) {
    return List.of(new Candidate("a", a, 0), new Candidate("b", b, 0), new Candidate("c", c, 0));
  }
}
