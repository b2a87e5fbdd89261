package io.openelb.operator.ranking;

import static io.openelb.operator.ranking.TestRankings.id;
import static org.assertj.core.api.Assertions.assertThat;

import io.openelb.core.address.Ip;
import io.openelb.operator.TestObjects;
import io.openelb.operator.cluster.NodeFacts;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * A dual-stack Service in a cluster where IPv4 is announced by rack 1 and IPv6 by rack 2. There
 * each node has an interface for both.
 */
final class TwoFamiliesTest {

  private static final Ip FOUR = Ip.of("192.168.0.91");
  private static final Ip SIX = Ip.of("fd00::91");

  private final TestRankings at = new TestRankings();

  TwoFamiliesTest() {
    at.pools(
        TestObjects.eip("four", FOUR.toString(), Map.of("rack", "1")),
        TestObjects.eip("six", SIX.toString(), Map.of("rack", "2")));
    at.nodes.put("a", inRack("a", "1"));
    at.nodes.put("b", inRack("b", "2"));
    at.nodes.remove("c");
  }

  @Test
  void aSecondFamilyThatOthersAnnounceDoesNotSilenceTheFirst() {
    assertThat(ranked(false, FOUR).nodes()).containsExactly("a");

    Ranked both = ranked(false, FOUR, SIX);

    assertThat(both.nodes()).containsExactly("a");
    assertThat(both.answersFor(FOUR)).isTrue();
    assertThat(both.answersFor(SIX)).isFalse();
    assertThat(both.unanswered())
        .contains(
            new Unanswered(
                List.of(SIX),
                "a is not selected by the nodeSelector of Eip six,"
                    + " b is not selected by the nodeSelector of Eip four"));
  }

  @Test
  void theOtherIsAnsweredForWhereNobodyCouldAnswerForTheFirst() {
    at.nodes.remove("a");

    assertThat(ranked(false, FOUR, SIX).nodes()).containsExactly("b");
  }

  @Test
  void bothAreAnsweredForOnceANodeMayAnswerForBoth() {
    ranked(false, FOUR, SIX);
    at.pools(
        TestObjects.eip("four", FOUR.toString(), Map.of("rack", "1")),
        TestObjects.eip("six", SIX.toString()));

    assertThat(at.rankings.rankAgain(1)).containsExactly(id("s"));
    Ranked both = ranked(false, FOUR, SIX);
    assertThat(both.nodes()).containsExactly("a");
    assertThat(both.unanswered()).isEmpty();
  }

  @Test
  void aNodeForBothKeepsBothWhileItIsNotReady() {
    at.pools(
        TestObjects.eip("four", FOUR.toString()),
        TestObjects.eip("six", SIX.toString(), Map.of("rack", "2")));
    assertThat(ranked(false, FOUR, SIX).nodes()).containsExactly("b");

    at.nodes.put("b", inRack("b", "2", NodeFacts.Readiness.NOT_READY));
    at.rankings.rankAgain(1);

    Ranked both = ranked(false, FOUR, SIX);
    assertThat(both.nodes()).containsExactly("b");
    assertThat(both.unanswered()).isEmpty();
  }

  @Test
  void podsOfALocalServiceCountForEachFamily() {
    at.backends.add("b");
    Ranked both = ranked(true, FOUR, SIX);
    assertThat(both.nodes()).containsExactly("b");
    assertThat(both.answersFor(FOUR)).isFalse();

    at.backends.clear();
    at.rankings.endpointsMoved(id("s"));
    at.rankings.rankAgain(0);
    Ranked nobody = ranked(true, FOUR, SIX);
    assertThat(nobody.nodes()).isEmpty();
    assertThat(nobody.unanswered()).isEmpty();
    assertThat(nobody.answersFor(SIX)).isFalse();
  }

  private Ranked ranked(boolean local, Ip... addresses) {
    return at.rankings.of(TestRankings.tenant("s", local), List.of(addresses), Set.of(), List.of());
  }

  private static NodeFacts inRack(String name, String rack) {
    return inRack(name, rack, NodeFacts.Readiness.READY);
  }

  private static NodeFacts inRack(String name, String rack, NodeFacts.Readiness readiness) {
    return new NodeFacts(name, Map.of("rack", rack), readiness, false, false, false, List.of());
  }
}
