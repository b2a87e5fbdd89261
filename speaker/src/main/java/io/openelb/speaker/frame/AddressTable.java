package io.openelb.speaker.frame;

import io.openelb.core.address.Family;
import io.openelb.core.address.Ip;
import java.util.Collection;

/**
 * An immutable set of addresses that is asked for each frame: a look-up allocates nothing and costs
 * the same for ten addresses and ten thousand. Another table with some more or fewer shares the
 * memory that they have in common.
 */
public final class AddressTable {

  /** Takes addresses without an object for each. */
  public interface Visitor {
    /** One address: its halves, of which the upper is 0 for IPv4. */
    void visit(long high, long low);
  }

  private static final AddressTable EMPTY = new AddressTable(KeyTable.EMPTY, KeyTable.EMPTY);

  /** Set in the key of each IPv4 address, so that none is zero. */
  private static final long PRESENT = 1L << 32;

  private final KeyTable ipv4;
  private final KeyTable ipv6;

  private AddressTable(KeyTable ipv4, KeyTable ipv6) {
    this.ipv4 = ipv4;
    this.ipv6 = ipv6;
  }

  /** The table without addresses. */
  public static AddressTable empty() {
    return EMPTY;
  }

  /** The table of these addresses. */
  public static AddressTable of(Collection<Ip> addresses) {
    return EMPTY.with(addresses);
  }

  /** The table of these addresses too. */
  public AddressTable with(Collection<Ip> addresses) {
    if (addresses.isEmpty()) {
      return this;
    }
    int ipv4Count = countIpv4(addresses);
    KeyTable moreIpv4 = ipv4.copyFor(ipv4Count);
    KeyTable moreIpv6 = ipv6.copyFor(addresses.size() - ipv4Count);
    for (Ip address : addresses) {
      (address.family() == Family.IPV4 ? moreIpv4 : moreIpv6).add(high(address), low(address));
    }
    return new AddressTable(moreIpv4, moreIpv6);
  }

  /** The table without these addresses. */
  public AddressTable without(Collection<Ip> addresses) {
    if (addresses.isEmpty()) {
      return this;
    }
    KeyTable fewerIpv4 = ipv4.copyFor(0);
    KeyTable fewerIpv6 = ipv6.copyFor(0);
    for (Ip address : addresses) {
      (address.family() == Family.IPV4 ? fewerIpv4 : fewerIpv6).remove(high(address), low(address));
    }
    return new AddressTable(fewerIpv4, fewerIpv6);
  }

  /** Whether the address is in the table. */
  public boolean contains(Ip address) {
    return (address.family() == Family.IPV4 ? ipv4 : ipv6).contains(high(address), low(address));
  }

  /** Whether the IPv4 address is in the table. */
  public boolean contains(int address) {
    return ipv4.contains(0, PRESENT | (address & 0xffff_ffffL));
  }

  /** Whether the IPv6 address of these halves is in the table. */
  public boolean contains(long high, long low) {
    return ipv6.contains(high, low);
  }

  /**
   * Shows all addresses of the family that an earlier table does not have, and maybe others, in no
   * order.
   */
  public void forEachSince(AddressTable earlier, Family family, Visitor visitor) {
    switch (family) {
      case IPV4 ->
          ipv4.forEachSince(earlier.ipv4, (high, low) -> visitor.visit(high, low & ~PRESENT));
      case IPV6 -> ipv6.forEachSince(earlier.ipv6, visitor);
    }
  }

  private static int countIpv4(Collection<Ip> addresses) {
    int count = 0;
    for (Ip address : addresses) {
      if (address.family() == Family.IPV4) {
        count++;
      }
    }
    return count;
  }

  private static long high(Ip address) {
    return address.family() == Family.IPV4 ? 0 : address.high();
  }

  private static long low(Ip address) {
    return address.family() == Family.IPV4 ? PRESENT | address.low() : address.low();
  }
}
