package io.openelb.core.announcement;

import io.openelb.core.address.Ip;
import io.openelb.core.address.Mix64;

/**
 * What an owner says of an address. It doesn't change while the owner owns it, so that two owners
 * that hear each other judge alike, whatever rankings they know.
 *
 * @param address owned
 * @param epoch one more than the highest that the owner had heard when it took the address; {@link
 *     #ALONE} when it was alone, as {@link Peers#alone} has it
 * @param rank the owner's place in the ranking, from 0, as it saw it then
 */
public record AddressClaim(Ip address, int epoch, int rank) {

  /** Places further down count as this one: the wire has one byte for it. */
  static final int LAST_RANK = 255;

  /** Loses to every claim that was made in company. */
  static final int ALONE = 1;

  public AddressClaim {
    if (epoch < 0 || rank < 0 || rank > LAST_RANK) {
      throw new IllegalArgumentException("no claim: epoch " + epoch + ", rank " + rank);
    }
  }

  /**
   * Whether this claim of a node wins over another claim of another node: the higher epoch, then
   * the better rank, then the name.
   */
  boolean beats(String node, AddressClaim other, String otherNode) {
    if (epoch != other.epoch) {
      return epoch > other.epoch;
    }
    if (rank != other.rank) {
      return rank < other.rank;
    }
    return node.compareTo(otherNode) < 0;
  }

  /**
   * A hash over all fields, well mixed: the digest of a set of claims is the exclusive or of these.
   */
  long digest() {
    long hash = mix(address.high() + Mix64.STEP * address.family().bits());
    hash = mix(hash ^ address.low());
    return mix(hash ^ ((long) epoch << 8 | rank));
  }

  private static long mix(long value) {
    return Mix64.finish(value + Mix64.STEP);
  }
}
