package io.openelb.core.announcement;

import static io.openelb.core.announcement.Simulation.MILLI;
import static org.assertj.core.api.Assertions.assertThat;

import io.openelb.core.address.Ip;
import java.util.Arrays;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** How long an address has no voice after its owner is lost, over many seeds. */
final class OutageTest {

  private static final int RUNS = 60;
  private static final Ip ADDRESS = Ip.of("192.168.0.91");

  /** What happens to the owner, among how many nodes. */
  enum Fault {
    UNPLUGGED(3, 0),
    FROZEN(3, 0),
    KILLED(3, 0),
    UNPLUGGED_OF_TWO(2, 0),
    UNPLUGGED_WHERE_FRAMES_ARE_LOST(3, 0.02),
    FROZEN_WHERE_KERNELS_ANSWER(3, 0),
    UNPLUGGED_WITH_THE_NEXT_ONE(4, 0);

    private final int nodes;
    private final double loss;

    Fault(int nodes, double loss) {
      this.nodes = nodes;
      this.loss = loss;
    }

    private void strike(SimulatedNode node) {
      switch (this) {
        case UNPLUGGED, UNPLUGGED_OF_TWO, UNPLUGGED_WHERE_FRAMES_ARE_LOST -> node.unplug();
        case FROZEN -> node.pause();
        case KILLED -> node.kill();
        case FROZEN_WHERE_KERNELS_ANSWER -> {
          node.world.nodes.values().forEach(each -> each.kernel = true);
          node.pause();
        }
        case UNPLUGGED_WITH_THE_NEXT_ONE -> {
          node.unplug();
          node.world.node("n1").pause();
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void anotherAnswersWithinASecond(Fault fault) {
    long[] outages = new long[RUNS];
    for (int seed = 0; seed < RUNS; seed++) {
      outages[seed] = outage(seed, fault);
    }
    Arrays.sort(outages);
    System.out.printf(
        "%s: nobody answers for %d ms (p50), %d ms (worst of %d)%n",
        fault, outages[RUNS / 2], outages[RUNS - 1], RUNS);
    assertThat(outages[RUNS / 2]).isLessThanOrEqualTo(500);
    assertThat(outages[RUNS - 1]).isLessThan(1000);
  }

  private static long outage(int seed, Fault fault) {
    Simulation world = new Simulation(seed);
    String[] names = new String[fault.nodes];
    for (int i = 0; i < fault.nodes; i++) {
      names[i] = "n" + i;
      world.add(names[i]).start();
    }
    world.rank(ADDRESS, names);
    world.loss = fault.loss;
    world.runFor(2000 * MILLI + world.random.nextLong(100 * MILLI));
    assertThat(world.voices(ADDRESS)).containsExactly("n0");
    fault.strike(world.node("n0"));
    long since = world.now;
    while (world.voices(ADDRESS).isEmpty() && world.now - since < 5000 * MILLI) {
      world.runFor(MILLI);
    }
    return (world.now - since) / MILLI;
  }
}
