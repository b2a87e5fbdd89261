package io.openelb.core.announcement;

import io.openelb.core.address.Mac;
import io.openelb.core.announcement.AddressStatus.State;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * How an address without an owner finds one: in the order of the ranking, and not before the
 * segment was asked. All of it is about addresses that we don't own.
 */
final class Acquisition {

  /** Decides what follows when the segment has nothing against our taking an address. */
  interface Winner {
    void take(Slot slot, String reason, long now);
  }

  private static final int ASKS = 2;
  private static final int MORE_ASKS = 3;

  private final String nic;
  private final Peers peers;
  private final ProbeJudge probeJudge;
  private final FencingBackoff fencingBackoff;
  private final Timers timers;
  private final Outbox outbox;
  private final Timings timings;
  private final RandomGenerator random;
  private final Winner winner;
  private boolean open;

  /** When we last began to count questions anew; null before the first. */
  private @Nullable Long countedSince;

  private int questions;

  Acquisition(
      String nic,
      Peers peers,
      ProbeJudge probeJudge,
      FencingBackoff fencingBackoff,
      Timers timers,
      Outbox outbox,
      Timings timings,
      RandomGenerator random,
      Winner winner) {
    this.nic = nic;
    this.peers = peers;
    this.probeJudge = probeJudge;
    this.fencingBackoff = fencingBackoff;
    this.timers = timers;
    this.outbox = outbox;
    this.timings = timings;
    this.random = random;
    this.winner = winner;
  }

  /** Whether we take part: not while we listen, leave or are switched off. */
  void open(boolean takesPart) {
    open = takesPart;
  }

  /** Finds where we stand after something changed. */
  void settle(Slot slot, long now) {
    if (slot.owning()) {
      return;
    }
    Slot.HeardClaim best = slot.best();
    if (best != null) {
      outbox.owned(slot);
    }
    if (!open || slot.rank < 0 || slot.withdrawn) {
      if (slot.state != State.IDLE || slot.reason.isEmpty()) {
        slot.reason = whyIdle(slot);
      }
      rest(slot, State.IDLE);
      if (slot.rank < 0 || slot.withdrawn) {
        // Whoever may take it tells of strangers.
        forgetStranger(slot);
      }
      return;
    }
    if (best == null) {
      if (slot.state == State.IDLE || slot.state == State.FOLLOWING) {
        slot.state = State.WAITING;
        slot.reason = "nobody is heard to own it";
        slot.holds = 0;
        slot.crowds = 0;
        long turn = now + slot.rank * timings.skew();
        slot.patientUntil = slot.isNew() ? turn + timings.patience() : turn;
        timers.set(slot, turn);
      }
    } else if (best.peer() != slot.offeredBy) {
      rest(slot, State.FOLLOWING);
      // Whoever owns it tells of strangers.
      forgetStranger(slot);
      slot.reason = best.peer().node + " owns it";
    }
  }

  private static String whyIdle(Slot slot) {
    if (slot.rank < 0) {
      return "this node is not in its ranking";
    }
    return slot.withdrawn ? "its owner withdrew it" : "this node takes nothing for now";
  }

  private void rest(Slot slot, State state) {
    if (slot.asked) {
      slot.asked = false;
      outbox.stopAsking(slot.address);
    }
    slot.state = state;
    slot.offeredBy = null;
    timers.clear(slot);
  }

  /**
   * Our turn has come. When an owner is lost everybody knows it at about the same time; but of a
   * new address the speakers learn at different times, and a busy machine late: those above us that
   * live may have it first. Whoever stands back leaves it to any other that lives.
   */
  private void turn(Slot slot, long now) {
    if (now < slot.patientUntil && oneLives(slot.ranking.subList(0, slot.rank))) {
      await(slot, slot.patientUntil, now);
    } else if (fencingBackoff.standsBack(now) && oneLives(slot.ranking)) {
      slot.reason = fencingBackoff.reason();
      await(slot, fencingBackoff.until(), now);
    } else {
      ask(slot, now);
    }
  }

  /** Those that we wait for may die, or leave, meanwhile. */
  private void await(Slot slot, long until, long now) {
    timers.set(slot, Math.min(until, now + timings.dead()));
  }

  private boolean oneLives(List<String> nodes) {
    return nodes.stream().map(peers::live).anyMatch(peer -> peer != null && peer.phase.mayTake());
  }

  /** The owner wants us to have it. */
  void accept(Slot slot, Peer owner, boolean callOver, long now) {
    boolean willing = open && !slot.owning() && slot.rank >= 0 && owner.live;
    Slot.HeardClaim best = slot.best();
    if (!willing || slot.offeredBy == owner || best == null || best.peer() != owner) {
      return;
    }
    slot.withdrawn = false;
    slot.offeredBy = owner;
    slot.callOver = callOver;
    ask(slot, now);
  }

  void due(Slot slot, long now) {
    switch (slot.state) {
      case WAITING -> turn(slot, now);
      case BACKING_OFF -> ask(slot, now);
      case ASKING -> {
        if (slot.asksLeft > 0) {
          askAgain(slot, now);
        } else {
          resolve(slot, now);
        }
      }
      case IDLE, FOLLOWING, OWNING -> {}
    }
  }

  private void ask(Slot slot, long now) {
    long since = countQuestions(asks(slot), now);
    if (questions > Timings.QUESTIONS_PER_MILLI * timings.ask() / Timings.millis(1)) {
      slot.state = slot.offeredBy == null ? State.WAITING : State.BACKING_OFF;
      timers.set(slot, since + timings.ask());
      return;
    }
    slot.state = State.ASKING;
    slot.asked = true;
    slot.answers.clear();
    slot.asksLeft = asks(slot);
    askAgain(slot, now);
  }

  /** Counts questions in windows as long as we wait for answers; returns when this window began. */
  private long countQuestions(int more, long now) {
    Long since = countedSince;
    if (since == null || now - since >= timings.ask()) {
      since = now;
      countedSince = now;
      questions = 0;
    }
    questions += more;
    return since;
  }

  private void askAgain(Slot slot, long now) {
    slot.asksLeft--;
    outbox.ask(slot.address);
    timers.set(slot, now + (slot.isNew() ? timings.probe() : timings.ask()) / asks(slot));
  }

  /** Who once was answered doesn't take a single lost frame for silence. */
  private static int asks(Slot slot) {
    return slot.isNew() || slot.holds > 0 ? MORE_ASKS : ASKS;
  }

  private void resolve(Slot slot, long now) {
    switch (probeJudge.judge(slot, now)) {
      case ProbeJudge.Verdict.Free() -> {
        Peer secretive = slot.offeredBy == null ? peers.secretive(slot.ranking) : null;
        if (secretive == null) {
          won(slot, now);
        } else {
          backOff(slot, secretive.node + " does not hear this node, and may own it", now);
        }
      }
      case ProbeJudge.Verdict.Undecided(long until) -> timers.set(slot, until);
      case ProbeJudge.Verdict.Owned(String node) -> backOff(slot, node + " answers for it", now);
      case ProbeJudge.Verdict.Taken(Mac mac) -> conflict(slot, mac, now);
    }
  }

  /** A node of the cluster has it, or may have it: whoever owns it tells of strangers. */
  private void backOff(Slot slot, String reason, long now) {
    forgetStranger(slot);
    slot.reason = reason;
    long backoff = Timings.doubled(timings.backoff(), slot.holds, timings.backoffMax());
    slot.holds++;
    hold(slot, now + backoff + random.nextLong(timings.skew()), now);
  }

  private void won(Slot slot, long now) {
    forgetStranger(slot);
    winner.take(slot, reason(slot, now), now);
  }

  /** Nobody is reported any more to have the address beside us. */
  void forgetStranger(Slot slot) {
    if (slot.stranger != null) {
      slot.stranger = null;
      outbox.report(new Effect.ConflictOver(nic, slot.address));
    }
  }

  private static String reason(Slot slot, long now) {
    if (slot.offeredBy != null) {
      return slot.offeredBy.node + " handed it over";
    }
    Loss loss = slot.loss;
    return loss == null ? "nobody answered for it" : loss.reason(now);
  }

  private void conflict(Slot slot, Mac mac, long now) {
    if (!mac.equals(slot.stranger)) {
      slot.stranger = mac;
      outbox.report(new Effect.Conflict(nic, slot.address, mac, slot.isNew()));
    }
    slot.reason = "the station " + mac + " has it";
    hold(slot, now + timings.conflictRetry(), now);
  }

  private void hold(Slot slot, long until, long now) {
    slot.offeredBy = null;
    slot.state = State.BACKING_OFF;
    timers.set(slot, until);
    settle(slot, now);
  }

  void answered(Slot slot, Mac mac, long now) {
    if (slot.state == State.ASKING) {
      slot.answers.put(mac, now);
    }
  }

  /** A peer asks too: the worse one of us waits. */
  void asked(Slot slot, @Nullable String node, long now) {
    boolean free = slot.state == State.WAITING || slot.state == State.ASKING;
    if (node == null || !free || slot.offeredBy != null) {
      return;
    }
    int theirs = slot.ranking.indexOf(node);
    if (theirs >= 0 && theirs < slot.rank) {
      slot.state = State.WAITING;
      timers.set(slot, now + 2 * timings.ask() + random.nextLong(timings.skew()));
    }
  }
}
