package io.openelb.core.announcement;

import io.openelb.core.address.Ip;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** What follows from what is heard on one segment: of peers' claims, and of their end. */
final class ClaimTracker {

  private final String node;
  private final Timings timings;
  private final Peers peers;
  private final Slots slots;
  private final Ownership ownership;
  private final Acquisition acquisition;
  private final HandOver handOver;
  private final Announcements announcements;
  private final AdvertisementSchedule schedule;

  ClaimTracker(
      String node,
      Timings timings,
      Peers peers,
      Slots slots,
      Ownership ownership,
      Acquisition acquisition,
      HandOver handOver,
      Announcements announcements,
      AdvertisementSchedule schedule) {
    this.node = node;
    this.timings = timings;
    this.peers = peers;
    this.slots = slots;
    this.ownership = ownership;
    this.acquisition = acquisition;
    this.handOver = handOver;
    this.announcements = announcements;
    this.schedule = schedule;
  }

  /** Takes an advertisement that came at that time. */
  void heard(Advertisement ad, long at, long now) {
    Peers.Hearing hearing = peers.hear(ad, at);
    if (hearing == null) {
      return;
    }
    Peer peer = hearing.peer();
    Peer replaced = hearing.replaced();
    if (replaced != null) {
      lost(replaced, Loss.Kind.RESTARTED, now);
      forget(replaced, now);
    }
    if (hearing.isNew()) {
      schedule.newcomer(now);
    }
    if (hearing.becameLive()) {
      announcements.nodeReturned(peer.node);
    }
    if (hearing.becameLive() || hearing.otherPhase()) {
      handOver.peersChanged(now);
    }
    if (hearing.turned() && !peer.counts) {
      lost(peer, Loss.Kind.DEAF, now);
    } else if (hearing.turned() || hearing.becameLive()) {
      peer.claims().forEach(claim -> changed(slots.at(claim.address()), peer, now));
    }
    hearClaims(peer, ad, now);
    schedule.wanted(ad.wanted(), now);
    for (Offer offer : ad.offers()) {
      if (offer.successor().equals(node)) {
        accept(offer, peer, now);
      }
    }
  }

  private void accept(Offer offer, Peer peer, long now) {
    for (Ip address : offer.addresses()) {
      Slot slot = slots.known(address);
      if (slot != null) {
        acquisition.accept(slot, peer, offer.callOver(), now);
      }
    }
  }

  private void hearClaims(Peer peer, Advertisement ad, long now) {
    // Before anything else takes the claims away: nobody is to take these over.
    for (Ip address : ad.withdrawn()) {
      unhear(peer, address, true, now);
    }
    if (ad.count() == 0) {
      for (AddressClaim claim : List.copyOf(peer.claims())) {
        unhear(peer, claim.address(), false, now);
      }
    }
    Advertisement.Span span = ad.span();
    if (span != null) {
      Set<Ip> listed = new HashSet<>();
      ad.claims().forEach(claim -> listed.add(claim.address()));
      for (AddressClaim claim : List.copyOf(peer.claims(span))) {
        if (!listed.contains(claim.address())) {
          unhear(peer, claim.address(), false, now);
        }
      }
    }
    for (Ip address : ad.released()) {
      unhear(peer, address, false, now);
    }
    for (AddressClaim claim : ad.claims()) {
      hear(peer, claim, now);
    }
    peer.said(ad.count(), ad.digest(), now);
  }

  private void hear(Peer peer, AddressClaim claim, long now) {
    if (!peer.add(claim)) {
      return;
    }
    Slot slot = slots.at(claim.address());
    slot.heard.removeIf(one -> one.peer() == peer);
    slot.heard.add(new Slot.HeardClaim(peer, claim));
    slot.epoch = Math.max(slot.epoch, claim.epoch());
    slot.withdrawn = false;
    changed(slot, peer, now);
  }

  private void unhear(Peer peer, Ip address, boolean withdrawn, long now) {
    if (!peer.remove(address)) {
      return;
    }
    Slot slot = slots.at(address);
    slot.heard.removeIf(one -> one.peer() == peer);
    // Where we know another plan than the one that it had, that is not what was withdrawn.
    slot.withdrawn |= withdrawn && slot.ranking.contains(peer.node) && !slot.owning();
    slot.loss = Loss.of(peer, Loss.Kind.LET_GO);
    if (slot.owning() && slot.contended) {
      // It yielded to us; the neighbours may have heard it last.
      slot.contended = false;
      announcements.tell(slot);
    }
    changed(slot, peer, now);
    slots.tidy(slot);
  }

  /** A peer claims the address, claims it otherwise than before, or no more. */
  private void changed(Slot slot, Peer peer, long now) {
    AddressClaim claim = slot.claim;
    if (claim == null) {
      acquisition.settle(slot, now);
      return;
    }
    Slot.HeardClaim best = slot.best();
    if (best == null) {
      return;
    }
    // Who doesn't hear us doesn't yield to us either.
    if (!best.peer().live || best.claim().beats(best.peer().node, claim, node)) {
      ownership.drop(slot, OwnClaims.Saying.RELEASED, best.peer().node + " took it");
      acquisition.settle(slot, now);
    } else if (best.peer() == peer) {
      ownership.insist(slot);
    }
  }

  /** Takes note of whom time has made silent. */
  void expire(long now) {
    for (Peer peer : peers.expireLive(now)) {
      boolean deaf = now - peer.lastHeard < timings.dead();
      lost(peer, deaf ? Loss.Kind.DEAF : Loss.Kind.SILENT, now);
      if (peer.phase == Phase.SILENT) {
        announcements.nodeLeft(peer.node, now);
      } else if (!peer.counts) {
        announcements.nodeLost(peer.node);
      }
    }
    for (Peer peer : peers.expireHeard(now)) {
      forget(peer, now);
      // It may have been heard for longer than it was live.
      if (peer.phase != Phase.SILENT && peers.live(peer.node) == null) {
        announcements.nodeLost(peer.node);
      }
    }
  }

  /** The peer's claims don't count any more, or it doesn't hear ours. */
  private void lost(Peer peer, Loss.Kind kind, long now) {
    handOver.peersChanged(now);
    for (AddressClaim claim : peer.claims()) {
      Slot slot = slots.at(claim.address());
      slot.loss = Loss.of(peer, kind);
      changed(slot, peer, now);
    }
  }

  private void forget(Peer peer, long now) {
    for (AddressClaim claim : peer.claims()) {
      Slot slot = slots.at(claim.address());
      slot.heard.removeIf(one -> one.peer() == peer);
      acquisition.settle(slot, now);
      slots.tidy(slot);
    }
  }
}
