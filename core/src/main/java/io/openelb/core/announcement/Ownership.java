package io.openelb.core.announcement;

import io.openelb.core.address.Ip;
import io.openelb.core.announcement.AddressStatus.State;
import java.util.HashSet;
import java.util.Set;

/** What becoming, being and being no more the owner of an address entails. */
final class Ownership {

  private final String nic;
  private final OwnClaims own;
  private final Peers peers;
  private final Fence fence;
  private final HandOver handOver;
  private final Announcements announcements;
  private final AdvertisementSchedule schedule;
  private final Outbox outbox;

  /** The last ones: one set serves thousands of addresses. */
  private Set<String> servers = Set.of();

  Ownership(
      String nic,
      OwnClaims own,
      Peers peers,
      Fence fence,
      HandOver handOver,
      Announcements announcements,
      AdvertisementSchedule schedule,
      Outbox outbox) {
    this.nic = nic;
    this.own = own;
    this.peers = peers;
    this.fence = fence;
    this.handOver = handOver;
    this.announcements = announcements;
    this.schedule = schedule;
    this.outbox = outbox;
  }

  /**
   * Whoever is alone claims with the lowest epoch: others may own the address behind a port that
   * does not forward yet, and are to keep it.
   */
  void take(Slot slot, String reason, long now) {
    boolean alone = peers.alone(now);
    slot.epoch = Math.max(slot.epoch, AddressClaim.ALONE) + (alone ? 0 : 1);
    int epoch = alone ? AddressClaim.ALONE : slot.epoch;
    AddressClaim claim =
        new AddressClaim(slot.address, epoch, Math.min(slot.rank, AddressClaim.LAST_RANK));
    slot.claim = claim;
    slot.state = State.OWNING;
    slot.asked = false;
    slot.reason = reason;
    slot.loss = null;
    slot.contended = false;
    own.add(claim);
    outbox.owned(slot);
    outbox.start(slot.address);
    Peer offeredBy = slot.offeredBy;
    slot.offeredBy = null;
    if (offeredBy != null && !slot.callOver && goesOn(offeredBy)) {
      announcements.leaveUntold(slot, offeredBy.node, servers(slot, offeredBy), now);
    } else {
      announcements.tell(slot);
    }
    schedule.now();
    outbox.report(new Effect.Took(nic, slot.address, reason));
  }

  /** Whether its kernel does, which serves those that are not told. */
  private static boolean goesOn(Peer peer) {
    return peer.live || peer.phase == Phase.SILENT;
  }

  /**
   * The nodes that the caches may point to: the offerer, and any that it left alone in its turn. A
   * full ranking need not name that one any more.
   */
  private Set<String> servers(Slot slot, Peer offeredBy) {
    Set<String> nodes = new HashSet<>();
    peers.live().forEach(peer -> nodes.add(peer.node));
    if (slot.ranking.size() < NodeRanking.PLACES) {
      nodes.retainAll(slot.ranking);
    }
    nodes.add(offeredBy.node);
    if (!nodes.equals(servers)) {
      servers = Set.copyOf(nodes);
    }
    return servers;
  }

  /** Falls silent for the address at once. The caller settles what follows. */
  void drop(Slot slot, OwnClaims.Saying saying, String reason) {
    own.remove(slot.address, saying);
    handOver.cancel(slot);
    schedule.now();
    lose(slot, reason);
  }

  /** Falls silent for everything at once, and says no more than that nothing is owned. */
  void dropAll(Slots slots, String reason) {
    fence.close();
    handOver.clear();
    for (Ip address : own.clear()) {
      lose(slots.at(address), reason);
    }
  }

  private void lose(Slot slot, String reason) {
    slot.claim = null;
    slot.challenger = null;
    slot.state = State.IDLE;
    slot.reason = reason;
    announcements.forget(slot);
    outbox.stop(slot.address);
    outbox.report(new Effect.Yielded(nic, slot.address, reason));
  }

  /** A peer claims the address too, and loses by the rule: it and the neighbours shall know. */
  void insist(Slot slot) {
    slot.contended = true;
    own.repeat(slot.address);
    announcements.tell(slot);
    schedule.now();
  }
}
