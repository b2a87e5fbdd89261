package io.openelb.core.announcement;

import static io.openelb.core.announcement.Simulation.MILLI;
import static org.assertj.core.api.Assertions.assertThat;

import io.openelb.core.address.Ip;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Who takes a new address that the first of its ranking has not read of yet. */
final class PatienceTest {

  private static final Ip ADDRESS = Ip.of("192.168.0.91");

  /** For reading the plan, the turn, asking, and waking late. */
  private static final long SLACK = 600 * MILLI;

  private final Simulation world = new Simulation(1);
  private final long patience = world.timings.patience();

  @BeforeEach
  void threeNodes() {
    List.of("a", "b", "c").forEach(name -> world.add(name).start());
    world.runFor(1000 * MILLI);
    world.node("a").api = false;
  }

  @Test
  void aLiveBetterOneHasTheWholePatience() {
    world.rank(ADDRESS, "a", "b", "c");

    world.runFor(patience);
    assertThat(world.voices(ADDRESS)).isEmpty();

    world.runFor(SLACK);
    assertThat(world.voices(ADDRESS)).containsExactly("b");
  }

  @Test
  void aBetterOneThatIsLateHasItsAddress() {
    world.rank(ADDRESS, "a", "b", "c");
    world.runFor(patience - 300 * MILLI);

    world.node("a").api = true;
    world.node("a").watchPlan();

    world.runFor(3000 * MILLI);
    assertThat(world.voices(ADDRESS)).containsExactly("a");
  }

  @Test
  void nobodyWaitsForOneThatIsDead() {
    world.node("a").kill();
    world.runFor(1000 * MILLI);

    world.rank(ADDRESS, "a", "b", "c");

    world.runFor(SLACK);
    assertThat(world.voices(ADDRESS)).containsExactly("b");
  }

  @Test
  void nobodyWaitsOnForOneThatDies() {
    world.rank(ADDRESS, "a", "b", "c");
    world.runFor(SLACK);
    assertThat(world.voices(ADDRESS)).isEmpty();

    world.node("a").kill();

    world.runFor(2 * world.timings.dead() + SLACK);
    assertThat(world.voices(ADDRESS)).containsExactly("b");
  }

  @Test
  void nobodyWaitsForOneThatLeaves() {
    world.rank(ADDRESS, "a", "b", "c");
    world.node("a").stop(false);

    world.runFor(world.timings.dead() + SLACK);
    assertThat(world.voices(ADDRESS)).containsExactly("b");
  }
}
