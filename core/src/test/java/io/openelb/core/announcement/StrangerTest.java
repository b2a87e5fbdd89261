package io.openelb.core.announcement;

import static io.openelb.core.announcement.Simulation.MILLI;
import static org.assertj.core.api.Assertions.assertThat;

import io.openelb.core.address.Ip;
import io.openelb.core.address.Mac;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Stations outside the cluster that have an address of ours. */
final class StrangerTest extends ThreeNodes {

  private static final Mac STRANGER = Mac.of("52:54:22:3a:e6:6e");

  /** Who has the address before the nodes are there. */
  private void startBesideAStranger() {
    world.strangers.put(ADDRESS, STRANGER);
    world.nodes.values().forEach(SimulatedNode::start);
    world.rank(ADDRESS, "a", "b", "c");
    world.runFor(4000 * MILLI);
  }

  @Test
  void aStrangersAddressIsNotAnnouncedUntilTheStrangerIsGone() {
    List<String> owned = whoDoes(Effect.Owned.class);
    startBesideAStranger();
    assertThat(world.voices(ADDRESS)).isEmpty();
    assertThat(owned).isEmpty();
    assertThat(reports).contains(new Effect.Conflict(Simulation.NIC, ADDRESS, STRANGER, true));
    world.strangers.clear();
    world.runFor(8000 * MILLI);
    assertThat(world.voices(ADDRESS)).hasSize(1);
    assertThat(reports.stream().filter(Effect.ConflictOver.class::isInstance).count())
        .isEqualTo(reports.stream().filter(Effect.Conflict.class::isInstance).count());
  }

  /** Who waits for its turn can't hear that another has the address. */
  @Test
  void aStrangerThatIsGoneIsForgottenAlsoWhereAdvertisementsAreDropped() {
    world.firewall = true;
    List<String> met = whoDoes(Effect.Conflict.class);
    List<String> over = whoDoes(Effect.ConflictOver.class);
    startBesideAStranger();
    assertThat(met).contains("a", "b");

    world.strangers.clear();
    world.runFor(15_000 * MILLI);

    assertThat(world.voices(ADDRESS)).hasSize(1);
    assertThat(over).containsExactlyInAnyOrderElementsOf(met);
  }

  @Test
  void aStrangerThatComesLaterIsNoneFromBeforeTheAnnouncement() {
    startAll();
    world.strangers.put(ADDRESS, STRANGER);
    world.node("a").unplug();
    world.runFor(4000 * MILLI);
    assertThat(reports).contains(new Effect.Conflict(Simulation.NIC, ADDRESS, STRANGER, false));
    assertThat(reports)
        .doesNotContain(new Effect.Conflict(Simulation.NIC, ADDRESS, STRANGER, true));
  }

  @Test
  void aStrangerIsToldOfBesideTheKernelOfANodeThatIsNotHeard() {
    world.node("c").kernel = true;
    startAll();
    world.node("c").pause();
    world.runFor(3000 * MILLI);
    world.strangers.put(ADDRESS, STRANGER);
    world.runFor(1000 * MILLI);
    assertThat(reports).contains(new Effect.Conflict(Simulation.NIC, ADDRESS, STRANGER, false));
  }

  @Test
  void whoMayNotAnswerAnyMoreTellsOfNoStrangerEither() {
    startBesideAStranger();
    reports.clear();

    world.rank(ADDRESS, "a");
    world.runFor(100 * MILLI);
    assertThat(reports).contains(new Effect.ConflictOver(Simulation.NIC, ADDRESS));
  }

  @Test
  void aStrangerIsForgottenWhereTheInterfaceIsDown() {
    List<String> met = whoDoes(Effect.Conflict.class);
    List<String> over = whoDoes(Effect.ConflictOver.class);
    startBesideAStranger();
    assertThat(met).contains("a");

    world.node("a").unplug();
    world.runFor(100 * MILLI);
    assertThat(over).containsExactly("a");
  }

  @Test
  void aMachineThatIsNoNodeAnyMoreIsAStranger() {
    startAll();
    Ip second = Ip.of("192.168.0.92");
    Mac machine = world.node("c").mac;
    world.strangers.put(second, machine);
    world.node("c").kill();
    Map<Mac, String> others = Map.of(world.node("a").mac, "a", world.node("b").mac, "b");
    List.of("a", "b").forEach(n -> world.node(n).input(new Input.PeersKnown(others)));

    world.rank(second, "a", "b");
    world.runFor(60_000 * MILLI);
    assertThat(reports).noneMatch(Effect.Conflict.class::isInstance);

    world.runFor(300_000 * MILLI);
    assertThat(reports).contains(new Effect.Conflict(Simulation.NIC, second, machine, true));
    assertThat(world.voices(second)).isEmpty();
  }
}
