package io.openelb.core.announcement;

import static io.openelb.core.announcement.Simulation.MILLI;
import static org.assertj.core.api.Assertions.assertThat;

import io.openelb.core.address.Ip;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Addresses whose owner restarts, or is not to be their owner any more. */
final class HandOverTest extends ThreeNodes {

  @Test
  void aRestartHandsOverWithoutASilence() {
    startAll();
    watch.noneAllowed = 0;
    watch.disturb("restart");
    world.node("a").stop(false);
    world.runFor(500 * MILLI);
    assertThat(world.voices(ADDRESS)).containsExactly("b");
    assertThat(lastReason()).isEqualTo("a handed it over");
    world.node("a").start();
    world.runFor(2000 * MILLI);
    assertThat(world.voices(ADDRESS)).containsExactly("b");
    assertThat(watch.complaints).isEmpty();
  }

  @Test
  void aRestartLeavesTheNeighboursCachesAloneUntilTheOldOwnersNodeIsLost() {
    startAll();
    List<String> announced = whoDoes(Effect.Announce.class);
    world.node("a").stop(false);
    world.runFor(3000 * MILLI);
    world.node("a").start();
    world.runFor(90_000 * MILLI);
    assertThat(world.voices(ADDRESS)).containsExactly("b");
    assertThat(announced).isEmpty();
    world.node("a").unplug();
    world.runFor(1000 * MILLI);
    assertThat(announced).contains("b");
  }

  /** Whoever doesn't hear it takes the owner for dead. */
  @Test
  void aRestartCallsNobodyOverThoughItsLastWordIsLost() {
    startAll();
    SimulatedNode a = world.node("a");
    List<String> announced = whoDoes(Effect.Announce.class);
    world.onEffect((node, effect) -> {
      if (node == a && effect instanceof Effect.StopAnswering) {
        a.missedBy.add("b");
      } else if (node == a && effect instanceof Effect.Advertise) {
        a.missedBy.clear();
      }
    });

    a.stop(false);
    world.runFor(2000 * MILLI);

    assertThat(world.voices(ADDRESS)).containsExactly("b");
    assertThat(announced).isEmpty();
  }

  private void restart(String node) {
    world.node(node).stop(false);
    world.runFor(2000 * MILLI);
    world.node(node).start();
    world.runFor(2000 * MILLI);
  }

  /** Its speaker lives on, but the Service's last pod there is gone. */
  @Test
  void aRestartIsToldOfWhenTheOldOwnersNodeMayNotServeAnyMore() {
    startAll();
    restart("a");
    world.runFor(60_000 * MILLI);
    List<String> announced = whoDoes(Effect.Announce.class);
    world.rank(ADDRESS, "b", "c", "a");
    world.runFor(1000 * MILLI);
    assertThat(announced).isEmpty();

    world.rank(ADDRESS, "b", "c");
    world.runFor(1000 * MILLI);
    assertThat(announced).contains("b");
  }

  /** A full ranking may leave out whoever is being restarted. */
  @Test
  void whoIsUnrankedForItsRestartHasAMinuteToBeRankedAgain() {
    startAll();
    List<String> announced = whoDoes(Effect.Announce.class);
    world.node("a").stop(false);
    world.runFor(1000 * MILLI);
    world.rank(ADDRESS, "b", "c");
    world.runFor(1000 * MILLI);
    world.node("a").start();
    world.runFor(20_000 * MILLI);
    world.rank(ADDRESS, "b", "c", "a");
    world.runFor(60_000 * MILLI);
    assertThat(announced).isEmpty();
  }

  @Test
  void aRestartIsToldOfWhenTheOldOwnersNodeIsNotRankedAgain() {
    startAll();
    List<String> announced = whoDoes(Effect.Announce.class);
    world.node("a").stop(false);
    world.runFor(1000 * MILLI);
    world.rank(ADDRESS, "b", "c");
    world.node("a").start();
    world.runFor(58_000 * MILLI);
    assertThat(announced).isEmpty();
    world.runFor(3000 * MILLI);
    assertThat(announced).contains("b");
  }

  /** Five nodes are named at most. */
  @Test
  void aFullRankingSaysNothingOfWhoIsNotInIt() {
    List.of("d", "e", "f").forEach(world::add);
    startAll();
    List<String> announced = whoDoes(Effect.Announce.class);
    world.node("a").stop(false);
    world.runFor(1000 * MILLI);
    world.rank(ADDRESS, "b", "c", "d", "e", "f");
    world.node("a").start();
    world.runFor(70_000 * MILLI);
    assertThat(announced).isEmpty();
  }

  /** The caches point to a, of which c was never told. */
  @Test
  void aSecondRestartIsToldOfWhenTheFirstOwnersNodeIsLost() {
    startAll();
    List<String> announced = whoDoes(Effect.Announce.class);
    restart("a");
    restart("c");
    world.rank(ADDRESS, "b", "c", "a");
    world.runFor(1000 * MILLI);
    restart("b");
    world.runFor(60_000 * MILLI);
    assertThat(world.voices(ADDRESS)).containsExactly("c");
    assertThat(announced).isEmpty();

    world.node("a").unplug();
    world.runFor(1000 * MILLI);
    assertThat(announced).contains("c");
  }

  /** The caches point to a, which a full ranking does not name since its restart. */
  @Test
  void aSecondRestartIsToldOfWhenTheFirstOwnersNodeIsLostThoughItIsUnranked() {
    List.of("d", "e", "f").forEach(world::add);
    startAll();
    List<String> announced = whoDoes(Effect.Announce.class);
    restart("a");
    world.rank(ADDRESS, "b", "c", "d", "e", "f");
    world.runFor(70_000 * MILLI);
    restart("b");
    world.runFor(70_000 * MILLI);
    assertThat(world.voices(ADDRESS)).containsExactly("c");
    assertThat(announced).isEmpty();

    world.node("a").unplug();
    world.runFor(1000 * MILLI);
    assertThat(announced).contains("c");
  }

  @Test
  void whoIsUnrankedFallsSilentHoweverTheRankingOfTheOthersChanges() {
    world.node("a").start();
    world.rank(ADDRESS, "a", "b", "c");
    world.runFor(3000 * MILLI);
    assertThat(world.voices(ADDRESS)).containsExactly("a");
    for (int i = 0; i < 2; i++) {
      world.rank(ADDRESS, "b", "c");
      world.runFor(1500 * MILLI);
      world.rank(ADDRESS, "c", "b");
      world.runFor(1500 * MILLI);
    }
    assertThat(world.voices(ADDRESS)).isEmpty();
  }

  /** Told once: at once, and after 0.2, 1.2 and 4.2 seconds. */
  @Test
  void whoYieldedAnAddressTellsOfItOnce() {
    startAll();
    restart("a");
    world.rank(ADDRESS, "c", "b", "a");
    world.runFor(10_000 * MILLI);
    assertThat(world.voices(ADDRESS)).containsExactly("c");
    List<String> announced = whoDoes(Effect.Announce.class);
    world.rank(ADDRESS, "b", "c", "a");
    world.runFor(10_000 * MILLI);
    assertThat(world.voices(ADDRESS)).containsExactly("b");
    world.node("a").unplug();
    world.runFor(10_000 * MILLI);
    assertThat(announced).containsExactly("b", "b", "b", "b");
  }

  /** b asks, as it doesn't hear a, and a's kernel answers, which serves the neighbours. */
  @Test
  void aRestartLeavesTheNeighboursCachesAloneWhereKernelsAnswer() {
    world.nodes.values().forEach(node -> node.kernel = true);
    startAll();
    world.runFor(3000 * MILLI);
    List<String> announced = whoDoes(Effect.Announce.class);
    world.node("a").stop(false);
    world.runFor(30_000 * MILLI);
    assertThat(world.voices(ADDRESS)).containsExactly("b");
    assertThat(announced).doesNotContain("b");
  }

  @Test
  void aMoveOfTheRankingMovesTheAddressWithoutASilence() {
    startAll();
    watch.noneAllowed = 0;
    watch.disturb("move");
    world.rank(ADDRESS, "c", "a", "b");
    world.runFor(600 * MILLI);
    assertThat(world.voices(ADDRESS)).containsExactly("c");
    assertThat(watch.complaints).isEmpty();
  }

  @Test
  void whoHandsOverDoesNotCallTheNeighboursBack() {
    startAll();
    Ip unknownToC = Ip.of("192.168.0.92");
    world.node("c").api = false;
    world.rank(unknownToC, "a", "b", "c");
    world.runFor(600 * MILLI);
    assertThat(world.voices(unknownToC)).containsExactly("a");

    world.rank(unknownToC, "c", "a", "b");
    world.runFor(200 * MILLI);
    List<String> announced = whoDoes(Effect.Announce.class);
    world.runFor(1500 * MILLI);
    assertThat(announced).isEmpty();
    world.runFor(3000 * MILLI);
    assertThat(announced).as("when nobody took it").isNotEmpty();
  }

  @Test
  void aNodeThatLeavesTheRankingHandsOver() {
    startAll();
    watch.noneAllowed = 0;
    watch.disturb("unranked");
    world.rank(ADDRESS, "b", "c");
    world.runFor(600 * MILLI);
    assertThat(world.voices(ADDRESS)).containsExactly("b");
    assertThat(watch.complaints).isEmpty();
  }
}
