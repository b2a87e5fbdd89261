package io.openelb.core.announcement;

import static io.openelb.core.announcement.Simulation.MILLI;
import static org.assertj.core.api.Assertions.assertThat;

import io.openelb.core.address.Ip;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** A segment that loses broadcasts or advertisements, and lets other frames pass. */
final class OneWaySegmentTest extends ThreeNodes {

  private String lastYield() {
    return reports.stream()
        .filter(Effect.Yielded.class::isInstance)
        .map(report -> ((Effect.Yielded) report).reason())
        .reduce("", (_, last) -> last);
  }

  /** Storm control on its port: the others forget it, and hear each other. */
  @Test
  void aFollowerWhoseBroadcastsDoNotGetOutStaysSilentBesideTheOwner() {
    startAll();
    watch.disturb("mute");
    world.node("b").mute = true;
    world.runFor(10_000 * MILLI);
    assertThat(world.voices(ADDRESS)).containsExactly("a");
    assertThat(watch.changes).isEqualTo(1);

    world.node("b").mute = false;
    world.runFor(3000 * MILLI);
    assertThat(world.voices(ADDRESS)).containsExactly("a");
    assertThat(watch.complaints).isEmpty();
  }

  @Test
  void anOwnerWhoseBroadcastsDoNotGetOutAnswersTheOthersQuestions() {
    startAll();
    watch.disturb("mute");
    world.node("a").mute = true;
    world.runFor(10_000 * MILLI);
    assertThat(world.voices(ADDRESS)).containsExactly("a");
    assertThat(watch.changes).isEqualTo(1);
  }

  /** It can't ask the others what they own. */
  @Test
  void aNodeThatStartsWhereItsBroadcastsDoNotGetOutStaysSilent() {
    startAll();
    world.node("b").kill();
    world.runFor(5000 * MILLI);
    world.node("b").mute = true;
    world.node("b").start();
    world.runFor(10_000 * MILLI);
    assertThat(world.voices(ADDRESS)).containsExactly("a");
    assertThat(watch.changes).isEqualTo(1);

    world.node("a").kill();
    world.runFor(1000 * MILLI);
    assertThat(world.voices(ADDRESS)).isNotEmpty();
  }

  /** What the others own is none of its addresses, and they have no reason to tell it. */
  @Test
  void whoIsHeardByNobodyTakesWhatTheOthersMayNotHave() {
    world.rank(ADDRESS, "a", "c");
    List.of("a", "c").forEach(other -> world.node(other).start());
    world.runFor(2000 * MILLI);
    List.of("a", "c").forEach(other -> world.node(other).api = false);
    Ip second = Ip.of("192.168.0.92");
    world.rank(second, "b");
    world.node("b").mute = true;
    world.node("b").start();

    world.runFor(3000 * MILLI);

    assertThat(world.voices(second)).containsExactly("b");
    assertThat(world.voices(ADDRESS)).containsExactly("a");
  }

  @Test
  void aNewAddressOfANodeWhoseBroadcastsDoNotGetOutHasOneVoice() {
    startAll();
    world.node("b").mute = true;
    world.runFor(3000 * MILLI);
    Ip second = Ip.of("192.168.0.92");
    world.rank(second, "b", "a", "c");
    world.runFor(3000 * MILLI);
    assertThat(world.voices(second)).hasSize(1);
    assertThat(watch.complaints).isEmpty();
  }

  /** c hears both. */
  @Test
  void aFollowerThatOnlyTheOwnerDoesNotHearStaysSilent() {
    startAll();
    watch.disturb("gap");
    world.node("b").missedBy.add("a");
    world.runFor(10_000 * MILLI);
    assertThat(world.voices(ADDRESS)).containsExactly("a");
    assertThat(watch.changes).isEqualTo(1);
  }

  /** Clients' broadcasts don't reach it either. */
  @Test
  void anOwnerThatBroadcastsDoNotReachIsReplacedOnce() {
    startAll();
    List<String> yielding = whoDoes(Effect.Yielded.class);
    world.node("a").deaf = true;
    world.runFor(1000 * MILLI);
    assertThat(world.voices(ADDRESS)).contains("b");
    List<String> announced = whoDoes(Effect.Announce.class);
    world.runFor(60_000 * MILLI);
    assertThat(world.voices(ADDRESS)).contains("b");
    assertThat(yielding).isEmpty();
    assertThat(announced.stream().filter("a"::equals).count()).isLessThan(15);

    world.node("a").deaf = false;
    world.runFor(1000 * MILLI);
    assertThat(world.voices(ADDRESS)).containsExactly("b");
    assertThat(yielding).containsExactly("a");
  }

  /** It is asked for each of them more seldom than for one. */
  @Test
  void howOftenADeafOwnerIsRemindedDoesNotDependOnHowMuchItOwns() {
    startAll();
    own(100);
    world.node("a").deaf = true;
    world.runFor(20_000 * MILLI);
    List<String> announced = whoDoes(Effect.Announce.class);
    world.runFor(60_000 * MILLI);

    // Once in ten seconds each, but for those that were just asked for.
    assertThat(announced.stream().filter("a"::equals).count()).isLessThan(12 * 100);
  }

  /** Its switch forwards to it again, and nothing of what it sends to all. */
  @Test
  void whoIsHeardByNobodyHearsWithinSecondsWhatTheOthersOwn() {
    startAll();
    own(1000);
    watch.disturb("cut");
    world.node("b").side = 1;
    world.runFor(5000 * MILLI);
    assertThat(world.voices(ADDRESS)).containsExactly("a", "b");

    world.node("b").mute = true;
    world.node("b").side = 0;
    world.runFor(4000 * MILLI);

    assertThat(world.rankings.keySet())
        .allSatisfy(address -> assertThat(world.voices(address)).containsExactly("a"));
  }

  /** Has a own so many addresses more. */
  private void own(int count) {
    Map<Ip, List<String>> rankings = new LinkedHashMap<>();
    Stream.iterate(Ip.of("10.0.0.1"), Ip::next)
        .limit(count)
        .forEach(address -> rankings.put(address, List.of("a", "b", "c")));
    world.rank(rankings);
    world.runFor(3000 * MILLI);
    rankings.forEach((address, _) -> assertThat(world.voices(address)).containsExactly("a"));
  }

  /** The first that it hears again need not be its successor. */
  @Test
  void anOwnerThatBroadcastsReachAgainTakesNothingBack() {
    startAll();
    for (int i = 0; i < 40; i++) {
      String owner = world.voices(ADDRESS).getFirst();
      world.node(owner).deaf = true;
      world.runFor((2000 + 7 * i) * MILLI);
      world.node(owner).deaf = false;
      world.runFor(1500 * MILLI);
      assertThat(world.voices(ADDRESS)).hasSize(1).doesNotContain(owner);
    }
  }

  /** It can't know which of them is cut off: both answer, and both serve. */
  @Test
  void ofTwoNodesTheOneThatIsHeardReplacesTheOneThatBroadcastsDoNotReach() {
    startAll();
    world.node("c").kill();
    world.node("a").deaf = true;
    world.runFor(3000 * MILLI);
    assertThat(world.voices(ADDRESS)).contains("b");
  }

  @Test
  void advertisementsDroppedByAFirewallChangeNothing() {
    startAll();
    world.firewall = true;
    watch.disturb("firewall");
    world.runFor(20_000 * MILLI);
    assertThat(world.voices(ADDRESS)).containsExactly("a");
    assertThat(watch.changes).isEqualTo(1);
    assertThat(watch.complaints).isEmpty();
  }

  /** Each side told of its gain long ago, and nobody hears the other's advertisements. */
  @Test
  void aCutThatHealsWhereAdvertisementsAreDroppedLeavesOneVoiceWithinASecond() {
    startAll();
    world.node("c").kill();
    world.node("a").side = 1;
    world.runFor(10_000 * MILLI);
    assertThat(world.voices(ADDRESS)).containsExactly("a", "b");

    world.firewall = true;
    world.node("a").side = 0;
    world.runFor(1000 * MILLI);
    assertThat(world.voices(ADDRESS)).containsExactly("a");
    assertThat(lastYield()).isEqualTo("a answers for it");

    int changes = watch.changes;
    world.runFor(20_000 * MILLI);
    assertThat(watch.changes).isEqualTo(changes);
  }

  /** a waits for b to come back from its restart, and b does so on the other side of a cut. */
  @Test
  void anAddressThatWasTakenUntoldIsDefendedAgainstItsFormerOwner() {
    startAll();
    world.node("c").kill();
    world.rank(ADDRESS, "b", "a");
    world.runFor(600 * MILLI);
    world.node("b").stop(false);
    world.runFor(1000 * MILLI);
    assertThat(world.voices(ADDRESS)).containsExactly("a");

    world.node("a").side = 1;
    world.node("b").start();
    world.runFor(10_000 * MILLI);
    assertThat(world.voices(ADDRESS)).containsExactly("a", "b");
    world.firewall = true;
    world.node("a").side = 0;
    world.runFor(1000 * MILLI);
    assertThat(world.voices(ADDRESS)).containsExactly("a");
  }
}
