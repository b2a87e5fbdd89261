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

  /** What an interface sends in a millisecond at least. */
  private static final int SENT_A_MILLI = Timings.QUESTIONS_PER_MILLI * 11 / 10;

  /** Until the next question for an address. */
  private static final int MILLIS = 25;

  private final Simulation world = new Simulation(7);
  private final Map<Ip, List<String>> rankings = new LinkedHashMap<>();
  private final TreeMap<Long, Integer> asked = new TreeMap<>();

  @Test
  void eachQuestionLeavesBeforeTheNextForItsAddress() {
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
      if (effect instanceof Effect.Ask ask && node.name.equals("b")) {
        asked.merge(world.now, ask.addresses().size(), Integer::sum);
      }
    });

    world.node("a").kill();
    world.runFor(1500 * MILLI);

    assertThat(owned("b")).isEqualTo(COUNT);
    assertThat(longestQueue()).isLessThanOrEqualTo(MILLIS * SENT_A_MILLI);
  }

  /** How many questions wait to be sent, at most. */
  private long longestQueue() {
    long longest = 0;
    long queue = 0;
    long last = asked.firstKey();
    for (Map.Entry<Long, Integer> question : asked.entrySet()) {
      long sent = (question.getKey() - last) * SENT_A_MILLI / MILLI;
      queue = Math.max(0, queue - sent) + question.getValue();
      longest = Math.max(longest, queue);
      last = question.getKey();
    }
    return longest;
  }

  private long owned(String name) {
    return rankings.keySet().stream().filter(address -> world.node(name).speaks(address)).count();
  }
}
