package io.openelb.speaker.frame;

import java.util.Arrays;

/** The Ethernet header: destination MAC, source MAC, type. */
public final class Ethernet {

  /** Length of the header, in octets. */
  public static final int HEADER = 14;

  /** Length of a tag for a VLAN or a priority (IEEE 802.1Q), which stands before the type. */
  public static final int TAG = 4;

  /** Shortest frame without its check sequence (IEEE 802.3); shorter ones are padded with zeros. */
  public static final int MINIMUM = 60;

  /** Where the type is: two octets. */
  public static final int TYPE = 12;

  /** The part of a tag that names the VLAN; zero for none. */
  public static final int VLAN_BITS = 0xfff;

  /** The type of ARP. */
  public static final int ARP = 0x0806;

  /** The type of IPv6. */
  public static final int IPV6 = 0x86dd;

  /** The MAC of everybody. */
  public static final long BROADCAST = 0xffff_ffff_ffffL;

  private static final int DESTINATION = 0;
  private static final int SOURCE = 6;
  private static final int CUSTOMER_TAG = 0x8100;
  private static final int SERVICE_TAG = 0x88a8;
  private static final int VLAN = TYPE + 2;
  private static final long GROUP_BIT = 1L << 40;

  private Ethernet() {}

  /** The MAC the frame is sent to. */
  public static long destination(byte[] frame) {
    return Octets.mac(frame, DESTINATION);
  }

  /** The MAC the frame comes from. */
  public static long source(byte[] frame) {
    return Octets.mac(frame, SOURCE);
  }

  /** The type; a frame tagged for a VLAN has the tag's (0x8100, 0x88a8) here. */
  public static int type(byte[] frame) {
    return Octets.u16(frame, TYPE);
  }

  /**
   * The frame without its tag, if that gives a priority only: no VLAN, but this interface is where
   * such a frame belongs (802.1p). Some converged interfaces send all theirs so. Any other frame is
   * returned as it is.
   */
  public static byte[] withoutPriority(byte[] frame) {
    if (frame.length < HEADER + TAG) {
      return frame;
    }
    int type = type(frame);
    if ((type != CUSTOMER_TAG && type != SERVICE_TAG)
        || (Octets.u16(frame, VLAN) & VLAN_BITS) != 0) {
      return frame;
    }
    byte[] bare = Arrays.copyOf(frame, frame.length - TAG);
    System.arraycopy(frame, TYPE + TAG, bare, TYPE, bare.length - TYPE);
    return bare;
  }

  /** Writes the header. */
  public static void header(byte[] frame, long destination, long source, int type) {
    Octets.putMac(frame, DESTINATION, destination);
    Octets.putMac(frame, SOURCE, source);
    Octets.put16(frame, TYPE, type);
  }

  /** Whether the MAC may be one station's: neither a group's nor zero. */
  public static boolean isStation(long mac) {
    return mac != 0 && (mac & GROUP_BIT) == 0;
  }
}
