package io.openelb.core.announcement;

import io.openelb.core.address.Ip;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The addresses that we own and want others to take. */
final class HandOver {

  /** Why an address is to go, and what happens when nobody takes it in time. */
  enum Why {
    /** Another node is to be first: we keep it when that one doesn't take it. */
    MOVE(true),
    /** We are not in the ranking any more: we fall silent. */
    UNRANKED(false),
    /** We leave: we fall silent. */
    LEAVE(false);

    private final boolean keeps;

    Why(boolean keeps) {
      this.keeps = keeps;
    }
  }

  /** One address on its way. */
  static final class Away {
    private final Slot slot;
    private final Why why;
    private final boolean callOver;
    private final long until;
    private @Nullable String successor;
    private long offerUntil;
    private final Set<String> tried = new HashSet<>(2);

    private Away(Slot slot, Why why, boolean callOver, long until) {
      this.slot = slot;
      this.why = why;
      this.callOver = callOver;
      this.until = until;
    }
  }

  private final String ownNode;
  private final Peers peers;
  private final Timings timings;
  private final Map<Ip, Away> away = new LinkedHashMap<>();
  private long nextCheck = Long.MAX_VALUE;
  private boolean leaving;

  HandOver(String ownNode, Peers peers, Timings timings) {
    this.ownNode = ownNode;
    this.peers = peers;
    this.timings = timings;
  }

  void begin(Slot slot, Why why, boolean callOver, long now) {
    Away before = away.get(slot.address);
    long until =
        before != null && before.why == why && !why.keeps ? before.until : now + timings.handOver();
    away.put(slot.address, new Away(slot, why, callOver, until));
    nextCheck = now;
  }

  /** From now on everything goes, whatever the plan says. */
  void leave() {
    leaving = true;
  }

  boolean isLeaving() {
    return leaving;
  }

  void cancel(Slot slot) {
    away.remove(slot.address);
  }

  void clear() {
    leaving = false;
    away.clear();
    nextCheck = Long.MAX_VALUE;
  }

  /** Whether we want others to take the address. */
  boolean isOnItsWay(Slot slot) {
    return away.containsKey(slot.address);
  }

  boolean isEmpty() {
    return away.isEmpty();
  }

  /** A peer came, went, or takes addresses now: other successors may be at hand. */
  void peersChanged(long now) {
    if (!away.isEmpty()) {
      nextCheck = now;
    }
  }

  long nextDeadline() {
    return away.isEmpty() ? Long.MAX_VALUE : nextCheck;
  }

  /** What became of the addresses on their way. */
  record Outcome(boolean newOffers, List<Slot> givenUp) {

    private static final Outcome NOTHING = new Outcome(false, List.of());
  }

  /**
   * Chooses successors, and gives up what nobody takes: those are to be let go. Who leaves doesn't
   * wait when there is nobody to hand over to.
   */
  Outcome run(long now) {
    if (away.isEmpty() || now < nextCheck) {
      return Outcome.NOTHING;
    }
    nextCheck = Long.MAX_VALUE;
    boolean newOffers = false;
    boolean hope = false;
    for (Away one : away.values()) {
      newOffers |= choose(one, now);
      hope |= one.successor != null || one.why != Why.LEAVE || willBeTaken(one);
    }
    List<Slot> givenUp = new ArrayList<>();
    for (Away one : List.copyOf(away.values())) {
      if (now < one.until && hope) {
        nextCheck = Math.min(nextCheck, one.successor == null ? one.until : one.offerUntil);
        continue;
      }
      away.remove(one.slot.address);
      if (!one.why.keeps) {
        givenUp.add(one.slot);
      }
    }
    return new Outcome(newOffers, givenUp);
  }

  /** Whether there is a new offer. */
  private boolean choose(Away one, long now) {
    String successor = one.successor;
    if (successor != null && peers.takes(successor) && now < one.offerUntil) {
      return false;
    }
    if (successor != null) {
      one.tried.add(successor);
    }
    one.successor = candidate(one);
    if (one.successor == null && !one.tried.isEmpty()) {
      one.tried.clear();
      one.successor = candidate(one);
    }
    one.offerUntil = Math.min(now + timings.offer(), one.until);
    return one.successor != null && !one.successor.equals(successor);
  }

  /** Whether another ranked node is alive and takes addresses, now or once it has listened. */
  private boolean willBeTaken(Away one) {
    return one.slot.ranking.stream()
        .filter(node -> !node.equals(ownNode))
        .map(peers::live)
        .anyMatch(peer -> peer != null && peer.phase.mayTake());
  }

  private @Nullable String candidate(Away one) {
    List<String> ranking = one.slot.ranking;
    int places = one.why == Why.MOVE ? Math.min(1, ranking.size()) : ranking.size();
    for (String node : ranking.subList(0, places)) {
      if (!node.equals(ownNode) && !one.tried.contains(node) && peers.takes(node)) {
        return node;
      }
    }
    return null;
  }

  /** What is to be said in an advertisement: an offer for each successor and manner. */
  List<Offer> offers() {
    if (away.isEmpty()) {
      return List.of();
    }
    Map<Offer, List<Ip>> bySuccessor = new LinkedHashMap<>();
    for (Away one : away.values()) {
      if (one.successor != null) {
        Offer key = new Offer(one.successor, one.callOver, List.of());
        bySuccessor.computeIfAbsent(key, _ -> new ArrayList<>()).add(one.slot.address);
      }
    }
    List<Offer> offers = new ArrayList<>();
    bySuccessor.forEach(
        (key, addresses) -> offers.add(new Offer(key.successor(), key.callOver(), addresses)));
    return offers;
  }
}
