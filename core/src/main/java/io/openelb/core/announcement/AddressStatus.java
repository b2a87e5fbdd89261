package io.openelb.core.announcement;

import io.openelb.core.address.Ip;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where this node stands with an address on an interface, for people to see.
 *
 * @param nic of the interface
 * @param address announced on it
 * @param state where we stand
 * @param ranking as the plan has it
 * @param owner the node that owns the address as far as we hear; null when nobody does
 * @param epoch the highest that was heard or used
 * @param reason why, such as {@code worker-p001 was silent for 340 ms; took over from it}
 */
public record AddressStatus(
    String nic,
    Ip address,
    State state,
    List<String> ranking,
    @Nullable String owner,
    int epoch,
    String reason) {

  /** Where a node stands with an address. */
  public enum State {
    /** It is none of our business: not ranked, withdrawn, or we listen only. */
    IDLE,
    /** Another node is heard to own it. */
    FOLLOWING,
    /** Nobody is heard to own it; better ones may act first. */
    WAITING,
    /** We ask the segment for it. */
    ASKING,
    /** Somebody answered; we shall ask again. */
    BACKING_OFF,
    /** We own it. */
    OWNING
  }
}
