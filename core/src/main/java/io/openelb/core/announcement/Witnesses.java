package io.openelb.core.announcement;

import io.openelb.core.address.Mac;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Judges the answers to an ask. Fellows' kernels may answer too (strictARP off, proxy ARP): an
 * answer counts as a kernel's when its speaker denies the claim after it. Once one kernel is seen
 * to answer for the address, so may those of nodes whose speakers aren't heard; and so may they
 * when several of them answer one ask after the other.
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

  /** Two speakers that answer at once are down to one after so many asks. */
  private static final int ENOUGH = 5;

  private final String name;
  private final String ownNode;
  private final Peers peers;
  private final Outbox outbox;
  private final long patience;

  /** An advertisement that was sent before the answer may be heard so much after it. */
  private final long overtaking;

  /** Those whose kernel was shown to answer by their speaker's own word. */
  private final Set<String> kernels = new HashSet<>();

  private final Set<String> reported = new HashSet<>();

  Witnesses(String name, String ownNode, Peers peers, Outbox outbox, Timings timings) {
    this.name = name;
    this.ownNode = ownNode;
    this.peers = peers;
    this.outbox = outbox;
    this.patience = timings.interval() + timings.interval() / 2;
    this.overtaking = timings.ask() / 2;
  }

  Verdict judge(Slot slot, long now) {
    Verdict verdict = new Verdict.Free();
    boolean kernelsAnswer = false;
    Set<String> unheard = new LinkedHashSet<>();
    for (Map.Entry<Mac, Long> answer : slot.answers.entrySet()) {
      String node = peers.nodeOf(answer.getKey());
      if (node == null) {
        return new Verdict.Taken(answer.getKey());
      }
      if (node.equals(ownNode) || isOfferer(slot, node)) {
        continue;
      }
      Peer peer = peers.live(node);
      long until = Long.MIN_VALUE;
      if (kernels.contains(node) || denies(peer, slot, answer.getValue())) {
        suspect(slot, node);
        kernelsAnswer = true;
        until = lastChance(slot, node);
      } else if (peer == null) {
        unheard.add(node);
      } else {
        verdict = new Verdict.Owned(node);
        until = answer.getValue() + patience;
      }
      if (now < until) {
        return new Verdict.Undecided(until);
      }
    }
    if (!(verdict instanceof Verdict.Free) || unheard.isEmpty() || kernelsAnswer) {
      return verdict;
    }
    slot.crowds = unheard.size() > 1 ? slot.crowds + 1 : 0;
    if (slot.crowds < ENOUGH) {
      return new Verdict.Owned(unheard.iterator().next());
    }
    unheard.forEach(node -> report(slot, node));
    return verdict;
  }

  /** The owner that hands over goes on answering until it hears our claim. */
  private static boolean isOfferer(Slot slot, String node) {
    return slot.offeredBy != null && slot.offeredBy.node.equals(node);
  }

  /**
   * A kernel's answer proves nothing; but an owner that has just fallen silent gets one more chance
   * to be heard.
   */
  private long lastChance(Slot slot, String node) {
    Loss loss = slot.loss;
    return loss != null && loss.node().equals(node)
        ? loss.lastHeard() + loss.dead() + patience
        : Long.MIN_VALUE;
  }

  /** Whether its speaker said, well after the answer, that it doesn't own the address. */
  private boolean denies(@Nullable Peer peer, Slot slot, long answered) {
    return peer != null
        && peer.lastEchoed - answered > overtaking
        && peer.synced()
        && !peer.claims(slot.address);
  }

  private void suspect(Slot slot, String node) {
    kernels.add(node);
    report(slot, node);
  }

  private void report(Slot slot, String node) {
    if (reported.add(node)) {
      outbox.report(new Effect.KernelAnswers(name, slot.address, node));
    }
  }
}
