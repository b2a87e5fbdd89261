package io.openelb.core.announcement;

import static io.openelb.core.announcement.Simulation.MILLI;
import static org.assertj.core.api.Assertions.assertThat;

import io.openelb.core.address.Ip;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A speaker that fences itself again and again stands back for the others, longer each time. */
final class RelapseTest {

  private static final Ip ADDRESS = Ip.of("192.168.0.91");

  /** To listen, to ask, and to wake late. */
  private static final long SLACK = 600 * MILLI;

  private static final int ENOUGH_FOR_THE_LONGEST = 7;

  private final Simulation world = new Simulation(1);
  private final Timings timings = world.timings;
  private final FencingBackoff fencingBackoff = new FencingBackoff(timings, new Random(1), 0);

  @BeforeEach
  void twoNodes() {
    List.of("a", "b").forEach(name -> world.add(name).start());
    world.rank(ADDRESS, "a", "b");
    world.runFor(2000 * MILLI);
    assertThat(world.voices(ADDRESS)).containsExactly("a");
  }

  private static long time(int second) {
    return second * 1000L * MILLI;
  }

  private long pauseAfterFencing(int second) {
    fencingBackoff.fenced(time(second));
    return Math.max(0, fencingBackoff.until() - time(second));
  }

  @Test
  void theFirstTwoTimesAreForgiven() {
    assertThat(pauseAfterFencing(10)).isZero();
    assertThat(pauseAfterFencing(20)).isZero();
    assertThat(fencingBackoff.standsBack(time(20))).isFalse();
  }

  @Test
  void thePauseIsDoubledUpToTheLongest() {
    pauseAfterFencing(10);
    pauseAfterFencing(20);

    for (int doublings = 1; doublings < 40; doublings++) {
      long longest = Math.min(timings.listen() << Math.min(doublings, 30), timings.listenMax());
      assertThat(pauseAfterFencing(20 + 10 * doublings)).isBetween(longest / 4 * 3, longest);
    }
  }

  @Test
  void aLongListeningIsDoubledAsWell() {
    assertThat(Timings.doubled(9050 * MILLI, 31, 10_000 * MILLI)).isEqualTo(10_000 * MILLI);
    assertThat(Timings.doubled(100 * MILLI, 2, 10_000 * MILLI)).isEqualTo(400 * MILLI);
  }

  @Test
  void aQuietMinuteIsEnoughToForget() {
    for (int second = 10; second <= 50; second += 10) {
      pauseAfterFencing(second);
    }

    assertThat(pauseAfterFencing(110)).isZero();
    assertThat(fencingBackoff.standsBack(time(110))).isFalse();
  }

  @Test
  void fencingJustWithinTheMinuteIsARelapse() {
    for (int second = 10; second <= 30; second += 10) {
      pauseAfterFencing(second);
    }

    assertThat(pauseAfterFencing(89)).isGreaterThan(timings.listen());
  }

  /** For longer than anybody is given. */
  private void stall(String node) {
    world.node(node).pause();
    world.runFor(timings.dead(Timings.MAX_STRAIN) + 50 * MILLI);
    world.node(node).resume();
  }

  @Test
  void whoRelapsesLeavesTheAddressToOneThatLives() {
    // The address is away each time, and nobody owns it when the relapsed one is back.
    for (int i = 0; i < ENOUGH_FOR_THE_LONGEST; i++) {
      world.delete(ADDRESS);
      world.runFor(200 * MILLI);
      stall("a");
      world.runFor(SLACK);
    }
    assertThat(world.node("a").standsBack()).isTrue();

    world.rank(ADDRESS, "a", "b");
    world.runFor(timings.patience() + SLACK);

    assertThat(world.voices(ADDRESS)).containsExactly("b");
  }

  @Test
  void whoRelapsesTakesWhatNobodyElseCanTake() {
    for (int i = 0; i < ENOUGH_FOR_THE_LONGEST; i++) {
      stall("a");
      world.runFor(SLACK);
    }
    assertThat(world.node("a").standsBack()).isTrue();
    assertThat(world.voices(ADDRESS)).containsExactly("b");

    world.node("b").kill();
    world.runFor(2 * timings.deadWhenBusy() + SLACK);

    assertThat(world.node("a").standsBack()).isTrue();
    assertThat(world.voices(ADDRESS)).containsExactly("a");
  }
}
