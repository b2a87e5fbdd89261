package io.openelb.speaker.link;

import io.openelb.core.address.Cidr;
import io.openelb.core.address.Ip;
import io.openelb.core.address.IpRange;
import io.openelb.core.address.Mac;
import java.util.List;
import java.util.stream.Stream;

/**
 * An Ethernet interface of the node at one moment.
 *
 * @param name as the kernel calls it
 * @param index the kernel's number for it; another one after it vanished and came back
 * @param mac its own
 * @param up whether it is up and has a carrier
 * @param addresses its addresses with their prefix, those of the link included; those that may go
 *     soon are last
 * @param routes prefixes of its segments that none of its addresses has: DHCPv6 gives addresses
 *     without one (RFC 5942)
 * @param master the bond, team or bridge that it belongs to, which has its frames; empty: none
 */
public record Nic(
    String name,
    int index,
    Mac mac,
    boolean up,
    List<Cidr> addresses,
    List<Cidr> routes,
    String master) {

  public Nic {
    addresses = List.copyOf(addresses);
    routes = List.copyOf(routes);
  }

  /** One with no other segments than those of its addresses, that belongs to no other. */
  public Nic(String name, int index, Mac mac, boolean up, List<Cidr> addresses) {
    this(name, index, mac, up, addresses, List.of(), "");
  }

  /** Whether it is a part of another interface: its frames are that one's to send. */
  public boolean isPart() {
    return !master.isEmpty();
  }

  /** The addresses of its segments: those of its own addresses, and those of its routes. */
  public List<IpRange> segments() {
    return Stream.concat(addresses.stream(), routes.stream()).map(Cidr::range).toList();
  }

  /** Whether the address is on one of the interface's segments. */
  public boolean isOnSegment(Ip address) {
    return segments().stream().anyMatch(segment -> segment.contains(address));
  }

  /** Whether it is the same interface with the same MAC: frames written for one fit the other. */
  public boolean isSameStation(Nic other) {
    return index == other.index && mac.equals(other.mac) && name.equals(other.name);
  }
}
