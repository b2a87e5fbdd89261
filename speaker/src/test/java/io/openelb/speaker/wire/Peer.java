package io.openelb.speaker.wire;

import io.openelb.core.address.Family;
import io.openelb.core.address.Ip;
import io.openelb.core.address.Mac;
import io.openelb.core.announcement.Advertisement;
import io.openelb.core.announcement.Assignment;
import io.openelb.core.announcement.BootIds;
import io.openelb.core.announcement.Effect;
import io.openelb.core.announcement.Input;
import io.openelb.core.announcement.Takeover;
import io.openelb.core.announcement.Timings;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.Set;

/**
 * One speaker of a {@link Crowd}: the rules themselves, without a wire. It hears the real speakers
 * alone, and all that late by a part of an interval which is its own: who hears somebody new
 * advertises soon, and thus all would go on speaking at the same moment.
 */
final class Peer {

  private static final String NIC = "eth0";
  private static final int ADDRESSES = 10;
  private static final long MACS = 0x5254_0078_0000L;
  private static final long FIRST_ADDRESS = 0x0a4e_0000L;

  private final Takeover rules;
  private final long bootId;
  private final long late;
  private final Queue<Arrived> underWay = new ArrayDeque<>();
  private final long start;

  private record Arrived(Advertisement ad, long at) {}

  Peer(int number, Random random) {
    Timings timings = Timings.defaults();
    String node = "worker-f%03d".formatted(number);
    bootId = random.nextLong();
    late = random.nextLong(timings.interval());
    rules = new Takeover(node, bootId, timings, random);
    start = System.nanoTime() + late;
    List<Assignment> own = new ArrayList<>();
    for (int i = 0; i < ADDRESSES; i++) {
      Ip address = new Ip(Family.IPV4, 0, FIRST_ADDRESS + (long) number * ADDRESSES + i);
      own.add(new Assignment(address, List.of(node), Set.of(NIC)));
    }
    rules.handle(new Input.PlanChanged(own, List.of()), start);
    rules.handle(new Input.InterfaceUp(NIC, new Mac(MACS + number)), start);
  }

  long bootId() {
    return bootId;
  }

  /** Takes an advertisement of a real speaker. */
  void hear(Advertisement ad, long now) {
    underWay.add(new Arrived(ad, now + late));
  }

  /**
   * What it says now, if anything.
   *
   * @param echoes whom it says to hear
   */
  List<Advertisement> speak(long now, BootIds echoes) {
    List<Input.Heard> heard = new ArrayList<>();
    while (!underWay.isEmpty() && underWay.element().at() <= now) {
      Arrived arrived = underWay.remove();
      heard.add(new Input.Heard(NIC, arrived.ad(), arrived.at()));
    }
    if (now < start || (heard.isEmpty() && now < rules.nextDeadline())) {
      return List.of();
    }
    List<Advertisement> said = new ArrayList<>();
    for (Effect effect : rules.handle(heard, new Input.Tick(), now)) {
      if (effect instanceof Effect.Advertise(var _, var ad)) {
        said.add(ad.part() == 0 ? withEchoes(ad, echoes) : ad);
        rules.fence(NIC, now).sent(now);
      }
    }
    return said;
  }

  private static Advertisement withEchoes(Advertisement ad, BootIds echoes) {
    return new Advertisement(
        ad.node(),
        ad.mac(),
        ad.bootId(),
        ad.sequence(),
        ad.part(),
        ad.phase(),
        ad.strain(),
        ad.count(),
        ad.digest(),
        echoes,
        ad.wanted(),
        ad.claims(),
        ad.span(),
        ad.released(),
        ad.withdrawn(),
        ad.offers());
  }
}
