package io.openelb.core.announcement;

import static io.openelb.core.announcement.Simulation.MILLI;
import static org.assertj.core.api.Assertions.assertThat;

import io.openelb.core.address.Ip;
import io.openelb.core.address.Mac;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the segment sees when something happens to the owner of an address. */
final class TakeoverTest {

  private static final Ip ADDRESS = Ip.of("192.168.0.91");

  private final Simulation world = new Simulation(1);
  private final Watch watch = new Watch(world);
  private final List<Effect.Report> reports = new ArrayList<>();

  @BeforeEach
  void threeNodes() {
    world.onEffect((_, effect) -> {
      if (effect instanceof Effect.Report report) {
        reports.add(report);
      }
    });
    List.of("a", "b", "c").forEach(world::add);
  }

  private void startAll() {
    world.nodes.values().forEach(SimulatedNode::start);
    world.rank(ADDRESS, "a", "b", "c");
    world.runFor(2000 * MILLI);
    assertThat(world.voices(ADDRESS)).containsExactly("a");
    reports.clear();
  }

  private String lastReason() {
    return reports.stream()
        .filter(Effect.Took.class::isInstance)
        .map(report -> ((Effect.Took) report).reason())
        .reduce("", (_, last) -> last);
  }

  /** The node's name for each time that one does so from now on. */
  private List<String> whoDoes(Class<? extends Effect> what) {
    List<String> nodes = new ArrayList<>();
    world.onEffect((node, effect) -> {
      if (what.isInstance(effect)) {
        nodes.add(node.name);
      }
    });
    return nodes;
  }

  private String lastYield() {
    return reports.stream()
        .filter(Effect.Yielded.class::isInstance)
        .map(report -> ((Effect.Yielded) report).reason())
        .reduce("", (_, last) -> last);
  }

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

  /** The operator ranks nobody whose speaker is being restarted. */
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

  @Test
  void whoYieldedAnAddressTellsOfItOnce() {
    startAll();
    restart("a");
    world.rank(ADDRESS, "c", "b", "a");
    world.runFor(1000 * MILLI);
    world.rank(ADDRESS, "b", "c", "a");
    world.runFor(10_000 * MILLI);
    assertThat(world.voices(ADDRESS)).containsExactly("b");
    List<String> announced = whoDoes(Effect.Announce.class);
    world.node("a").unplug();
    world.runFor(1000 * MILLI);
    assertThat(announced).isEmpty();
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

  @Test
  void aFrozenNodesKernelThatAnswersDoesNotTakeTheAddressBack() {
    world.nodes.values().forEach(node -> node.kernel = true);
    startAll();
    world.node("a").pause();
    world.runFor(10_000 * MILLI);
    assertThat(world.voices(ADDRESS)).containsExactly("b");
    assertThat(watch.changes).isEqualTo(2);
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
  void kernelsThatAnswerDoNotStopATakeover() {
    world.nodes.values().forEach(node -> node.kernel = true);
    startAll();
    world.node("a").pause();
    world.runFor(800 * MILLI);
    assertThat(world.voices(ADDRESS)).containsExactly("b");
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

  @Test
  void aStrangersAddressIsNotAnnouncedUntilTheStrangerIsGone() {
    Mac stranger = Mac.of("52:54:22:3a:e6:6e");
    world.strangers.put(ADDRESS, stranger);
    world.nodes.values().forEach(SimulatedNode::start);
    world.rank(ADDRESS, "a", "b", "c");
    world.runFor(4000 * MILLI);
    assertThat(world.voices(ADDRESS)).isEmpty();
    assertThat(reports).contains(new Effect.Conflict(Simulation.NIC, ADDRESS, stranger, true));
    world.strangers.clear();
    world.runFor(8000 * MILLI);
    assertThat(world.voices(ADDRESS)).hasSize(1);
    assertThat(reports.stream().filter(Effect.ConflictOver.class::isInstance).count())
        .isEqualTo(reports.stream().filter(Effect.Conflict.class::isInstance).count());
  }

  @Test
  void aStrangerThatComesLaterIsNoneFromBeforeTheAnnouncement() {
    Mac stranger = Mac.of("52:54:22:3a:e6:6e");
    startAll();
    world.strangers.put(ADDRESS, stranger);
    world.node("a").unplug();
    world.runFor(4000 * MILLI);
    assertThat(reports).contains(new Effect.Conflict(Simulation.NIC, ADDRESS, stranger, false));
    assertThat(reports)
        .doesNotContain(new Effect.Conflict(Simulation.NIC, ADDRESS, stranger, true));
  }

  @Test
  void aStrangerIsToldOfBesideTheKernelOfANodeThatIsNotHeard() {
    Mac stranger = Mac.of("52:54:22:3a:e6:6e");
    world.node("c").kernel = true;
    startAll();
    world.node("c").pause();
    world.runFor(3000 * MILLI);
    world.strangers.put(ADDRESS, stranger);
    world.runFor(1000 * MILLI);
    assertThat(reports).contains(new Effect.Conflict(Simulation.NIC, ADDRESS, stranger, false));
  }

  @Test
  void whoMayNotAnswerAnyMoreTellsOfNoStrangerEither() {
    world.strangers.put(ADDRESS, Mac.of("52:54:22:3a:e6:6e"));
    world.nodes.values().forEach(SimulatedNode::start);
    world.rank(ADDRESS, "a", "b", "c");
    world.runFor(4000 * MILLI);
    reports.clear();

    world.rank(ADDRESS, "a");
    world.runFor(100 * MILLI);
    assertThat(reports).contains(new Effect.ConflictOver(Simulation.NIC, ADDRESS));
  }

  @Test
  void aStrangerIsForgottenWhereTheInterfaceIsDown() {
    world.strangers.put(ADDRESS, Mac.of("52:54:22:3a:e6:6e"));
    List<String> met = whoDoes(Effect.Conflict.class);
    List<String> over = whoDoes(Effect.ConflictOver.class);
    world.nodes.values().forEach(SimulatedNode::start);
    world.rank(ADDRESS, "a", "b", "c");
    world.runFor(4000 * MILLI);
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

  @Test
  void aDeletedAddressIsSilentEverywhereEvenWhereTheApiServerIsAway() {
    startAll();
    world.node("b").api = false;
    world.delete(ADDRESS);
    world.runFor(3000 * MILLI);
    assertThat(world.voices(ADDRESS)).isEmpty();
  }
}
