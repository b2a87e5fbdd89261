package io.openelb.core.announcement;

import io.openelb.core.address.Ip;
import io.openelb.core.address.Mac;
import io.openelb.core.announcement.AddressStatus.State;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What this node knows of one address on one segment, and where it stands. */
final class Slot {

  /** A peer's claim, as heard. */
  record HeardClaim(Peer peer, AddressClaim claim) {}

  /**
   * A peer that isn't heard.
   *
   * @param at when it answered last
   */
  record Answerer(String node, int times, long at) {}

  final Ip address;

  /** What the plan says; empty when the address isn't planned on this interface. */
  List<String> ranking = List.of();

  boolean planned;

  /** Whether it was said that it has an owner. */
  boolean saidOwned;

  /** Our place in the ranking, or -1. */
  int rank = -1;

  /** An owner gave it up because its plan has it no more; ours may be behind. */
  boolean withdrawn;

  State state = State.IDLE;

  /** When the timer of this slot is due; timers that were set for another time are void. */
  long deadline;

  /** Until when live ones above us may take a new address first. */
  long patientUntil;

  /** The highest epoch heard or used. 0: nobody was ever heard to own the address. */
  int epoch;

  /** Usually one; more while owners contend, or hand over. */
  final List<HeardClaim> heard = new ArrayList<>(1);

  /** Our own claim while we own the address. */
  @Nullable AddressClaim claim;

  /** Whether a peer claims it too, and has to yield. */
  boolean contended;

  /** How often the running ask is still to be repeated. */
  int asksLeft;

  /** Whether we asked for it, and neither took it nor follow anybody since. */
  boolean asked;

  /** Who answered the running ask, and when last. */
  final Map<Mac, Long> answers = new LinkedHashMap<>(2);

  /** How often in a row somebody answered our asks. */
  int holds;

  /** How often in a row several peers answered that aren't heard. */
  int crowds;

  /** The stranger that was reported. */
  @Nullable Mac stranger;

  /** When we last defended it against a stranger. */
  @Nullable Long defended;

  /** When we last announced it to a peer that isn't heard. */
  @Nullable Long reminded;

  /** Who answered for it last though we own it, and how often in a row. */
  @Nullable Answerer answerer;

  /** A peer that said that it owns it too, and is to be heard soon. */
  @Nullable String challenger;

  /** The owner whose offer we are accepting. */
  @Nullable Peer offeredBy;

  boolean callOver = true;

  /** Why the last owner that we followed is none any more. */
  @Nullable Loss loss;

  /** Why we stand where we stand. */
  String reason = "";

  Slot(Ip address) {
    this.address = address;
  }

  boolean owning() {
    return claim != null;
  }

  /** Whether nobody was ever heard to own it. */
  boolean isNew() {
    return epoch == 0;
  }

  /** The winning claim among those that count. */
  @Nullable HeardClaim best() {
    HeardClaim best = null;
    for (HeardClaim one : heard) {
      if (one.peer.counts && (best == null || beats(one, best))) {
        best = one;
      }
    }
    return best;
  }

  private static boolean beats(HeardClaim one, HeardClaim other) {
    return one.claim.beats(one.peer.node, other.claim, other.peer.node);
  }

  /** Whether nothing is left to remember. */
  boolean forgettable() {
    return !planned && !withdrawn && heard.isEmpty() && !owning();
  }
}
