package io.openelb.speaker.announce;

import io.openelb.core.address.Ip;
import io.openelb.core.address.Mac;
import io.openelb.core.announcement.AddressStatus;
import io.openelb.speaker.link.Nic;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The speaker's state at one moment, but for what it knows of each address: {@link Inventory} has
 * that, and costs more.
 *
 * @param layer2 whether it may answer at all
 * @param leaving whether it hands everything over
 * @param keys fingerprints of the keys that it accepts, that of the one it signs with first
 * @param nics all Ethernet interfaces of the node, by name
 * @param open names of those that it announces on and that work
 * @param gateways on the segments of the node, but for those that are nodes
 * @param hears the live peers, by interface
 * @param cutOff the interfaces that are cut off, as {@link
 *     io.openelb.core.announcement.Takeover#isCutOff} has it
 * @param planned the interfaces that there are addresses for, open now or earlier
 * @param tookOver what it owns though it isn't the first of the ranking
 * @param conflicts strangers that hold an address of ours
 * @param problems a sentence each
 */
public record Snapshot(
    boolean layer2,
    boolean leaving,
    List<String> keys,
    Map<String, Nic> nics,
    List<String> open,
    Set<Ip> gateways,
    Map<String, List<String>> hears,
    Set<String> cutOff,
    Set<String> planned,
    List<AddressStatus> tookOver,
    Map<Ip, Stranger> conflicts,
    List<String> problems) {

  /**
   * A station outside the cluster.
   *
   * @param beforeAnnouncement whether no speaker was heard to own the address before
   */
  public record Stranger(Mac mac, boolean beforeAnnouncement) {}
}
