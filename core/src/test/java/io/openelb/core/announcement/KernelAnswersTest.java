package io.openelb.core.announcement;

import static io.openelb.core.announcement.Simulation.MILLI;
import static org.assertj.core.api.Assertions.assertThat;

import io.openelb.core.address.Ip;
import io.openelb.core.address.Mac;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Nodes whose kernels answer for addresses of all interfaces, as without strictARP. */
final class KernelAnswersTest extends ThreeNodes {

  @Test
  void aFrozenNodesKernelThatAnswersDoesNotTakeTheAddressBack() {
    world.nodes.values().forEach(node -> node.kernel = true);
    startAll();
    world.node("a").pause();
    world.runFor(10_000 * MILLI);
    assertThat(world.voices(ADDRESS)).containsExactly("b");
    assertThat(watch.changes).isEqualTo(2);
  }

  /** Its owner's cable is out, so that b asks for the address. */
  private void takeOverWhereTheKernelOfCAnswers() {
    world.node("c").kernel = true;
    startAll();
    world.node("a").unplug();
    world.runFor(100 * MILLI);
    reports.clear();
    world.runFor(700 * MILLI);
  }

  @Test
  void aKernelThatAnswersIsReported() {
    takeOverWhereTheKernelOfCAnswers();
    assertThat(world.voices(ADDRESS)).containsExactly("b");
    assertThat(reports).anyMatch(r -> r instanceof Effect.KernelAnswers k && k.node().equals("c"));
  }

  @Test
  void aKernelThatAnswersNoMoreIsReported() {
    takeOverWhereTheKernelOfCAnswers();
    world.node("a").plug();
    world.node("c").kernel = false;
    world.runFor(1000 * MILLI);
    assertThat(reports).noneMatch(Effect.KernelAnswersNoMore.class::isInstance);

    Ip second = Ip.of("192.168.0.92");
    world.rank(second, "a", "b");
    world.runFor(1000 * MILLI);
    world.node("a").unplug();
    world.runFor(800 * MILLI);

    assertThat(world.voices(second)).containsExactly("b");
    assertThat(reports).contains(new Effect.KernelAnswersNoMore(Simulation.NIC, "c"));
  }

  @Test
  void aKernelOfANodeThatIsGoneIsReportedNoMore() {
    takeOverWhereTheKernelOfCAnswers();
    world.node("c").kill();
    Map<Mac, String> others = Map.of(world.node("a").mac, "a", world.node("b").mac, "b");
    world.node("b").input(new Input.PeersKnown(others));
    world.runFor(60_000 * MILLI);
    assertThat(reports).noneMatch(Effect.KernelAnswersNoMore.class::isInstance);

    world.runFor(300_000 * MILLI);
    assertThat(reports).contains(new Effect.KernelAnswersNoMore(Simulation.NIC, "c"));
  }

  @Test
  void aKernelIsReportedNoMoreWhereTheInterfaceIsDown() {
    takeOverWhereTheKernelOfCAnswers();
    world.node("b").unplug();
    world.runFor(100 * MILLI);
    assertThat(reports).contains(new Effect.KernelAnswersNoMore(Simulation.NIC, "c"));
  }

  /** A kernel that once answered says nothing of a speaker that nobody hears. */
  @Test
  void aMendedKernelsSpeakerIsBelieved() {
    takeOverWhereTheKernelOfCAnswers();
    world.node("c").kernel = false;
    world.rank(ADDRESS, "c", "b");
    world.runFor(1000 * MILLI);
    assertThat(world.voices(ADDRESS)).containsExactly("c");
    int changes = watch.changes;

    world.firewall = true;
    watch.disturb("firewall");
    world.runFor(20_000 * MILLI);

    assertThat(world.voices(ADDRESS)).containsExactly("c");
    assertThat(watch.changes).isEqualTo(changes);
    assertThat(watch.complaints).isEmpty();
  }
}
