package io.openelb.core.announcement;

import io.openelb.core.address.Mac;
import org.jspecify.annotations.Nullable;

/** What follows when somebody else answers for an address that we own (RFC 5227 2.4). */
final class AddressDefence {

  /** After so many reminders in vain it is as good as certain that none got lost. */
  private static final int REMINDERS = 5;

  /** From then on it is reminded once in so many of the rounds in which we ask: in ten seconds. */
  private static final int SELDOM = 25;

  private final String nic;
  private final String node;
  private final Timings timings;
  private final Peers peers;
  private final StationDirectory stations;
  private final Timers timers;
  private final Ownership ownership;
  private final Acquisition acquisition;
  private final Announcements announcements;
  private final Outbox outbox;

  AddressDefence(
      String nic,
      String node,
      Timings timings,
      Peers peers,
      StationDirectory stations,
      Timers timers,
      Ownership ownership,
      Acquisition acquisition,
      Announcements announcements,
      Outbox outbox) {
    this.nic = nic;
    this.node = node;
    this.timings = timings;
    this.peers = peers;
    this.stations = stations;
    this.timers = timers;
    this.ownership = ownership;
    this.acquisition = acquisition;
    this.announcements = announcements;
    this.outbox = outbox;
  }

  /** Somebody answered a question for an address of ours. */
  void answered(Slot slot, Mac from, long now) {
    String other = stations.nodeOf(from);
    if (!announcements.isUntold(slot, other) && !isStubborn(slot, other, now)) {
      claimed(slot, from, now);
    }
  }

  /**
   * Whether the peer answers again and again, whatever we say: it is a kernel, or we are deaf to
   * what its speaker says of it. To remind it each time would call the neighbours' caches back each
   * time.
   */
  private boolean isStubborn(Slot slot, @Nullable String other, long now) {
    if (other == null) {
      return false;
    }
    Slot.Answerer last = slot.answerer;
    int times = 1;
    // With many addresses a round takes long.
    long seldom = SELDOM * timings.backoffMax() / 2;
    if (last != null && last.node().equals(other) && now - last.at() < 2 * seldom) {
      times += last.times();
    }
    slot.answerer = new Slot.Answerer(other, times, now);
    return times > REMINDERS && !isLongAgo(slot.reminded, seldom, now);
  }

  /**
   * Somebody says unasked that an address of ours is its own. When it is a peer whose
   * advertisements are lost, it took it too: one of us falls silent, by a rule that doesn't need a
   * common ranking. One whose advertisements are heard is told by ours.
   */
  void asserted(Slot slot, Mac from, long now) {
    String other = stations.nodeOf(from);
    if (other != null && !peers.hears(other) && other.compareTo(node) < 0) {
      if (slot.challenger == null) {
        slot.challenger = other;
        timers.set(slot, now + timings.interval() + timings.interval() / 2);
      }
    } else {
      claimed(slot, from, now);
    }
  }

  /**
   * Who said unasked that an address of ours is its own has had time to advertise: whose port has
   * just opened is heard by now, and its claim decides.
   */
  void due(Slot slot, long now) {
    String other = slot.challenger;
    if (other == null || !slot.owning()) {
      return;
    }
    slot.challenger = null;
    if (peers.hears(other)) {
      remind(slot, now);
    } else {
      ownership.drop(slot, OwnClaims.Saying.RELEASED, other + " answers for it");
      acquisition.settle(slot, now);
    }
  }

  /**
   * Somebody answers for an address of ours: a stranger, or a peer that isn't heard, and there its
   * kernel or its speaker. A kernel says nothing to our claim, a speaker does.
   */
  private void claimed(Slot slot, Mac from, long now) {
    String other = stations.nodeOf(from);
    if (other == null) {
      defend(slot, from, now);
    } else if (!other.equals(node) && peers.live(other) == null) {
      remind(slot, now);
    }
  }

  /** A stranger has the address: it is defended, but not too often (RFC 5227 2.4 c). */
  private void defend(Slot slot, Mac stranger, long now) {
    if (isLongAgo(slot.defended, timings.defend(), now)) {
      slot.defended = now;
      outbox.announce(slot.address);
      outbox.report(new Effect.Conflict(nic, slot.address, stranger, false));
    }
  }

  /** A peer that isn't heard answers for the address: if that is its speaker, it shall know. */
  private void remind(Slot slot, long now) {
    if (isLongAgo(slot.reminded, timings.interval(), now)) {
      slot.reminded = now;
      outbox.announce(slot.address);
    }
  }

  private static boolean isLongAgo(@Nullable Long last, long pause, long now) {
    return last == null || now - last >= pause;
  }
}
