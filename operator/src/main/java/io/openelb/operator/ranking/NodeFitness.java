package io.openelb.operator.ranking;

import io.openelb.core.announcement.NodeRanking.Fitness;

/**
 * Whether a node may answer for an address, and why not.
 *
 * @param reason words that follow the node's name; empty when it may
 */
record NodeFitness(Fitness fitness, String reason) {

  static final NodeFitness FIT = new NodeFitness(Fitness.FIT, "");

  static NodeFitness unfit(String reason) {
    return new NodeFitness(Fitness.UNFIT, reason);
  }

  /** Whoever runs the cluster does not want it. */
  static NodeFitness barred(String reason) {
    return new NodeFitness(Fitness.BARRED, reason);
  }

  /** It could answer, if its cable were plugged in, or its speaker did not stop. */
  static NodeFitness down(String reason) {
    return new NodeFitness(Fitness.DOWN, reason);
  }

  /** Nothing is heard of it, perhaps only by us. */
  static NodeFitness silent(boolean heardByPeers, String reason) {
    return new NodeFitness(heardByPeers ? Fitness.HEARD : Fitness.SILENT, reason);
  }
}
