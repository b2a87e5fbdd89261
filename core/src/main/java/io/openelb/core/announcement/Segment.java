package io.openelb.core.announcement;

import io.openelb.core.address.Ip;
import io.openelb.core.address.Mac;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** One interface of this node, the peers heard on it, and the addresses announced on it. */
final class Segment {

  /** What the speaker as a whole is told to do. */
  private enum Want {
    SPEAK,
    LEAVE,
    SILENCE
  }

  private final String nic;
  private final String node;
  private final Timings timings;
  private final Outbox outbox;
  private final StationDirectory stations = new StationDirectory();
  private final Peers peers;
  private final Slots slots = new Slots();
  private final Timers timers = new Timers();
  private final Fence fence;
  private final FencingBackoff fencingBackoff;
  private final BusyDetector busyDetector;
  private final Announcements announcements;
  private final HandOver handOver;
  private final ProbeJudge probeJudge;
  private final Acquisition acquisition;
  private final AdvertisementSchedule schedule;
  private final Ownership ownership;
  private final Planning planning;
  private final RivalProbe rivalProbe;
  private final ClaimTracker claimTracker;
  private final AddressDefence defence;

  /** Null while the interface is down. */
  private @Nullable Mac mac;

  private Phase phase = Phase.SILENT;
  private Want want = Want.SPEAK;
  private long listenUntil;

  Segment(String nic, String node, long bootId, Timings timings, RandomGenerator random, long now) {
    this.nic = nic;
    this.node = node;
    this.timings = timings;
    outbox = new Outbox(nic);
    peers = new Peers(node, bootId, timings, stations, now);
    fence = new Fence(timings.dead(), now);
    fencingBackoff = new FencingBackoff(timings, random, now);
    busyDetector = new BusyDetector(nic, timings, fence, outbox);
    handOver = new HandOver(node, peers, timings);
    announcements = new Announcements(outbox, handOver, timings);
    OwnClaims own = new OwnClaims();
    schedule = new AdvertisementSchedule(node, bootId, own, peers, timings, random);
    ownership = new Ownership(nic, own, peers, fence, handOver, announcements, schedule, outbox);
    probeJudge = new ProbeJudge(nic, node, peers, stations, outbox, timings);
    acquisition =
        new Acquisition(
            nic,
            peers,
            probeJudge,
            fencingBackoff,
            timers,
            outbox,
            timings,
            random,
            ownership::take);
    rivalProbe = new RivalProbe(node, peers, slots, outbox, schedule, timings);
    planning =
        new Planning(nic, node, slots, ownership, acquisition, handOver, announcements, schedule);
    claimTracker =
        new ClaimTracker(
            node, timings, peers, slots, ownership, acquisition, handOver, announcements, schedule);
    defence =
        new AddressDefence(
            nic,
            node,
            timings,
            peers,
            stations,
            timers,
            ownership,
            acquisition,
            announcements,
            outbox);
  }

  Fence fence() {
    return fence;
  }

  long turns() {
    return schedule.turns();
  }

  Planning planning() {
    return planning;
  }

  // ---- the interface ----

  /**
   * The interface came up, or has another MAC.
   *
   * @param turns the most that were said on an interface of this node
   */
  void up(Mac newMac, long turns, long now) {
    boolean same = newMac.equals(mac);
    if (mac == null) {
      schedule.continueAfter(turns);
    }
    mac = newMac;
    if (want == Want.SILENCE || (same && phase != Phase.SILENT)) {
      return;
    }
    listen(now);
  }

  void down(long now) {
    mac = null;
    fallSilent("the interface went down", now);
    forgetWhatWasSeen();
  }

  private void listen(long now) {
    fallSilent("it listens anew", now);
    phase = Phase.LISTENING;
    listenUntil = now + timings.listen();
    peers.listen();
    peers.grace(now + timings.dead());
    schedule.now();
  }

  private void fallSilent(String reason, long now) {
    phase = Phase.SILENT;
    acquisition.open(false);
    ownership.dropAll(slots, reason);
    slots.all().forEach(slot -> acquisition.settle(slot, now));
  }

  /** Of strangers and kernels others tell, or we do when we are back. */
  private void forgetWhatWasSeen() {
    slots.all().forEach(acquisition::forgetStranger);
    probeJudge.forgetAll();
  }

  // ---- leaving ----

  void leave(boolean callOver, long now) {
    want = Want.LEAVE;
    if (phase != Phase.SPEAKING) {
      silence(now);
      return;
    }
    phase = Phase.LEAVING;
    acquisition.open(false);
    handOver.leave();
    schedule.now();
    for (Slot slot : slots.all()) {
      if (slot.owning()) {
        handOver.begin(slot, HandOver.Why.LEAVE, callOver, now);
      } else {
        acquisition.settle(slot, now);
      }
    }
  }

  private void silence(long now) {
    want = Want.SILENCE;
    fallSilent("it left", now);
    forgetWhatWasSeen();
    schedule.farewell();
  }

  /** Whether it is silent, and the others know. */
  boolean hasLeft() {
    return want == Want.SILENCE && (mac == null || schedule.isFarewellSaid());
  }

  // ---- what is heard ----

  void heard(Advertisement ad, long at, long now) {
    if (mac != null) {
      claimTracker.heard(ad, at, now);
    }
  }

  void answered(Ip address, Mac from, long now) {
    Slot slot = spokenOf(address, from);
    if (slot == null) {
      return;
    }
    if (slot.owning()) {
      defence.answered(slot, from, now);
    } else {
      acquisition.answered(slot, from, now);
    }
  }

  void asked(Ip address, Mac from, long now) {
    Slot slot = spokenOf(address, from);
    if (slot != null) {
      acquisition.asked(slot, stations.nodeOf(from), now);
    }
  }

  void asserted(Ip address, Mac from, long now) {
    Slot slot = spokenOf(address, from);
    if (slot != null && slot.owning()) {
      defence.asserted(slot, from, now);
    }
  }

  /** What we know of the address, if it was another station that spoke of it. */
  private @Nullable Slot spokenOf(Ip address, Mac from) {
    return from.equals(mac) ? null : slots.known(address);
  }

  void know(Map<Mac, String> nodes) {
    stations.know(nodes);
  }

  // ---- time ----

  /** Before anything else: what we are no longer entitled to is given up. */
  void wake(long now, long lateness) {
    if (lateness > timings.interval() / 5) {
      peers.graceForOurselves(timings.interval(), now);
    }
    busyDetector.look(now);
    if (fence.isOpen() && !fence.holds(now)) {
      outbox.report(new Effect.Fenced(nic, fence.unsentFor(now)));
      fencingBackoff.fenced(now);
      listen(now);
    }
  }

  void run(long now) {
    if (mac != null) {
      claimTracker.expire(now);
    }
    if (phase == Phase.LISTENING && now >= listenUntil) {
      if (fence.isHeard(now)) {
        speak(now);
      } else {
        listen(now);
      }
    }
    for (Slot slot : timers.poll(now)) {
      acquisition.due(slot, now);
      defence.due(slot, now);
    }
    HandOver.Outcome outcome = handOver.run(now);
    for (Slot slot : outcome.givenUp()) {
      ownership.drop(slot, OwnClaims.Saying.RELEASED, "nobody took it over");
      acquisition.settle(slot, now);
    }
    if (outcome.newOffers()) {
      schedule.now();
    }
    if (want == Want.LEAVE && handOver.isEmpty()) {
      silence(now);
    }
    announcements.run(now);
    probeJudge.forgetTheGone();
    rivalProbe.run(now);
  }

  private void speak(long now) {
    phase = Phase.SPEAKING;
    fence.open();
    acquisition.open(true);
    schedule.now();
    slots.all().forEach(slot -> acquisition.settle(slot, now));
  }

  void drainTo(List<Effect> effects, long now) {
    Mac from = mac;
    if (from == null || !schedule.due(now)) {
      outbox.drainTo(effects, List.of());
      return;
    }
    List<Advertisement> ads =
        schedule.speak(from, phase, busyDetector.strain(), handOver.offers(), now);
    outbox.drainTo(effects, ads);
  }

  long nextDeadline() {
    if (mac == null) {
      return Long.MAX_VALUE;
    }
    long next = Math.min(peers.nextDeadline(), timers.nextDeadline());
    next = Math.min(next, Math.min(handOver.nextDeadline(), announcements.nextDeadline()));
    next = Math.min(next, schedule.nextDeadline());
    return phase == Phase.LISTENING ? Math.min(next, listenUntil) : next;
  }

  // ---- for people ----

  boolean standsBack(long now) {
    return fencingBackoff.standsBack(now);
  }

  List<String> hears() {
    return mac == null ? List.of() : peers.live().stream().map(peer -> peer.node).sorted().toList();
  }

  boolean isCutOff() {
    return mac != null && peers.cutOff();
  }

  boolean isPlanned() {
    return slots.all().stream().anyMatch(slot -> slot.planned);
  }

  List<AddressStatus> tookOver() {
    return statuses(slot -> slot.owning() && slot.rank != 0);
  }

  List<AddressStatus> statuses() {
    return statuses(slot -> mac != null || slot.planned);
  }

  private List<AddressStatus> statuses(Predicate<Slot> chosen) {
    List<AddressStatus> statuses = new ArrayList<>();
    for (Slot slot : slots.all()) {
      if (!chosen.test(slot)) {
        continue;
      }
      Slot.HeardClaim best = mac == null ? null : slot.best();
      String owner = slot.owning() ? node : best == null ? null : best.peer().node;
      statuses.add(
          new AddressStatus(
              nic, slot.address, slot.state, slot.ranking, owner, slot.epoch, slot.reason));
    }
    return statuses;
  }
}
