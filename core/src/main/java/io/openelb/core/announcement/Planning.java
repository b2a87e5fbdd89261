package io.openelb.core.announcement;

import io.openelb.core.address.Ip;
import java.util.List;

/** What follows from a change of the plan, on one segment. */
final class Planning {

  private final String nic;
  private final String node;
  private final Slots slots;
  private final Ownership ownership;
  private final Acquisition acquisition;
  private final HandOver handOver;
  private final Announcements announcements;
  private final AdvertisementSchedule schedule;

  Planning(
      String nic,
      String node,
      Slots slots,
      Ownership ownership,
      Acquisition acquisition,
      HandOver handOver,
      Announcements announcements,
      AdvertisementSchedule schedule) {
    this.nic = nic;
    this.node = node;
    this.slots = slots;
    this.ownership = ownership;
    this.acquisition = acquisition;
    this.handOver = handOver;
    this.announcements = announcements;
    this.schedule = schedule;
  }

  void assign(Assignment assignment, long now) {
    boolean here = assignment.interfaces().contains(nic);
    Slot known = slots.known(assignment.address());
    if (known == null && !here) {
      return;
    }
    Slot slot = slots.at(assignment.address());
    List<String> ranking = here ? assignment.ranking() : List.of();
    // What its owner withdrew was another of the same address, if it was planned anew since.
    if (slot.planned == here && slot.ranking.equals(ranking) && !slot.withdrawn) {
      return;
    }
    List<String> before = slot.ranking;
    slot.planned = here;
    slot.saidOwned &= here;
    slot.ranking = ranking;
    slot.rank = ranking.indexOf(node);
    slot.withdrawn = false;
    if (slot.owning()) {
      keepOrHandOver(slot, before, here, now);
      announcements.ranked(slot, before);
    }
    acquisition.settle(slot, now);
    slots.tidy(slot);
  }

  private void keepOrHandOver(Slot slot, List<String> before, boolean here, long now) {
    if (slot.ranking.isEmpty()) {
      String reason = here ? "no node may answer" : "it is not announced here any more";
      ownership.drop(slot, OwnClaims.Saying.RELEASED, reason);
      return;
    }
    if (handOver.isLeaving()) {
      return;
    }
    if (slot.rank < 0) {
      handOver.begin(slot, HandOver.Why.UNRANKED, true, now);
      schedule.now();
      return;
    }
    String first = slot.ranking.getFirst();
    boolean sameFirst = !before.isEmpty() && first.equals(before.getFirst());
    boolean wasUnranked = !before.contains(node);
    if (first.equals(node) || (sameFirst && wasUnranked)) {
      handOver.cancel(slot);
    } else if (!sameFirst) {
      handOver.begin(slot, HandOver.Why.MOVE, true, now);
      schedule.now();
    }
  }

  void withdraw(Ip address, long now) {
    Slot slot = slots.known(address);
    if (slot == null) {
      return;
    }
    slot.planned = false;
    slot.saidOwned = false;
    slot.withdrawn = false;
    slot.ranking = List.of();
    slot.rank = -1;
    if (slot.owning()) {
      ownership.drop(slot, OwnClaims.Saying.WITHDRAWN, "the plan has it no more");
    }
    acquisition.settle(slot, now);
    slots.tidy(slot);
  }
}
