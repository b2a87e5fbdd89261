package io.openelb.core.announcement;

import static io.openelb.core.announcement.Simulation.MILLI;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Where two things happen at a time: both peers are lost, or the successor isn't ready. */
final class LossesTogetherTest extends ThreeNodes {

  @BeforeEach
  void start() {
    startAll();
  }

  /** Its switch forwards nothing any more, though its cable is in. */
  @Test
  void whoIsCutOffFromAllTakesNothingFromThoseThatServeOn() {
    List<String> yielding = whoDoes(Effect.Yielded.class);
    for (int i = 0; i < 40; i++) {
      world.node("b").side = 1;
      world.runFor((2000 + 17 * i) * MILLI);
      assertThat(world.voices(ADDRESS)).containsExactly("a", "b");

      world.node("b").side = 0;
      world.runFor(1000 * MILLI);
      assertThat(world.voices(ADDRESS)).containsExactly("a");
    }
    assertThat(yielding).containsOnly("b");
  }

  @Test
  void whoOutlivesAllOthersKeepsTheAddressWhenTheyReturn() {
    world.node("a").kill();
    world.node("b").kill();
    world.runFor(1000 * MILLI);
    assertThat(world.voices(ADDRESS)).containsExactly("c");

    world.node("a").start();
    world.node("b").start();
    world.runFor(5000 * MILLI);
    assertThat(world.voices(ADDRESS)).containsExactly("c");
  }

  /** It was started just before. */
  @Test
  void aHandOverWaitsForASuccessorThatListens() {
    world.rank(ADDRESS, "a", "b");
    world.node("b").kill();
    world.runFor(1000 * MILLI);
    world.node("b").start();
    world.runFor(150 * MILLI);
    watch.noneAllowed = 0;
    watch.disturb("stop");

    world.node("a").stop(false);
    world.runFor(2000 * MILLI);

    assertThat(world.voices(ADDRESS)).containsExactly("b");
    assertThat(watch.complaints).isEmpty();
  }

  /** The only node that may answer is another one now, which reads so before the owner does. */
  @Test
  void anAddressThatMovesBetweenTwoLonelyNodesIsTaken() {
    world.node("b").api = false;
    world.rank(ADDRESS, "a");
    world.runFor(1000 * MILLI);
    readFirst("b");

    world.rank(ADDRESS);
    world.runFor(2000 * MILLI);

    assertThat(world.voices(ADDRESS)).containsExactly("b");
  }

  /** The same, where a Service is deleted and made anew. */
  @Test
  void anAddressThatIsGivenOutAnewIsTakenThoughItsFormerOwnerWithdrawsItLate() {
    readFirst("b");

    world.delete(ADDRESS);
    world.runFor(2000 * MILLI);

    assertThat(world.voices(ADDRESS)).containsExactly("b");
  }

  /** The same, where the others read of both at once, as of no change. */
  @Test
  void anAddressThatIsGivenOutAnewIsTakenThoughItsOwnerDiesBeforeItClaimsIt() {
    world.nodes.values().forEach(each -> each.api = each.name.equals("a"));
    world.delete(ADDRESS);
    world.runFor(1000 * MILLI);
    assertThat(world.voices(ADDRESS)).isEmpty();
    world.node("a").kill();
    Assignment same = new Assignment(ADDRESS, List.of("a", "b", "c"), Set.of(Simulation.NIC));

    world.node("b").input(new Input.PlanChanged(List.of(same), List.of()));
    world.runFor(1000 * MILLI);

    assertThat(world.voices(ADDRESS)).containsExactly("b");
  }

  @Test
  void whatIsSaidOfAnAddressIsWhatIsSo() {
    world.rank(ADDRESS, "a", "b");
    world.runFor(1000 * MILLI);
    assertThat(why("c")).isEqualTo("this node is not in its ranking");
    assertThat(why("b")).isEqualTo("a owns it");

    world.node("b").kill();
    world.node("a").kill();
    world.runFor(1000 * MILLI);
    assertThat(why("c")).isEqualTo("this node is not in its ranking");
  }

  private String why(String node) {
    return Objects.requireNonNull(world.node(node).takeover).statuses().getFirst().reason();
  }

  /** It reads that it alone may answer; from then on the others alone read what is new. */
  private void readFirst(String node) {
    world.nodes.values().forEach(each -> each.api = each.name.equals(node));
    world.rank(ADDRESS, node);
    world.runFor(1000 * MILLI);
    assertThat(world.voices(ADDRESS)).containsExactly("a");
    world.nodes.values().forEach(each -> each.api = !each.name.equals(node));
  }

  /** The neighbours' caches point to it. */
  @Test
  void theFormerOwnersEndIsToldOfThoughItMissedUsBefore() {
    world.node("a").stop(false);
    world.runFor(2000 * MILLI);
    world.node("a").start();
    world.runFor(90_000 * MILLI);
    assertThat(world.voices(ADDRESS)).containsExactly("b");
    List<String> announced = whoDoes(Effect.Announce.class);
    world.node("b").missedBy.add("a");
    world.runFor(3000 * MILLI);
    announced.clear();

    world.node("a").unplug();
    world.runFor(1000 * MILLI);

    assertThat(announced).contains("b");
  }
}
