package io.openelb.core.announcement;

import io.openelb.core.address.Ip;
import io.openelb.core.address.Mac;
import io.openelb.core.announcement.Standing.State;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** One interface of this node, the fellows heard on it, and the addresses announced on it. */
final class Segment {

  private enum Want {
    SPEAK,
    LEAVE,
    SILENCE
  }

  private final String name;
  private final String node;
  private final Timings timings;
  private final Outbox outbox;
  private final Peers peers;
  private final Timers timers = new Timers();
  private final Fence fence;
  private final OwnClaims own = new OwnClaims();
  private final Announcements announcements;
  private final HandOver handOver;
  private final Witnesses witnesses;
  private final Contest contest;
  private final Cadence cadence;
  private final Map<Ip, Slot> slots = new LinkedHashMap<>();

  private @Nullable Mac mac;
  private Phase phase = Phase.SILENT;
  private Want want = Want.SPEAK;
  private boolean callOver = true;
  private long listenUntil;

  Segment(
      String name, String node, long bootId, Timings timings, RandomGenerator random, long now) {
    this.name = name;
    this.node = node;
    this.timings = timings;
    this.outbox = new Outbox(name);
    this.peers = new Peers(node, bootId, timings.dead(), now);
    this.fence = new Fence(timings.dead(), now);
    this.announcements = new Announcements(outbox);
    this.handOver = new HandOver(node, peers, timings);
    this.witnesses = new Witnesses(name, node, peers, outbox, timings);
    this.contest = new Contest(name, peers, witnesses, timers, outbox, timings, random, this::take);
    this.cadence = new Cadence(new Composer(node, bootId), bootId, own, peers, timings, random);
  }

  Fence fence() {
    return fence;
  }

  // ---- the interface ----

  void up(Mac newMac, long now) {
    boolean same = newMac.equals(mac);
    mac = newMac;
    if (want == Want.SILENCE || (same && phase != Phase.SILENT)) {
      return;
    }
    listen(now);
  }

  void down() {
    mac = null;
    fallSilent("the interface went down");
  }

  void sendFailed() {
    fence.notSent();
  }

  private void listen(long now) {
    fallSilent("listening anew");
    phase = Phase.LISTENING;
    listenUntil = now + timings.listen();
    peers.grace(now + timings.dead());
    cadence.now();
  }

  /** Gives everything up without a word but that we own nothing. */
  private void fallSilent(String reason) {
    fence.close();
    phase = Phase.SILENT;
    contest.open(false);
    handOver.clear();
    for (Ip address : own.clear()) {
      Slot slot = slot(address);
      slot.claim = null;
      slot.state = State.IDLE;
      outbox.stop(address);
      outbox.report(new Effect.Yielded(name, address, reason));
    }
    slots.values().forEach(slot -> contest.settle(slot, 0));
  }

  // ---- leaving ----

  void leave(boolean callsOver, long now) {
    want = Want.LEAVE;
    callOver = callsOver;
    if (phase != Phase.SPEAKING) {
      silence();
      return;
    }
    phase = Phase.LEAVING;
    contest.open(false);
    cadence.now();
    for (Slot slot : slots.values()) {
      if (slot.owning()) {
        handOver.begin(slot, HandOver.Why.LEAVE, callOver, now);
      } else {
        contest.settle(slot, now);
      }
    }
  }

  private void silence() {
    want = Want.SILENCE;
    fallSilent("left");
    cadence.now();
  }

  void enable(long now) {
    if (want == Want.SPEAK) {
      return;
    }
    want = Want.SPEAK;
    if (mac != null) {
      listen(now);
    }
  }

  boolean hasLeft() {
    return want == Want.SILENCE;
  }

  // ---- the plan ----

  void assign(Assignment assignment, long now) {
    boolean here = assignment.interfaces().contains(name);
    Slot known = slots.get(assignment.address());
    if (known == null && !here) {
      return;
    }
    Slot slot = slot(assignment.address());
    if (slot.planned == here && (!here || slot.ranking.equals(assignment.ranking()))) {
      return;
    }
    List<String> before = slot.ranking;
    slot.planned = here;
    slot.ranking = here ? assignment.ranking() : List.of();
    slot.rank = Math.min(slot.ranking.indexOf(node), AddressClaim.LAST_RANK);
    slot.withdrawn = false;
    if (!slot.owning()) {
      contest.settle(slot, now);
    } else if (slot.ranking.isEmpty()) {
      drop(slot, OwnClaims.Saying.RELEASED, here ? "nobody may answer" : "not planned here");
    } else if (slot.rank < 0) {
      handOver.begin(slot, HandOver.Why.UNRANKED, true, now);
      cadence.now();
    } else {
      considerMove(slot, before, now);
    }
    forget(slot);
  }

  private void considerMove(Slot slot, List<String> before, long now) {
    if (phase != Phase.SPEAKING) {
      return;
    }
    String first = slot.ranking.getFirst();
    boolean sameFirst = !before.isEmpty() && first.equals(before.getFirst());
    if (first.equals(node) || (sameFirst && !before.contains(node))) {
      handOver.cancel(slot);
    } else if (!sameFirst) {
      handOver.begin(slot, HandOver.Why.MOVE, true, now);
      cadence.now();
    }
  }

  void withdraw(Ip address, long now) {
    Slot slot = slots.get(address);
    if (slot == null) {
      return;
    }
    slot.planned = false;
    slot.ranking = List.of();
    slot.rank = -1;
    if (slot.owning()) {
      drop(slot, OwnClaims.Saying.WITHDRAWN, "the plan has it no more");
    }
    contest.settle(slot, now);
    forget(slot);
  }

  // ---- what is heard ----

  void heard(Advertisement ad, long now) {
    if (mac == null) {
      return;
    }
    Peers.Hearing hearing = peers.hear(ad, now);
    if (hearing == null) {
      return;
    }
    Peer peer = hearing.peer();
    Peer replaced = hearing.replaced();
    if (replaced != null) {
      lost(replaced, Loss.Kind.RESTARTED, true, now);
    }
    if (hearing.isNew()) {
      cadence.soon(now);
    }
    if (hearing.becameLive()) {
      handOver.peersChanged(now);
      peer.claims().forEach(claim -> changed(slot(claim.address()), peer, now));
    }
    hearClaims(peer, ad, now);
    if (ad.wanted().contains(cadence.bootId())) {
      cadence.wanted(now);
    }
    for (Offer offer : ad.offers()) {
      if (offer.successor().equals(node)) {
        accept(offer, peer, now);
      }
    }
  }

  private void accept(Offer offer, Peer peer, long now) {
    for (Ip address : offer.addresses()) {
      Slot slot = slots.get(address);
      if (slot != null) {
        contest.accept(slot, peer, offer.callOver(), now);
      }
    }
  }

  private void hearClaims(Peer peer, Advertisement ad, long now) {
    ad.withdrawn().forEach(address -> unhear(peer, address, true, now));
    if (ad.count() == 0) {
      List.copyOf(peer.claims()).forEach(claim -> unhear(peer, claim.address(), false, now));
    }
    Advertisement.Span span = ad.span();
    if (span != null) {
      var listed = new HashSet<Ip>();
      ad.claims().forEach(claim -> listed.add(claim.address()));
      for (AddressClaim claim : List.copyOf(peer.claims(span))) {
        if (!listed.contains(claim.address())) {
          unhear(peer, claim.address(), false, now);
        }
      }
    }
    for (AddressClaim claim : ad.claims()) {
      if (peer.add(claim)) {
        Slot slot = slot(claim.address());
        slot.heard.removeIf(one -> one.peer() == peer);
        slot.heard.add(new Slot.HeardClaim(peer, claim));
        slot.epoch = Math.max(slot.epoch, claim.epoch());
        slot.withdrawn = false;
        changed(slot, peer, now);
      }
    }
    ad.released().forEach(address -> unhear(peer, address, false, now));
    peer.said(ad.count(), ad.digest(), now);
  }

  private void unhear(Peer peer, Ip address, boolean withdrawn, long now) {
    if (!peer.remove(address)) {
      return;
    }
    Slot slot = slot(address);
    slot.heard.removeIf(one -> one.peer() == peer);
    slot.withdrawn |= withdrawn && slot.planned && !slot.owning();
    slot.loss = new Loss(peer.node, Loss.Kind.LET_GO, peer.lastHeard);
    if (slot.owning()) {
      announcements.tell(slot);
    }
    changed(slot, peer, now);
    forget(slot);
  }

  /** A fellow claims the address, claims it otherwise than before, or no more. */
  private void changed(Slot slot, Peer peer, long now) {
    AddressClaim claim = slot.claim;
    if (claim == null) {
      contest.settle(slot, now);
      return;
    }
    Slot.HeardClaim best = slot.best();
    if (best == null) {
      return;
    }
    if (best.claim().beats(best.peer().node, claim, node)) {
      drop(slot, OwnClaims.Saying.RELEASED, best.peer().node + " took it");
      contest.settle(slot, now);
    } else if (best.peer() == peer) {
      own.repeat(slot.address);
      announcements.tell(slot);
      cadence.now();
    }
  }

  private void lost(Peer peer, Loss.Kind kind, boolean forgotten, long now) {
    handOver.peersChanged(now);
    for (AddressClaim claim : List.copyOf(peer.claims())) {
      Slot slot = slot(claim.address());
      slot.loss = new Loss(peer.node, kind, peer.lastHeard);
      if (forgotten) {
        slot.heard.removeIf(one -> one.peer() == peer);
      }
      contest.settle(slot, now);
      forget(slot);
    }
  }

  void answered(Ip address, Mac from, long now) {
    Slot slot = slots.get(address);
    if (slot != null && !from.equals(mac)) {
      contest.answered(slot, from, now);
    }
  }

  void asked(Ip address, Mac from, long now) {
    Slot slot = slots.get(address);
    if (slot != null && !from.equals(mac)) {
      contest.asked(slot, peers.nodeOf(from), now);
    }
  }

  /**
   * Somebody says unasked that an address of ours is its own. A stranger is defended against (RFC
   * 5227 2.4 b). A fellow whose advertisements are lost took it too: one of us falls silent, by a
   * rule that doesn't need a common ranking.
   */
  void asserted(Ip address, Mac from, long now) {
    Slot slot = slots.get(address);
    if (slot == null || !slot.owning() || from.equals(mac)) {
      return;
    }
    String other = peers.nodeOf(from);
    if (other == null) {
      if (defend(slot, timings.defend(), now)) {
        outbox.report(new Effect.Conflict(name, slot.address, from));
      }
    } else if (other.compareTo(node) < 0 && peers.live(other) == null) {
      drop(slot, OwnClaims.Saying.RELEASED, other + " answers for it");
      contest.settle(slot, now);
    } else if (other.compareTo(node) > 0 && peers.live(other) == null) {
      defend(slot, timings.interval(), now);
    }
  }

  private boolean defend(Slot slot, long pause, long now) {
    Long last = slot.defended;
    if (last != null && now - last < pause) {
      return false;
    }
    slot.defended = now;
    outbox.announce(slot.address);
    return true;
  }

  void know(Map<Mac, String> fellows) {
    peers.know(fellows);
  }

  // ---- ownership ----

  private void take(Slot slot, String reason, long now) {
    slot.epoch++;
    int rank = Math.min(slot.rank, AddressClaim.LAST_RANK);
    slot.claim = new AddressClaim(slot.address, slot.epoch, rank);
    slot.state = State.OWNING;
    slot.reason = reason;
    slot.loss = null;
    timers.clear(slot);
    own.add(slot.claim);
    fence.own(slot.address);
    outbox.start(slot.address);
    Peer offeredBy = slot.offeredBy;
    slot.offeredBy = null;
    if (offeredBy != null && !slot.callOver) {
      announcements.leaveUntold(slot, offeredBy.node);
    } else {
      announcements.tell(slot);
    }
    cadence.now();
    outbox.report(new Effect.Took(name, slot.address, reason));
  }

  private void drop(Slot slot, OwnClaims.Saying saying, String reason) {
    slot.claim = null;
    slot.state = State.IDLE;
    slot.reason = reason;
    own.remove(slot.address, saying);
    fence.disown(slot.address);
    handOver.cancel(slot);
    outbox.stop(slot.address);
    cadence.now();
    outbox.report(new Effect.Yielded(name, slot.address, reason));
  }

  private Slot slot(Ip address) {
    return slots.computeIfAbsent(address, Slot::new);
  }

  private void forget(Slot slot) {
    if (slot.forgettable()) {
      timers.clear(slot);
      slots.remove(slot.address);
    }
  }

  // ---- time ----

  /** Before anything else: what we are no longer entitled to is given up. */
  void wake(long now, long lateness) {
    if (lateness > timings.interval() / 5) {
      peers.grace(now + timings.ask());
    }
    if (fence.isOpen() && !fence.holds(now)) {
      outbox.report(new Effect.Fenced(name, fence.unsentFor(now)));
      listen(now);
    }
  }

  void run(long now) {
    if (mac != null) {
      for (Peer peer : peers.expireLive(now)) {
        boolean deaf = now - peer.lastHeard < timings.dead();
        lost(peer, deaf ? Loss.Kind.DEAF : Loss.Kind.SILENT, false, now);
        announcements.nodeLost(peer.node);
      }
      for (Peer peer : peers.expireHeard(now)) {
        lost(peer, Loss.Kind.SILENT, true, now);
      }
    }
    if (phase == Phase.LISTENING && now >= listenUntil) {
      phase = Phase.SPEAKING;
      fence.open();
      contest.open(true);
      cadence.now();
      slots.values().forEach(slot -> contest.settle(slot, now));
    }
    timers.poll(now).forEach(slot -> contest.due(slot, now));
    HandOver.Outcome outcome = handOver.run(now);
    outcome.givenUp().forEach(slot -> drop(slot, OwnClaims.Saying.RELEASED, "nobody took it over"));
    if (outcome.newOffers()) {
      cadence.now();
    }
    if (want == Want.LEAVE && handOver.isEmpty()) {
      silence();
    }
    announcements.run(now);
  }

  void drainTo(List<Effect> effects, long now) {
    Mac from = mac;
    if (from == null || !cadence.due(now)) {
      outbox.drainTo(effects, List.of());
      return;
    }
    List<Advertisement> ads = cadence.speak(from, phase, handOver.offers(), now);
    fence.sent(now);
    outbox.drainTo(effects, ads);
  }

  long nextDeadline() {
    if (mac == null) {
      return Long.MAX_VALUE;
    }
    long next = Math.min(peers.nextDeadline(), timers.nextDeadline());
    next = Math.min(next, Math.min(handOver.nextDeadline(), announcements.nextDeadline()));
    next = Math.min(next, cadence.nextDeadline());
    return phase == Phase.LISTENING ? Math.min(next, listenUntil) : next;
  }

  // ---- for people ----

  List<String> hears() {
    return mac == null ? List.of() : peers.live().stream().map(peer -> peer.node).sorted().toList();
  }

  List<Standing> standings() {
    List<Standing> standings = new ArrayList<>(slots.size());
    for (Slot slot : slots.values()) {
      Slot.HeardClaim best = mac == null ? null : slot.best();
      String owner = slot.owning() ? node : best == null ? null : best.peer().node;
      standings.add(
          new Standing(
              name, slot.address, slot.state, slot.ranking, owner, slot.epoch, slot.reason));
    }
    return standings;
  }
}
