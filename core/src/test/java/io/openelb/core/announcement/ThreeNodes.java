package io.openelb.core.announcement;

import static io.openelb.core.announcement.Simulation.MILLI;
import static org.assertj.core.api.Assertions.assertThat;

import io.openelb.core.address.Ip;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;

/** Three nodes on one segment, {@code a}, {@code b} and {@code c}, watched all the time. */
abstract sealed class ThreeNodes
    permits HandOverTest,
        KernelAnswersTest,
        LossesTogetherTest,
        OneWaySegmentTest,
        StrangerTest,
        TakeoverTest {

  static final Ip ADDRESS = Ip.of("192.168.0.91");

  final Simulation world = new Simulation(1);
  final Watch watch = new Watch(world);
  final List<Effect.Report> reports = new ArrayList<>();

  @BeforeEach
  void threeNodes() {
    world.onEffect((_, effect) -> {
      if (effect instanceof Effect.Report report) {
        reports.add(report);
      }
    });
    List.of("a", "b", "c").forEach(world::add);
  }

  void startAll() {
    world.nodes.values().forEach(SimulatedNode::start);
    world.rank(ADDRESS, "a", "b", "c");
    world.runFor(2000 * MILLI);
    assertThat(world.voices(ADDRESS)).containsExactly("a");
    reports.clear();
  }

  String lastReason() {
    return reports.stream()
        .filter(Effect.Took.class::isInstance)
        .map(report -> ((Effect.Took) report).reason())
        .reduce("", (_, last) -> last);
  }

  /** The node's name for each time that one does so from now on. */
  List<String> whoDoes(Class<? extends Effect> what) {
    List<String> nodes = new ArrayList<>();
    world.onEffect((node, effect) -> {
      if (what.isInstance(effect)) {
        nodes.add(node.name);
      }
    });
    return nodes;
  }
}
