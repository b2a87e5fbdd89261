package io.openelb.speaker.ndp;

import static io.openelb.speaker.frame.NdpLayout.CHECKSUM;
import static io.openelb.speaker.frame.NdpLayout.CODE;
import static io.openelb.speaker.frame.NdpLayout.DESTINATION;
import static io.openelb.speaker.frame.NdpLayout.FLAGS;
import static io.openelb.speaker.frame.NdpLayout.HOP_LIMIT;
import static io.openelb.speaker.frame.NdpLayout.ICMP;
import static io.openelb.speaker.frame.NdpLayout.ICMPV6;
import static io.openelb.speaker.frame.NdpLayout.NEXT_HEADER;
import static io.openelb.speaker.frame.NdpLayout.OPTIONS;
import static io.openelb.speaker.frame.NdpLayout.PAYLOAD_LENGTH;
import static io.openelb.speaker.frame.NdpLayout.SOURCE;
import static io.openelb.speaker.frame.NdpLayout.TARGET;
import static io.openelb.speaker.frame.NdpLayout.VERSION;

import io.openelb.speaker.frame.Ethernet;
import io.openelb.speaker.frame.NdpLayout;
import io.openelb.speaker.frame.Octets;

/**
 * A neighbour solicitation or advertisement in an Ethernet frame (RFC 4861 4.3, 4.4): the checks of
 * 7.1.1 and 7.1.2, and the writing of both.
 *
 * <p>A packet with an extension header between IPv6 and ICMPv6 is not looked into: no host sends
 * one, and RFC 6980 forbids the fragmented kind.
 */
final class NdpFrame {

  /** An advertisement with its target link-layer option; never less than Ethernet's minimum. */
  static final int ADVERTISEMENT_LENGTH = OPTIONS + 8;

  /** A solicitation without options. */
  static final int SOLICITATION_LENGTH = OPTIONS;

  static final int SOLICITED = 0x4000_0000;
  static final int OVERRIDE = 0x2000_0000;

  static final int SOURCE_LINK_LAYER = 1;
  static final int TARGET_LINK_LAYER = 2;

  /** No link-layer option: not a MAC. */
  static final long NO_OPTION = -1;

  private static final int SHORTEST_PAYLOAD = 24;

  /** Of both groups, that of all nodes and that of the solicited node. */
  private static final long LINK_LOCAL_GROUP_HIGH = 0xff02_0000_0000_0000L;

  private static final long ALL_NODES_LOW = 1;
  static final long ALL_NODES_MAC = 0x3333_0000_0001L;
  private static final long SOLICITED_NODE_LOW = 0x1_ff00_0000L;
  private static final long SOLICITED_NODE_MAC = 0x3333_ff00_0000L;
  private static final long LOW_24 = 0xff_ffffL;

  private NdpFrame() {}

  /** Whether the frame is a valid solicitation, but for its checksum, which costs more to check. */
  static boolean isSolicitation(byte[] frame) {
    if (!isNeighbourMessage(frame, NdpLayout.SOLICITATION)) {
      return false;
    }
    if (!isFromUnspecified(frame)) {
      return true;
    }
    // RFC 4861 7.1.1: from the unspecified address only to a solicited-node group, without the
    // option.
    return Octets.i64(frame, DESTINATION) == LINK_LOCAL_GROUP_HIGH
        && (Octets.i64(frame, DESTINATION + 8) & ~LOW_24) == SOLICITED_NODE_LOW
        && linkLayerOption(frame, SOURCE_LINK_LAYER) == NO_OPTION;
  }

  /** Whether the frame is a valid advertisement, but for its checksum. */
  static boolean isAdvertisement(byte[] frame) {
    if (!isNeighbourMessage(frame, NdpLayout.ADVERTISEMENT)) {
      return false;
    }
    boolean multicast = Octets.u8(frame, DESTINATION) == 0xff;
    return !multicast || (Octets.i32(frame, FLAGS) & SOLICITED) == 0;
  }

  private static boolean isNeighbourMessage(byte[] frame, int type) {
    return frame.length >= SOLICITATION_LENGTH
        && Ethernet.type(frame) == Ethernet.IPV6
        && Octets.u8(frame, VERSION) >>> 4 == 6
        && Octets.u8(frame, NEXT_HEADER) == ICMPV6
        && Octets.u8(frame, HOP_LIMIT) == 255
        && Octets.u8(frame, SOURCE) != 0xff
        && Octets.u8(frame, ICMP) == type
        && Octets.u8(frame, CODE) == 0
        && payload(frame) >= SHORTEST_PAYLOAD
        && frame.length >= ICMP + payload(frame)
        && Octets.u8(frame, TARGET) != 0xff
        && areOptionsSound(frame);
  }

  private static int payload(byte[] frame) {
    return Octets.u16(frame, PAYLOAD_LENGTH);
  }

  private static boolean areOptionsSound(byte[] frame) {
    int end = ICMP + payload(frame);
    int at = OPTIONS;
    while (at < end) {
      if (at + 2 > end) {
        return false;
      }
      int length = Octets.u8(frame, at + 1) * 8;
      if (length == 0 || at + length > end) {
        return false;
      }
      at += length;
    }
    return true;
  }

  /**
   * The MAC in the first link-layer option of the type, or {@link #NO_OPTION}; options are sound.
   */
  static long linkLayerOption(byte[] frame, int type) {
    int end = ICMP + payload(frame);
    for (int at = OPTIONS; at < end; at += Octets.u8(frame, at + 1) * 8) {
      if (Octets.u8(frame, at) == type) {
        return Octets.mac(frame, at + 2);
      }
    }
    return NO_OPTION;
  }

  /** Whether the source is {@code ::}. */
  static boolean isFromUnspecified(byte[] frame) {
    return Octets.i64(frame, SOURCE) == 0 && Octets.i64(frame, SOURCE + 8) == 0;
  }

  /**
   * Whether a solicitation is sent to the target itself or to its solicited-node group, in a frame
   * to this interface or to that group.
   */
  static boolean isAddressedTo(byte[] frame, long targetHigh, long targetLow, long mac) {
    long high = Octets.i64(frame, DESTINATION);
    long low = Octets.i64(frame, DESTINATION + 8);
    boolean toGroup =
        high == LINK_LOCAL_GROUP_HIGH && low == (SOLICITED_NODE_LOW | (targetLow & LOW_24));
    boolean toTarget = high == targetHigh && low == targetLow;
    long station = Ethernet.destination(frame);
    return (station == mac && (toGroup || toTarget))
        || (toGroup && station == (SOLICITED_NODE_MAC | (targetLow & LOW_24)));
  }

  /** Whether the ICMPv6 checksum is that of the packet (RFC 4443 2.3). */
  static boolean isChecksumRight(byte[] frame) {
    return fold(sum(frame, payload(frame))) == 0xffff;
  }

  /** Writes an unsolicited or duplicate-address advertisement, to all nodes, Override set. */
  static void advertiseToAll(
      byte[] frame, long destinationMac, long mac, long targetHigh, long targetLow) {
    advertise(
        frame,
        destinationMac,
        mac,
        LINK_LOCAL_GROUP_HIGH,
        ALL_NODES_LOW,
        targetHigh,
        targetLow,
        OVERRIDE);
  }

  /** Writes an advertisement of the target, from the target, with its link-layer option. */
  static void advertise(
      byte[] frame,
      long destinationMac,
      long mac,
      long destinationHigh,
      long destinationLow,
      long targetHigh,
      long targetLow,
      int flags) {
    int payload = ADVERTISEMENT_LENGTH - ICMP;
    ipv6(frame, destinationMac, mac, payload);
    Octets.put64(frame, SOURCE, targetHigh);
    Octets.put64(frame, SOURCE + 8, targetLow);
    Octets.put64(frame, DESTINATION, destinationHigh);
    Octets.put64(frame, DESTINATION + 8, destinationLow);
    icmp(frame, NdpLayout.ADVERTISEMENT, flags, targetHigh, targetLow);
    frame[OPTIONS] = TARGET_LINK_LAYER;
    frame[OPTIONS + 1] = 1;
    Octets.putMac(frame, OPTIONS + 2, mac);
    Octets.put16(frame, CHECKSUM, ~fold(sum(frame, payload)));
  }

  /** Writes a duplicate address detection probe (RFC 4862 5.4.2) over a frame of zeros. */
  static void probe(byte[] frame, long mac, long targetHigh, long targetLow) {
    int payload = SOLICITATION_LENGTH - ICMP;
    ipv6(frame, SOLICITED_NODE_MAC | (targetLow & LOW_24), mac, payload);
    Octets.put64(frame, DESTINATION, LINK_LOCAL_GROUP_HIGH);
    Octets.put64(frame, DESTINATION + 8, SOLICITED_NODE_LOW | (targetLow & LOW_24));
    icmp(frame, NdpLayout.SOLICITATION, 0, targetHigh, targetLow);
    Octets.put16(frame, CHECKSUM, ~fold(sum(frame, payload)));
  }

  private static void ipv6(byte[] frame, long destinationMac, long mac, int payload) {
    Ethernet.header(frame, destinationMac, mac, Ethernet.IPV6);
    Octets.put32(frame, VERSION, 0x6000_0000);
    Octets.put16(frame, PAYLOAD_LENGTH, payload);
    frame[NEXT_HEADER] = ICMPV6;
    frame[HOP_LIMIT] = (byte) 255;
  }

  private static void icmp(byte[] frame, int type, int flags, long targetHigh, long targetLow) {
    frame[ICMP] = (byte) type;
    frame[CODE] = 0;
    Octets.put16(frame, CHECKSUM, 0);
    Octets.put32(frame, FLAGS, flags);
    Octets.put64(frame, TARGET, targetHigh);
    Octets.put64(frame, TARGET + 8, targetLow);
  }

  /** Sum of the pseudo-header (addresses, length, next header) and the ICMPv6 message. */
  private static long sum(byte[] frame, int payload) {
    long sum = (long) payload + ICMPV6;
    int end = ICMP + payload;
    int at = SOURCE;
    for (; at + 1 < end; at += 2) {
      sum += Octets.u16(frame, at);
    }
    return at < end ? sum + (Octets.u8(frame, at) << 8) : sum;
  }

  private static int fold(long sum) {
    long folded = sum;
    while (folded >>> 16 != 0) {
      folded = (folded & 0xffff) + (folded >>> 16);
    }
    return (int) folded;
  }
}
