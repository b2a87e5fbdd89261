package io.openelb.core.announcement;

import static io.openelb.core.announcement.Simulation.MILLI;
import static org.assertj.core.api.Assertions.assertThat;

import io.openelb.core.address.Ip;
import io.openelb.core.address.IpRange;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Three thousand addresses on one node: they move together, in datagrams of bounded size. */
final class ManyAddressesTest {

  private static final int COUNT = 3000;

  private final Simulation world = new Simulation(7);
  private final List<Ip> addresses = new ArrayList<>();
  private int datagrams;
  private int largest;

  @BeforeEach
  void oneNodeOwnsAll() {
    Map<Ip, List<String>> rankings = new LinkedHashMap<>();
    Ip address = IpRange.of("10.0.0.0-10.0.255.255").first();
    for (int i = 0; i < COUNT; i++) {
      addresses.add(address);
      rankings.put(address, i % 2 == 0 ? List.of("a", "b", "c") : List.of("a", "c", "b"));
      address = address.next();
    }
    world.onEffect((_, effect) -> {
      if (effect instanceof Effect.Advertise(String _, Advertisement ad)) {
        datagrams++;
        largest = Math.max(largest, AdvertisementCodec.encode(ad).length);
      }
    });
    List.of("a", "b", "c").forEach(name -> world.add(name).start());
    world.rank(rankings);
    world.runFor(2500 * MILLI);
    assertThat(owned("a")).isEqualTo(COUNT);
  }

  private long owned(String name) {
    return addresses.stream().filter(address -> world.node(name).speaks(address)).count();
  }

  @Test
  void allAreAnsweredForWithinASecondOfTheirOwnersDeath() {
    world.node("a").kill();
    world.runFor(1000 * MILLI);
    assertThat(owned("b")).isEqualTo(COUNT / 2);
    assertThat(owned("c")).isEqualTo(COUNT / 2);
    assertThat(largest).isLessThanOrEqualTo(AdvertisementCodec.MAX_SIZE);
  }

  @Test
  void allAreHandedOverWithinASecond() {
    world.node("a").stop(true);
    world.runFor(1000 * MILLI);
    assertThat(owned("a") + owned("b") + owned("c")).isEqualTo(COUNT);
    assertThat(world.node("a").takeover).isNull();
    assertThat(largest).isLessThanOrEqualTo(AdvertisementCodec.MAX_SIZE);
  }

  /** Of so many, b takes some when it has missed a for so long that it counts as dead. */
  @Test
  void anOwnerThatIsLostWhileItHandsOverIsToldOf() {
    Map<Ip, List<String>> rankings = new LinkedHashMap<>();
    Ip address = IpRange.of("10.1.0.0-10.1.255.255").first();
    for (int i = 0; i < 10_000; i++) {
      rankings.put(address, List.of("a", "b"));
      address = address.next();
    }
    world.rank(rankings);
    world.runFor(2500 * MILLI);
    Set<Ip> announced = new HashSet<>();
    world.onEffect((_, effect) -> {
      if (effect instanceof Effect.Announce(String _, List<Ip> some)) {
        announced.addAll(some);
      }
    });

    world.node("a").stop(false);
    world.runFor(100 * MILLI);
    world.node("a").unplug();
    world.runFor(6000 * MILLI);

    assertThat(announced).containsAll(rankings.keySet());
  }

  @Test
  void atRestNothingIsSaidOfThem() {
    datagrams = 0;
    world.runFor(10_000 * MILLI);
    assertThat(datagrams).isBetween(270, 310);
  }

  @Test
  void aNewcomerLearnsOfAll() {
    world.node("c").kill();
    world.runFor(1000 * MILLI);
    world.node("c").start();
    world.runFor(1000 * MILLI);
    Takeover newcomer = Objects.requireNonNull(world.node("c").takeover);
    assertThat(newcomer.statuses()).allMatch(standing -> "a".equals(standing.owner()));
  }
}
