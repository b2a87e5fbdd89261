package io.openelb.speaker.link;

import io.openelb.core.address.Cidr;
import io.openelb.core.address.Ip;
import io.openelb.core.address.Mac;
import java.util.List;

/**
 * An Ethernet interface of the node at one moment.
 *
 * @param name as the kernel calls it
 * @param index the kernel's number for it; another one after it vanished and came back
 * @param mac its own
 * @param up whether it is up and has a carrier
 * @param addresses its addresses with their prefix, those of the link included; those that may go
 *     soon are last
 * @param master the bond, team or bridge that it belongs to, which has its frames; empty: none
 */
public record Nic(
    String name, int index, Mac mac, boolean up, List<Cidr> addresses, String master) {

  public Nic {
    addresses = List.copyOf(addresses);
  }

  /** One that belongs to no other. */
  public Nic(String name, int index, Mac mac, boolean up, List<Cidr> addresses) {
    this(name, index, mac, up, addresses, "");
  }

  /** Whether it is a part of another interface: its frames are that one's to send. */
  public boolean isPart() {
    return !master.isEmpty();
  }

  /** Whether the address is in one of the interface's subnets. */
  public boolean isOnSegment(Ip address) {
    return addresses.stream().anyMatch(own -> own.range().contains(address));
  }

  /** Whether it is the same interface with the same MAC: frames written for one fit the other. */
  public boolean isSameStation(Nic other) {
    return index == other.index && mac.equals(other.mac) && name.equals(other.name);
  }
}
