package io.openelb.core.announcement;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * The peers heard on one interface. One is live while it is heard and echoes our boot id: what was
 * recorded before this boot, or of a boot that has ended, can't be replayed.
 */
final class Peers {

  private final String ownNode;
  private final long ownBootId;
  private final Timings timings;
  private final StationDirectory stations;
  private final BootHistory history = new BootHistory();

  /** Everybody heard, the longest unheard first. */
  private final LinkedHashMap<Long, Peer> heard = new LinkedHashMap<>();

  /** The live ones, the longest without an echo first. */
  private final LinkedHashMap<Long, Peer> live = new LinkedHashMap<>();

  private final Map<String, Peer> liveByNode = new HashMap<>();

  private long graceUntil;
  private boolean unheard = true;
  private boolean cutOff;

  /** When the last of those was lost that did not say they would go, and how many with it. */
  private long lastLoss;

  private int lostTogether;

  Peers(String ownNode, long ownBootId, Timings timings, StationDirectory stations, long now) {
    this.ownNode = ownNode;
    this.ownBootId = ownBootId;
    this.timings = timings;
    this.stations = stations;
    this.graceUntil = now;
  }

  /**
   * What an advertisement did to its sender.
   *
   * @param turned whether its claims count now, and did not before, or the other way round
   * @param otherPhase whether it stands elsewhere now than before
   */
  record Hearing(
      Peer peer,
      boolean isNew,
      boolean becameLive,
      boolean turned,
      boolean otherPhase,
      @Nullable Peer replaced) {}

  /** Null when the advertisement is our own, a repetition, or of a boot that has ended. */
  @Nullable Hearing hear(Advertisement ad, long at) {
    Long bootId = ad.bootId();
    Peer known = heard.get(bootId);
    Peer peer = known == null ? newcomer(ad) : known;
    if (peer == null || ad.node().equals(ownNode) || !peer.turn.isNews(ad)) {
      return null;
    }
    boolean isNew = known == null;
    Peer _ = heard.putLast(bootId, peer);
    peer.lastHeard = at;
    peer.dead = timings.dead(ad.strain());
    boolean otherPhase = peer.phase != ad.phase();
    peer.phase = ad.phase();
    stations.heard(ad.mac(), ad.node(), at);
    if (isNew) {
      peer.lastEchoed = at;
    }
    boolean counted = peer.counts;
    if (!ad.echoes().contains(ownBootId)) {
      if (echoesAnother(ad)) {
        peer.echoedOther(at, timings.dead());
      }
      peer.counts = peer.live || (peer.missesUs(at, timings.dead()) && live(peer.node) == null);
      return new Hearing(peer, isNew, false, counted != peer.counts, otherPhase, null);
    }
    Peer _ = live.putLast(bootId, peer);
    unheard = false;
    cutOff = false;
    peer.lastEchoed = at;
    boolean becameLive = !peer.live;
    peer.live = true;
    peer.counts = true;
    if (ad.echoes().size() > 1) {
      peer.echoedOther(at, timings.dead());
    }
    Peer before = liveByNode.put(peer.node, peer);
    if (before == null || before == peer) {
      return new Hearing(peer, isNew, becameLive, !counted, otherPhase, null);
    }
    end(before);
    return new Hearing(peer, isNew, becameLive, !counted, otherPhase, before);
  }

  /** Whether the sender hears another node that we hear. */
  private boolean echoesAnother(Advertisement ad) {
    for (Peer peer : heard.values()) {
      if (ad.echoes().contains(peer.bootId) && !peer.node.equals(ad.node())) {
        return true;
      }
    }
    return false;
  }

  /**
   * The sender, unless it is of a boot that has ended, or of one that fell silent before the node's
   * live one came; not heard before what it says is news.
   */
  private @Nullable Peer newcomer(Advertisement ad) {
    Turn before = history.lastTurn(ad.bootId());
    if (history.hasEnded(ad.bootId()) || (before != null && live(ad.node()) != null)) {
      return null;
    }
    return new Peer(ad.node(), ad.bootId(), before == null ? new Turn() : before);
  }

  /** A later boot of the same node was heard: this one is never listened to again. */
  private void end(Peer peer) {
    peer.live = false;
    peer.counts = false;
    live.remove(peer.bootId);
    heard.remove(peer.bootId);
    history.ended(peer.bootId);
  }

  /** Those that were live and are no more; they are still heard if {@code lastHeard} is recent. */
  List<Peer> expireLive(long now) {
    if (now < graceUntil) {
      return List.of();
    }
    List<Peer> lost = silent(live.values(), peer -> peer.lastEchoed, now);
    for (Peer peer : lost) {
      peer.live = false;
      peer.counts = peer.missesUs(now, timings.dead());
      live.remove(peer.bootId);
      liveByNode.remove(peer.node, peer);
      if (peer.phase.mayTake()) {
        lostTogether = now - lastLoss < timings.deadWhenBusy() ? lostTogether + 1 : 1;
        lastLoss = now;
      }
    }
    // That several died at once is less likely than that we are cut off from them.
    boolean together = lostTogether > 1 && now - lastLoss < timings.deadWhenBusy();
    cutOff |= !lost.isEmpty() && live.isEmpty() && together;
    return lost;
  }

  /** Those that are not heard any more, and are forgotten. */
  List<Peer> expireHeard(long now) {
    if (now < graceUntil) {
      return List.of();
    }
    stations.expire(now);
    List<Peer> gone = silent(heard.values(), peer -> peer.lastHeard, now);
    for (Peer peer : gone) {
      heard.remove(peer.bootId);
      history.silent(peer.bootId, peer.turn);
    }
    return gone;
  }

  /** Those whose last sign is older than it may be; the oldest signs come first. */
  private List<Peer> silent(Collection<Peer> peers, ToLongFunction<Peer> sign, long now) {
    List<Peer> silent = List.of();
    for (Peer peer : peers) {
      long silence = now - sign.applyAsLong(peer);
      if (silence < timings.dead()) {
        break;
      }
      if (silence >= peer.dead) {
        silent = silent.isEmpty() ? new ArrayList<>() : silent;
        silent.add(peer);
      }
    }
    return silent;
  }

  /** We begin to listen anew: who is there is to be heard again. */
  void listen() {
    unheard = true;
    cutOff = false;
  }

  /** Whether no peer heard us since we began to listen, or we are cut off, or about to see it. */
  boolean alone(long now) {
    return unheard || cutOff || othersMissTheirTurns(now);
  }

  /** Whether one was just lost, and the others missed two turns: they fell silent together. */
  private boolean othersMissTheirTurns(long now) {
    Map.Entry<Long, Peer> latest = live.lastEntry();
    return lostTogether > 0
        && now - lastLoss < timings.deadWhenBusy()
        && latest != null
        && now - latest.getValue().lastEchoed >= 2 * timings.interval();
  }

  /** Whether we lost several peers, and all, at once, and heard none since. */
  boolean cutOff() {
    return cutOff;
  }

  /**
   * Nobody is declared dead until then: we were late ourselves, and what the others said may still
   * lie in our buffers.
   */
  void grace(long until) {
    graceUntil = Math.max(graceUntil, until);
  }

  /**
   * The same for an interval, and for no more than every second one: a machine that is late all the
   * time must see the dead, too.
   */
  void graceForOurselves(long interval, long now) {
    if (now - graceUntil >= interval) {
      graceUntil = now + interval;
    }
  }

  long nextDeadline() {
    if (heard.isEmpty()) {
      return Long.MAX_VALUE;
    }
    long unheard = nextSilent(heard.values(), peer -> peer.lastHeard);
    long unechoed = nextSilent(live.values(), peer -> peer.lastEchoed);
    return Math.max(Math.min(unheard, unechoed), graceUntil);
  }

  /** When the next of these is silent for longer than it may be. */
  private long nextSilent(Collection<Peer> peers, ToLongFunction<Peer> sign) {
    long next = Long.MAX_VALUE;
    for (Peer peer : peers) {
      long last = sign.applyAsLong(peer);
      if (last + timings.dead() >= next) {
        break;
      }
      next = Math.min(next, last + peer.dead);
    }
    return next;
  }

  Collection<Peer> live() {
    return live.values();
  }

  @Nullable Peer live(String node) {
    return liveByNode.get(node);
  }

  /**
   * One of these nodes whose claims count and aren't all known: it can't be asked for them, as it
   * misses us.
   */
  @Nullable Peer secretive(Collection<String> nodes) {
    for (Peer peer : heard.values()) {
      if (peer.counts && !peer.live && !peer.synced() && nodes.contains(peer.node)) {
        return peer;
      }
    }
    return null;
  }

  /** Whether the node's advertisements come in, whether it hears us or not. */
  boolean hears(String node) {
    return heard.values().stream().anyMatch(peer -> peer.node.equals(node));
  }

  /** Whether the node is live and takes addresses. */
  boolean takes(String node) {
    Peer peer = liveByNode.get(node);
    return peer != null && peer.phase == Phase.SPEAKING;
  }

  /** The boot ids that we echo. */
  Collection<Long> bootIds() {
    return heard.keySet();
  }
}
