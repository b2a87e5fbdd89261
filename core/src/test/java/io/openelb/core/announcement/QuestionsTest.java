package io.openelb.core.announcement;

import static io.openelb.core.announcement.Simulation.MILLI;
import static org.assertj.core.api.Assertions.assertThat;

import io.openelb.core.address.Ip;
import io.openelb.core.address.IpRange;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Ten thousand addresses that one node takes over: each is asked for before it is taken. */
final class QuestionsTest {

  private static final int COUNT = 10_000;

  /** What an interface sends in the time in which answers are awaited. */
  private static final int SENT_IN_TIME = 3200;

  private final Simulation world = new Simulation(7);
  private final Map<Ip, List<String>> rankings = new LinkedHashMap<>();
  private final TreeMap<Long, Integer> asked = new TreeMap<>();

  @Test
  void noMoreIsAskedThanIsSentWhileAnswersAreAwaited() {
    Ip address = IpRange.of("10.0.0.0-10.0.255.255").first();
    for (int i = 0; i < COUNT; i++) {
      rankings.put(address, List.of("a", "b"));
      address = address.next();
    }
    List.of("a", "b").forEach(name -> world.add(name).start());
    world.rank(rankings);
    world.runFor(4000 * MILLI);
    assertThat(owned("a")).isEqualTo(COUNT);
    world.onEffect((node, effect) -> {
      if (effect instanceof Effect.Ask && node.name.equals("b")) {
        asked.merge(world.now, 1, Integer::sum);
      }
    });

    world.node("a").kill();
    world.runFor(1500 * MILLI);

    assertThat(owned("b")).isEqualTo(COUNT);
    asked
        .keySet()
        .forEach(at -> {
          int together =
              asked.subMap(at, at + 50 * MILLI).values().stream().mapToInt(Integer::intValue).sum();
          assertThat(together).isLessThanOrEqualTo(SENT_IN_TIME);
        });
  }

  private long owned(String name) {
    return rankings.keySet().stream().filter(address -> world.node(name).speaks(address)).count();
  }
}
