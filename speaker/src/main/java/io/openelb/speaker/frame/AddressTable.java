package io.openelb.speaker.frame;

import io.openelb.core.address.Family;
import io.openelb.core.address.Ip;
import java.util.Collection;

/**
 * An immutable set of addresses that is asked for each frame: open addressing over primitives, so
 * that a look-up allocates nothing and costs the same for ten addresses and ten thousand.
 */
public final class AddressTable {

  private static final AddressTable EMPTY = new AddressTable(0, 0);

  /** Set in each key of {@link #ipv4}, so that none is 0, which marks a free slot. */
  private static final long PRESENT = 1L << 32;

  private final long[] ipv4;

  /** Pairs of upper and lower half; {@code ::} marks a free slot and is nobody's address. */
  private final long[] ipv6;

  private AddressTable(int ipv4Count, int ipv6Count) {
    this.ipv4 = new long[capacity(ipv4Count)];
    this.ipv6 = new long[2 * capacity(ipv6Count)];
  }

  /** The table without addresses. */
  public static AddressTable empty() {
    return EMPTY;
  }

  /** The table of these addresses. */
  public static AddressTable of(Collection<Ip> addresses) {
    int ipv4Count = 0;
    for (Ip address : addresses) {
      if (address.family() == Family.IPV4) {
        ipv4Count++;
      }
    }
    AddressTable table = new AddressTable(ipv4Count, addresses.size() - ipv4Count);
    for (Ip address : addresses) {
      if (address.family() == Family.IPV4) {
        table.add((int) address.low());
      } else {
        table.add(address.high(), address.low());
      }
    }
    return table;
  }

  /** Whether the IPv4 address is in the table. */
  public boolean contains(int address) {
    long key = PRESENT | (address & 0xffff_ffffL);
    int mask = ipv4.length - 1;
    for (int slot = hash(key) & mask; ; slot = (slot + 1) & mask) {
      if (ipv4[slot] == key) {
        return true;
      }
      if (ipv4[slot] == 0) {
        return false;
      }
    }
  }

  /** Whether the IPv6 address of these halves is in the table. */
  public boolean contains(long high, long low) {
    int mask = ipv6.length / 2 - 1;
    for (int slot = hash(high, low) & mask; ; slot = (slot + 1) & mask) {
      long slotHigh = ipv6[2 * slot];
      long slotLow = ipv6[2 * slot + 1];
      if (slotHigh == 0 && slotLow == 0) {
        return false;
      }
      if (slotHigh == high && slotLow == low) {
        return true;
      }
    }
  }

  private void add(int address) {
    long key = PRESENT | (address & 0xffff_ffffL);
    int mask = ipv4.length - 1;
    int slot = hash(key) & mask;
    while (ipv4[slot] != 0 && ipv4[slot] != key) {
      slot = (slot + 1) & mask;
    }
    ipv4[slot] = key;
  }

  private void add(long high, long low) {
    int mask = ipv6.length / 2 - 1;
    int slot = hash(high, low) & mask;
    while ((ipv6[2 * slot] != 0 || ipv6[2 * slot + 1] != 0)
        && (ipv6[2 * slot] != high || ipv6[2 * slot + 1] != low)) {
      slot = (slot + 1) & mask;
    }
    ipv6[2 * slot] = high;
    ipv6[2 * slot + 1] = low;
  }

  /** A power of two, at most half full, so that each search meets a free slot. */
  private static int capacity(int count) {
    return Integer.highestOneBit(Math.max(1, count)) * 4;
  }

  private static int hash(long high, long low) {
    return hash(high * 0x9e37_79b9_7f4a_7c15L + low);
  }

  /** Stafford's mix 13: neighbouring addresses land far apart. */
  private static int hash(long key) {
    long mixed = (key ^ (key >>> 30)) * 0xbf58_476d_1ce4_e5b9L;
    mixed = (mixed ^ (mixed >>> 27)) * 0x94d0_49bb_1331_11ebL;
    return (int) (mixed ^ (mixed >>> 31));
  }
}
