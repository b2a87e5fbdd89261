package io.openelb.core.announcement;

import io.openelb.core.address.Mac;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Judges the answers to an ask. Peers' kernels may answer too (strictARP off, proxy ARP): an answer
 * counts as a kernel's when its speaker denies the claim after it, or denies it still and its
 * kernel is known to answer. Once one kernel is seen to answer for the address, so may those of
 * nodes whose speakers aren't heard; and so may they when several of them answer one ask after the
 * other. What was once known of the kernel of a node that isn't heard proves nothing: it may be
 * mended, and its speaker owns the address.
 */
final class ProbeJudge {

  /** What the answers to an ask mean. */
  sealed interface Verdict {

    /** Nobody who counts answered. */
    record Free() implements Verdict {}

    /** A live peer's next advertisement will tell. */
    record Undecided(long until) implements Verdict {}

    /** A peer's speaker may well own it. */
    record Owned(String node) implements Verdict {}

    /** A station that is no speaker has it. */
    record Taken(Mac mac) implements Verdict {}
  }

  /** Two speakers that answer at once are down to one after so many asks. */
  private static final int ENOUGH = 5;

  private final String nic;
  private final String ownNode;
  private final Peers peers;
  private final StationDirectory stations;
  private final Outbox outbox;
  private final long patience;

  /** An advertisement that was sent before the answer may be heard so much after it. */
  private final long overtaking;

  /** Those whose kernel was shown to answer, until it is silent at an ask, or they are gone. */
  private final Set<String> kernels = new HashSet<>();

  ProbeJudge(
      String nic,
      String ownNode,
      Peers peers,
      StationDirectory stations,
      Outbox outbox,
      Timings timings) {
    this.nic = nic;
    this.ownNode = ownNode;
    this.peers = peers;
    this.stations = stations;
    this.outbox = outbox;
    this.patience = timings.interval() + timings.interval() / 2;
    this.overtaking = timings.ask() / 2;
  }

  Verdict judge(Slot slot, long now) {
    Verdict verdict = new Verdict.Free();
    Set<String> answered = new HashSet<>();
    Set<String> unheard = new LinkedHashSet<>();
    boolean kernelsAnswer = false;
    for (Map.Entry<Mac, Long> answer : slot.answers.entrySet()) {
      String node = stations.nodeOf(answer.getKey());
      if (node == null) {
        return new Verdict.Taken(answer.getKey());
      }
      if (node.equals(ownNode) || isOfferer(slot, node)) {
        continue;
      }
      answered.add(node);
      Peer peer = peers.live(node);
      if (peer == null) {
        unheard.add(node);
      } else if (denies(peer, slot)
          && (kernels.contains(node) || isAfter(peer, answer.getValue()))) {
        suspect(slot, node);
        kernelsAnswer = true;
      } else {
        verdict = new Verdict.Owned(node);
        long until = answer.getValue() + patience;
        if (now < until) {
          return new Verdict.Undecided(until);
        }
      }
    }
    acquit(slot, answered);
    if (!(verdict instanceof Verdict.Free) || unheard.isEmpty() || kernelsAnswer) {
      return verdict;
    }
    slot.crowds = unheard.size() > 1 ? slot.crowds + 1 : 0;
    if (slot.crowds < ENOUGH) {
      return new Verdict.Owned(unheard.iterator().next());
    }
    unheard.forEach(node -> suspect(slot, node));
    return verdict;
  }

  /** The owner that hands over goes on answering until it hears our claim. */
  private static boolean isOfferer(Slot slot, String node) {
    return slot.offeredBy != null && slot.offeredBy.node.equals(node);
  }

  /** Whether its speaker says that it doesn't own the address. */
  private static boolean denies(Peer peer, Slot slot) {
    return peer.synced() && !peer.claims(slot.address);
  }

  /** Whether it spoke well after its answer. */
  private boolean isAfter(Peer peer, long answered) {
    return peer.lastEchoed - answered > overtaking;
  }

  private void suspect(Slot slot, String node) {
    if (kernels.add(node)) {
      outbox.report(new Effect.KernelAnswers(nic, slot.address, node));
    }
  }

  /** Nothing can be said any more of the kernels of nodes that are gone. */
  void forgetTheGone() {
    acquit(node -> !stations.knows(node));
  }

  /** Nothing is to be said of anybody. */
  void forgetAll() {
    acquit(_ -> true);
  }

  /** A kernel that has an address answers for it; a new one it may not have yet. */
  private void acquit(Slot slot, Set<String> answered) {
    if (slot.isNew()) {
      return;
    }
    acquit(node -> {
      Peer peer = peers.live(node);
      return peer != null && denies(peer, slot) && !answered.contains(node);
    });
  }

  private void acquit(Predicate<String> innocent) {
    kernels.removeIf(node -> {
      boolean acquitted = innocent.test(node);
      if (acquitted) {
        outbox.report(new Effect.KernelAnswersNoMore(nic, node));
      }
      return acquitted;
    });
  }
}
