package io.openelb.core.announcement;

import static io.openelb.core.announcement.Simulation.MILLI;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.openelb.core.address.Ip;
import io.openelb.core.address.Mac;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** What the segment sees when something happens to the owner of an address. */
final class TakeoverTest extends ThreeNodes {

  @Test
  void aLoneNodeAnnouncesWithinASecond() {
    world.rank(ADDRESS, "b", "a");
    world.node("a").start();
    world.runFor(1000 * MILLI);
    assertThat(world.voices(ADDRESS)).containsExactly("a");
    assertThat(lastReason()).isEqualTo("nobody answered for it");
  }

  @Test
  void theFirstOfTheRankingTakesANewAddress() {
    startAll();
    Ip second = Ip.of("fd00::91");
    world.rank(second, "c", "b", "a");
    world.runFor(600 * MILLI);
    assertThat(world.voices(second)).containsExactly("c");
  }

  @Test
  void allNodesLearnOnceThatAPlannedAddressHasAnOwner() {
    List<String> told = whoDoes(Effect.Owned.class);
    world.add("unranked");
    startAll();
    assertThat(told).containsExactlyInAnyOrder("a", "b", "c", "unranked");
    told.clear();

    world.node("a").kill();
    world.runFor(1000 * MILLI);
    assertThat(world.voices(ADDRESS)).containsExactly("b");
    assertThat(told).isEmpty();

    world.delete(ADDRESS);
    world.runFor(1000 * MILLI);
    world.rank(ADDRESS, "b", "c");
    world.runFor(1000 * MILLI);
    assertThat(told).containsExactlyInAnyOrder("b", "c", "unranked");
  }

  @Test
  void anAddressIsTakenOverByWhomItsRankingHasNotFirst() {
    startAll();
    world.rank(Ip.of("fd00::91"), "b", "a");
    world.runFor(1000 * MILLI);
    assertThat(takeover("a").tookOver()).isEmpty();
    assertThat(takeover("b").tookOver()).isEmpty();

    world.node("a").kill();
    world.runFor(1000 * MILLI);
    assertThat(takeover("b").tookOver())
        .extracting(AddressStatus::address, AddressStatus::owner)
        .containsExactly(tuple(ADDRESS, "b"));
    assertThat(takeover("c").tookOver()).isEmpty();
  }

  @Test
  void whoIsRankedNoMoreHasTakenOverUntilItHandsOver() {
    startAll();
    Assignment others = new Assignment(ADDRESS, List.of("b"), Set.of(Simulation.NIC));
    world.node("a").input(new Input.PlanChanged(List.of(others), List.of()));
    assertThat(takeover("a").tookOver())
        .extracting(AddressStatus::address)
        .containsExactly(ADDRESS);
  }

  @Test
  void anInterfaceIsPlannedWhetherItIsUpOrNot() {
    SimulatedNode node = world.node("a");
    node.start();
    planOn(node, Simulation.NIC);
    assertThat(takeover("a").isPlanned(Simulation.NIC)).isTrue();
    assertThat(takeover("a").isPlanned("eth9")).isFalse();

    node.input(new Input.InterfaceDown(Simulation.NIC));
    assertThat(takeover("a").isPlanned(Simulation.NIC)).isTrue();

    planOn(node, "eth9");
    assertThat(takeover("a").isPlanned(Simulation.NIC)).isFalse();
  }

  private Takeover takeover(String node) {
    return Objects.requireNonNull(world.node(node).takeover);
  }

  @Test
  void anOwnerThatIsHeardBeforeThePlanCountsWithEachPlan() {
    SimulatedNode late = world.add("late");
    late.api = false;
    startAll();
    List<String> told = whoDoes(Effect.Owned.class);
    assertThat(takeover("late").isPlanned(Simulation.NIC)).isFalse();

    planOn(late, Simulation.NIC);
    assertThat(told).containsExactly("late");

    planOn(late, "eth9");
    planOn(late, Simulation.NIC);
    assertThat(told).hasSize(2);

    late.input(new Input.PlanChanged(List.of(), List.of(ADDRESS)));
    planOn(late, Simulation.NIC);
    assertThat(told).hasSize(3);
  }

  private static void planOn(SimulatedNode node, String nic) {
    Assignment assignment = new Assignment(ADDRESS, List.of("a"), Set.of(nic));
    node.input(new Input.PlanChanged(List.of(assignment), List.of()));
  }

  /** Its peers have their interfaces where they were, and take old turns for played again. */
  @Test
  void anInterfaceOfAnotherNameGoesOnWithTheTurns() {
    Mac mac = Mac.of("52:54:22:3a:e6:6e");
    Takeover takeover = new Takeover("b", 7, world.timings, new Random(1));
    List<Long> turns = new ArrayList<>();
    List<Input> inputs = new ArrayList<>(List.of(new Input.InterfaceUp("eth0", mac)));
    inputs.addAll(Collections.nCopies(100, new Input.Tick()));
    inputs.add(new Input.InterfaceDown("eth0"));
    inputs.add(new Input.InterfaceUp("br0", mac));
    inputs.addAll(Collections.nCopies(10, new Input.Tick()));
    long now = 0;
    for (Input input : inputs) {
      now += 100 * MILLI;
      for (Effect effect : takeover.handle(List.of(), input, now)) {
        if (effect instanceof Effect.Advertise(String _, Advertisement ad)) {
          turns.add(ad.sequence());
        }
      }
    }

    assertThat(turns).hasSizeGreaterThan(100).isSorted().doesNotHaveDuplicates();
  }

  @Test
  void anUnpluggedOwnerIsReplacedByTheNextAndStaysSilentWhenItReturns() {
    startAll();
    world.node("a").unplug();
    world.runFor(600 * MILLI);
    assertThat(world.voices(ADDRESS)).containsExactly("b");
    assertThat(lastReason()).matches("a was silent for 3\\d\\d ms; took over from it");

    world.node("a").plug();
    world.runFor(3000 * MILLI);
    assertThat(world.voices(ADDRESS)).containsExactly("b");
  }

  /** The switch forwards nothing for a while after the cable is in (spanning tree). */
  @Test
  void whoReturnsBehindAPortThatBlocksTakesNothingBack() {
    startAll();
    world.node("a").unplug();
    world.runFor(1000 * MILLI);
    List<String> yielding = whoDoes(Effect.Yielded.class);
    for (int i = 0; i < 40; i++) {
      world.node("a").unplug();
      world.runFor(1000 * MILLI);
      world.node("a").side = 1;
      world.node("a").plug();
      world.runFor((2000 + 17 * i) * MILLI);
      assertThat(world.voices(ADDRESS)).containsExactly("a", "b");

      world.node("a").side = 0;
      world.runFor(1000 * MILLI);
      assertThat(world.voices(ADDRESS)).containsExactly("b");
    }
    assertThat(yielding).containsOnly("a");
  }

  @Test
  void whoStartsBehindAPortThatBlocksTakesNothingFromThoseThatHeardEachOther() {
    world.rank(ADDRESS, "a", "b", "c");
    world.node("b").start();
    world.node("c").start();
    world.node("a").side = 1;
    world.node("a").start();
    world.runFor(3000 * MILLI);
    List<String> yielding = whoDoes(Effect.Yielded.class);

    world.node("a").side = 0;
    world.runFor(1000 * MILLI);
    assertThat(yielding).containsOnly("a");
    assertThat(world.voices(ADDRESS)).containsExactly("b");
  }

  @Test
  void ofTwoThatWereAloneTheBetterRankedKeepsTheAddress() {
    world.node("b").side = 1;
    world.nodes.values().forEach(SimulatedNode::start);
    world.node("c").kill();
    world.rank(ADDRESS, "b", "a");
    world.runFor(2000 * MILLI);
    assertThat(world.voices(ADDRESS)).containsExactly("a", "b");

    world.node("b").side = 0;
    world.runFor(1000 * MILLI);
    assertThat(world.voices(ADDRESS)).containsExactly("b");
  }

  @Test
  void aFrozenOwnerIsReplacedAndStaysSilentWhenItGoesOn() {
    startAll();
    world.node("a").pause();
    world.runFor(10_000 * MILLI);
    assertThat(world.voices(ADDRESS)).containsExactly("b");
    world.node("a").resume();
    assertThat(world.voices(ADDRESS)).containsExactly("b");
    world.runFor(3000 * MILLI);
    assertThat(world.voices(ADDRESS)).containsExactly("b");
  }

  @Test
  void aNodeThatIsLateAllTheTimeSeesTheDeadAllTheSame() {
    startAll();
    world.node("c").kill();
    world.node("a").unplug();
    for (int i = 0; i < 14; i++) {
      world.node("b").pause();
      world.runFor(80 * MILLI);
      world.node("b").resume();
      world.runFor(5 * MILLI);
    }
    assertThat(world.voices(ADDRESS)).containsExactly("b");
  }

  @Test
  void anOwnerThatDecidesButCannotSendIsReplacedAndStaysSilent() {
    startAll();
    watch.disturb("stuck");
    world.node("a").stuck = true;
    world.runFor(3000 * MILLI);
    assertThat(world.voices(ADDRESS)).containsExactly("b");
    assertThat(reports).anyMatch(Effect.Fenced.class::isInstance);

    watch.disturb("goes on");
    world.node("a").stuck = false;
    world.runFor(3000 * MILLI);
    assertThat(world.voices(ADDRESS)).containsExactly("b");
    assertThat(watch.complaints).isEmpty();
  }

  @Test
  void whoAskedForItAndFollowsAnotherSaysSo() {
    startAll();
    Set<String> asking = new TreeSet<>();
    world.onEffect((node, effect) -> {
      if (effect instanceof Effect.Ask && !node.speaks(ADDRESS)) {
        asking.add(node.name);
      } else if (effect instanceof Effect.StopAsking) {
        asking.remove(node.name);
      }
    });
    world.firewall = true;
    world.runFor(2000 * MILLI);
    assertThat(asking).contains("b");

    world.firewall = false;
    world.runFor(1000 * MILLI);
    assertThat(asking).isEmpty();
    assertThat(world.voices(ADDRESS)).containsExactly("a");
  }

  @Test
  void bothSidesOfACutAreServedAndOneVoiceIsLeftWhenItHeals() {
    startAll();
    world.node("a").side = 1;
    world.runFor(1000 * MILLI);
    assertThat(world.voices(ADDRESS)).containsExactly("a", "b");
    world.node("a").side = 0;
    world.runFor(500 * MILLI);
    assertThat(world.voices(ADDRESS)).containsExactly("b");
  }

  @Test
  void anOwnerAsksForAsLongAsItDoesNotHearAll() {
    startAll();
    List<String> asking = whoDoes(Effect.Ask.class);
    world.runFor(5000 * MILLI);
    assertThat(asking).isEmpty();

    world.node("c").kill();
    world.runFor(5000 * MILLI);
    assertThat(asking).containsOnly("a").hasSizeBetween(9, 12);

    world.node("c").start();
    world.runFor(2000 * MILLI);
    asking.clear();
    world.runFor(5000 * MILLI);
    assertThat(asking).isEmpty();
  }

  @Test
  void aDeletedAddressIsSilentEverywhereEvenWhereTheApiServerIsAway() {
    startAll();
    world.node("b").api = false;
    world.delete(ADDRESS);
    world.runFor(3000 * MILLI);
    assertThat(world.voices(ADDRESS)).isEmpty();
  }
}
