package io.openelb.core.announcement;

import io.openelb.core.address.Mac;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Judges the answers to an ask. Fellows' kernels may answer too (strictARP off, proxy ARP): an
 * answer counts as a kernel's when its speaker denies the claim after it, or when several fellows
 * answer at once.
 */
final class Witnesses {

  /** What the answers to an ask mean. */
  sealed interface Verdict {

    /** Nobody who counts answered. */
    record Free() implements Verdict {}

    /** A live fellow's next advertisement will tell. */
    record Undecided(long until) implements Verdict {}

    /** A fellow's speaker may well own it. */
    record Owned(String node) implements Verdict {}

    /** A station that is no speaker has it. */
    record Taken(Mac mac) implements Verdict {}
  }

  private final String name;
  private final String ownNode;
  private final Peers peers;
  private final Outbox outbox;
  private final long patience;
  private final Set<String> kernels = new HashSet<>();

  Witnesses(String name, String ownNode, Peers peers, Outbox outbox, Timings timings) {
    this.name = name;
    this.ownNode = ownNode;
    this.peers = peers;
    this.outbox = outbox;
    this.patience = timings.interval() + timings.interval() / 2;
  }

  Verdict judge(Slot slot, long now) {
    Set<String> answering = new HashSet<>();
    List<String> unheard = new ArrayList<>();
    Verdict verdict = new Verdict.Free();
    for (Map.Entry<Mac, Long> answer : slot.answers.entrySet()) {
      String node = peers.nodeOf(answer.getKey());
      if (node == null) {
        return new Verdict.Taken(answer.getKey());
      }
      boolean counts =
          !node.equals(ownNode)
              && !isOfferer(slot, node)
              && answering.add(node)
              && !isKernel(slot, node);
      if (!counts) {
        continue;
      }
      Peer peer = peers.live(node);
      if (peer == null) {
        unheard.add(node);
      } else if (!denies(peer, slot, answer.getValue())) {
        long until = answer.getValue() + patience;
        verdict = now < until ? new Verdict.Undecided(until) : new Verdict.Owned(node);
      } else {
        suspect(slot, node);
      }
    }
    if (!(verdict instanceof Verdict.Free) || unheard.isEmpty()) {
      return verdict;
    }
    if (answering.size() == 1) {
      return new Verdict.Owned(unheard.getFirst());
    }
    unheard.forEach(node -> suspect(slot, node));
    return verdict;
  }

  /** The owner that hands over goes on answering until it hears our claim. */
  private static boolean isOfferer(Slot slot, String node) {
    return slot.offeredBy != null && slot.offeredBy.node.equals(node);
  }

  private boolean isKernel(Slot slot, String node) {
    Peer peer = peers.live(node);
    return kernels.contains(node) && (peer == null || !peer.claims(slot.address));
  }

  /** Whether its speaker said, after the answer, that it doesn't own the address. */
  private static boolean denies(Peer peer, Slot slot, long answered) {
    return peer.lastEchoed > answered && peer.synced() && !peer.claims(slot.address);
  }

  private void suspect(Slot slot, String node) {
    if (kernels.add(node)) {
      outbox.report(new Effect.KernelAnswers(name, slot.address, node));
    }
  }
}
