package io.openelb.operator.ranking;

import io.openelb.core.announcement.NodeRanking.Fitness;

/**
 * Whether a node may answer for an address, and why not.
 *
 * @param reason words that follow the node's name; empty when it may
 */
record Judgement(Fitness fitness, String reason) {

  static final Judgement FIT = new Judgement(Fitness.FIT, "");

  static Judgement unfit(String reason) {
    return new Judgement(Fitness.UNFIT, reason);
  }

  /** Whoever runs the cluster does not want it. */
  static Judgement barred(String reason) {
    return new Judgement(Fitness.BARRED, reason);
  }

  /** It could answer, if its cable were plugged in, or its speaker did not stop. */
  static Judgement down(String reason) {
    return new Judgement(Fitness.DOWN, reason);
  }

  /** Nothing is heard of it, perhaps only by us. */
  static Judgement silent(boolean heardByPeers, String reason) {
    return new Judgement(heardByPeers ? Fitness.HEARD : Fitness.SILENT, reason);
  }
}
