package io.openelb.core.announcement;

import java.util.ArrayDeque;
import java.util.Queue;

/**
 * Whether others own an address of ours too. Peers that are heard tell by their advertisements. One
 * that is not heard may have taken an address while the segment was cut in two, and have it still
 * when it is whole again, behind a firewall that drops advertisements: for as long as it could, the
 * owner asks the segment. Who answers is told that the address is ours, and by {@link
 * AddressDefence#asserted} one of us falls silent.
 *
 * <p>One that is not heard may hear us, and be unable to ask for what we own: it is told unasked.
 */
final class RivalProbe {

  /** So many addresses are asked for in an interval, at most. */
  private static final int BATCH = 5;

  private final Peers peers;
  private final Slots slots;
  private final Outbox outbox;
  private final AdvertisementSchedule schedule;
  private final Timings timings;
  private final String node;
  private final Queue<Slot> left = new ArrayDeque<>();
  private long nextLook = Long.MIN_VALUE;
  private long nextBatch = Long.MIN_VALUE;

  RivalProbe(
      String node,
      Peers peers,
      Slots slots,
      Outbox outbox,
      AdvertisementSchedule schedule,
      Timings timings) {
    this.node = node;
    this.peers = peers;
    this.slots = slots;
    this.outbox = outbox;
    this.schedule = schedule;
    this.timings = timings;
  }

  /** To be called at every wake: each interval has one. */
  void run(long now) {
    if (now >= nextLook) {
      // Twice within the longest pause between two asks: when one is lost, two owners of an
      // address still find each other within a second. With many addresses it takes longer.
      nextLook = now + timings.backoffMax() / 2;
      look(now);
    }
    if (now < nextBatch) {
      return;
    }
    nextBatch = now + timings.interval();
    for (int asked = 0; asked < BATCH && !left.isEmpty(); ) {
      Slot slot = left.remove();
      if (isDoubtful(slot)) {
        outbox.ask(slot.address);
        asked++;
      }
    }
  }

  private void look(long now) {
    boolean roundIsOver = left.isEmpty();
    boolean lacking = false;
    for (Slot slot : slots.all()) {
      if (lacksSomebody(slot)) {
        lacking = true;
        if (roundIsOver && slot.owning()) {
          left.add(slot);
        }
      }
    }
    if (lacking) {
      schedule.unasked(now);
    }
  }

  /** Whether we own it, and one that might own it as well isn't heard. */
  private boolean isDoubtful(Slot slot) {
    return slot.owning() && lacksSomebody(slot);
  }

  private boolean lacksSomebody(Slot slot) {
    for (String other : slot.ranking) {
      if (!other.equals(node) && peers.live(other) == null) {
        return true;
      }
    }
    return false;
  }
}
