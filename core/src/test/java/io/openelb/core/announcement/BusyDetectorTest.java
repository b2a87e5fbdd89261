package io.openelb.core.announcement;

import static io.openelb.core.announcement.Simulation.MILLI;
import static org.assertj.core.api.Assertions.assertThat;

import io.openelb.core.address.Ip;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * A busy machine is given more time, a quiet one is not, and nobody answers for longer than that.
 */
final class BusyDetectorTest {

  private static final Ip ADDRESS = Ip.of("192.168.0.91");
  private static final long STALL = 420 * MILLI;

  /** To ask, and to wake late. */
  private static final long SLACK = 200 * MILLI;

  private final Simulation world = new Simulation(1);
  private final Timings timings = world.timings;
  private final List<Effect> moves = new ArrayList<>();

  @BeforeEach
  void twoNodes() {
    List.of("a", "b").forEach(name -> world.add(name).start());
    world.rank(ADDRESS, "a", "b");
    world.runFor(2000 * MILLI);
    assertThat(world.voices(ADDRESS)).containsExactly("a");
    world.onEffect((_, effect) -> {
      if (effect instanceof Effect.Took || effect instanceof Effect.Yielded) {
        moves.add(effect);
      }
    });
  }

  private void stall(long nanos) {
    world.node("a").pause();
    world.runFor(nanos);
    world.node("a").resume();
  }

  private void missABeat() {
    stall(2 * timings.interval() + 20 * MILLI);
  }

  @Test
  void whoMissedABeatSurvivesALongerStall() {
    missABeat();
    world.runFor(1000 * MILLI);

    stall(STALL);
    world.runFor(1000 * MILLI);

    assertThat(moves).isEmpty();
    assertThat(world.voices(ADDRESS)).containsExactly("a");
  }

  @Test
  void whoNeedsNearlyAllOfThatTimeSurvivesAStallTwiceAsLong() {
    missABeat();
    world.runFor(1000 * MILLI);
    stall(STALL);
    world.runFor(1000 * MILLI);

    stall(2 * STALL);
    world.runFor(1000 * MILLI);

    assertThat(moves).isEmpty();
    assertThat(world.voices(ADDRESS)).containsExactly("a");
  }

  @Test
  void noStrainIsLongerThanTheLongest() {
    List<Integer> strains = strains();
    for (int i = 0; i < 2 * Timings.MAX_STRAIN; i++) {
      stall(timings.dead(Timings.MAX_STRAIN) - timings.interval());
      world.runFor(timings.listenMax() + 2000 * MILLI);
    }

    assertThat(strains).containsExactly(1, 2, 3);
  }

  @Test
  void whoIsStoppedForLongerThanAnyoneWouldWaitAsksForNoMore() {
    List<Integer> strains = strains();
    for (int i = 0; i < 3; i++) {
      stall(timings.dead(Timings.MAX_STRAIN));
      world.runFor(timings.listenMax() + 2000 * MILLI);
    }

    assertThat(strains).containsExactly(1);
  }

  @Test
  void aStallCountsOnceHoweverLongItIs() {
    List<Integer> strains = strains();

    stall(10_000 * MILLI);
    world.runFor(1000 * MILLI);

    assertThat(strains).containsExactly(1);
  }

  /** Where the others wait for many intervals anyway, it asks long before the fence closes. */
  @Test
  void aStallThatIsLookedAtAgainAndAgainCountsOnce() {
    Timings patient = patient(2000 * MILLI);
    Fence fence = new Fence(patient.dead(), 0);
    fence.open();
    BusyDetector detector = new BusyDetector("eth0", patient, fence, new Outbox("eth0"));

    for (long now = 0; now < patient.dead(); now += patient.interval()) {
      detector.look(now);
    }

    assertThat(detector.strain()).isEqualTo(1);
  }

  private Timings patient(long dead) {
    return new Timings(
        timings.interval(),
        dead,
        dead,
        timings.skew(),
        timings.ask(),
        timings.probe(),
        timings.listen(),
        timings.listenMax(),
        timings.relapse(),
        timings.patience(),
        timings.backoff(),
        timings.backoffMax(),
        timings.conflictRetry(),
        timings.offer(),
        timings.handOver(),
        timings.absence(),
        timings.defend());
  }

  private List<Integer> strains() {
    List<Integer> strains = new ArrayList<>();
    world.onEffect((_, effect) -> {
      if (effect instanceof Effect.Busy busy) {
        strains.add(busy.strain());
      }
    });
    return strains;
  }

  @Test
  void aStallOutOfTheBlueCostsTheAddress() {
    stall(STALL);
    world.runFor(1000 * MILLI);

    assertThat(world.voices(ADDRESS)).containsExactly("b");
  }

  @Test
  void aBusyMachineThatDiesIsReplacedAllTheSame() {
    missABeat();
    world.runFor(1000 * MILLI);

    world.node("a").kill();
    world.runFor(timings.deadWhenBusy() - timings.interval() - 20 * MILLI);
    assertThat(world.voices(ADDRESS)).isEmpty();
    world.runFor(timings.interval() + SLACK);

    assertThat(world.voices(ADDRESS)).containsExactly("b");
  }

  @Test
  void aBusyMachineIsSilentBeforeTheOthersMaySpeak() {
    missABeat();
    world.runFor(1000 * MILLI);
    SimulatedNode a = world.node("a");

    // Its answers would go out, its advertisements don't.
    a.stuck = true;
    for (long waited = 0; waited < timings.deadWhenBusy() + SLACK; waited += MILLI) {
      world.runFor(MILLI);
      assertThat(world.voices(ADDRESS)).hasSizeLessThan(2);
    }

    assertThat(world.voices(ADDRESS)).containsExactly("b");
  }

  @Test
  void theFenceWaitsUntilEveryoneMustHaveHeardOfIt() {
    missABeat();
    // Nobody can have heard that it is busy.
    world.node("a").stuck = true;

    world.runFor(timings.dead());

    assertThat(world.voices(ADDRESS)).doesNotContain("a");
  }

  @Test
  void aQuietMinuteIsEnoughToForget() {
    missABeat();
    world.runFor(timings.relapse() + 1000 * MILLI);

    world.node("a").kill();
    world.runFor(timings.dead() + SLACK);

    assertThat(world.voices(ADDRESS)).containsExactly("b");
  }

  @Test
  void itIsForgottenStepByStep() {
    missABeat();
    world.runFor(1000 * MILLI);
    stall(STALL);
    world.runFor(timings.relapse() + 1000 * MILLI);

    stall(STALL);
    world.runFor(1000 * MILLI);

    assertThat(moves).as("a minute later it still is given twice the usual").isEmpty();
  }

  @Test
  void itIsSaidOnceThatItBeginsAndOnceThatItEnds() {
    List<Effect> said = new ArrayList<>();
    world.onEffect((node, effect) -> {
      if (effect instanceof Effect.Busy || effect instanceof Effect.BusyNoMore) {
        assertThat(node.name).isEqualTo("a");
        said.add(effect);
      }
    });

    missABeat();
    world.runFor(1000 * MILLI);
    missABeat();
    world.runFor(timings.relapse() + 1000 * MILLI);

    assertThat(said).hasExactlyElementsOfTypes(Effect.Busy.class, Effect.BusyNoMore.class);
  }
}
