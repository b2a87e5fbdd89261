package io.openelb.core.announcement;

import io.openelb.core.address.Ip;
import io.openelb.core.address.Mac;
import java.util.List;
import java.util.Map;

/** What may happen to a speaker. */
public sealed interface Input {

  /** Time has passed. Due at {@link Takeover#nextDeadline()} at the latest; always harmless. */
  record Tick() implements Input {}

  /** The interface can send; said again when its Ethernet address changes. */
  record InterfaceUp(String nic, Mac mac) implements Input {}

  /** The interface vanished, or has no carrier. */
  record InterfaceDown(String nic) implements Input {}

  /**
   * The plan changed.
   *
   * @param assigned addresses that are new or changed; a repetition is harmless
   * @param withdrawn addresses that nobody is to announce any more
   */
  record PlanChanged(List<Assignment> assigned, List<Ip> withdrawn) implements Input {
    public PlanChanged {
      assigned = List.copyOf(assigned);
      withdrawn = List.copyOf(withdrawn);
    }
  }

  /**
   * An authentic advertisement was heard on the interface. Our own are ignored.
   *
   * @param at when it came; not before one that was given earlier, nor in the future
   */
  record Heard(String nic, Advertisement advertisement, long at) implements Input {}

  /** Somebody answered an ask of ours: an ARP reply, or a neighbour advertisement. */
  record Answered(String nic, Ip address, Mac mac) implements Input {}

  /** Somebody asks as we do: an ARP probe, or a solicitation from the unspecified address. */
  record Asked(String nic, Ip address, Mac mac) implements Input {}

  /**
   * Somebody else says unasked that an address is its own: an ARP request or reply with the address
   * as sender, or a neighbour advertisement.
   */
  record Asserted(String nic, Ip address, Mac mac) implements Input {}

  /**
   * The Ethernet addresses of the other nodes, from their Leases, in the place of those known so
   * before: their answers are no strangers', even when their advertisements were never heard.
   */
  record PeersKnown(Map<Mac, String> nodes) implements Input {
    public PeersKnown {
      nodes = Map.copyOf(nodes);
    }
  }

  /**
   * Hand everything over, then stay silent for ever; {@link Effect.Left} follows.
   *
   * @param callOver as in {@link Offer}: true for a drain, false for a restart of the speaker
   */
  record Leave(boolean callOver) implements Input {}
}
