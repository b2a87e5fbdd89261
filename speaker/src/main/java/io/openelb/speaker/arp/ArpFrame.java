package io.openelb.speaker.arp;

import io.openelb.speaker.frame.Ethernet;
import io.openelb.speaker.frame.Octets;

/** An ARP packet for IPv4 in an Ethernet frame (RFC 826): offsets from the frame's begin. */
final class ArpFrame {

  static final int OPERATION = Ethernet.HEADER + 6;
  static final int SENDER_MAC = Ethernet.HEADER + 8;
  static final int SENDER_IP = Ethernet.HEADER + 14;
  static final int TARGET_MAC = Ethernet.HEADER + 18;
  static final int TARGET_IP = Ethernet.HEADER + 24;

  static final int REQUEST = 1;
  static final int REPLY = 2;

  /** The frame without padding. */
  static final int LENGTH = Ethernet.HEADER + 28;

  private static final int SPACES = Ethernet.HEADER;
  private static final int LENGTHS = Ethernet.HEADER + 4;

  /** Hardware Ethernet (1), protocol IPv4 (0x0800). */
  private static final int ETHERNET_IPV4 = 0x0001_0800;

  /** Hardware addresses of 6 octets, protocol addresses of 4. */
  private static final int SIX_FOUR = 0x0604;

  private ArpFrame() {}

  /** Whether the frame is complete, of type ARP, and about IPv4 on Ethernet. */
  static boolean isWellFormed(byte[] frame) {
    return frame.length >= LENGTH
        && Ethernet.type(frame) == Ethernet.ARP
        && Octets.i32(frame, SPACES) == ETHERNET_IPV4
        && Octets.u16(frame, LENGTHS) == SIX_FOUR;
  }

  /** Writes both headers, all but the four addresses. */
  static void write(byte[] frame, long destination, long source, int operation) {
    Ethernet.header(frame, destination, source, Ethernet.ARP);
    Octets.put32(frame, SPACES, ETHERNET_IPV4);
    Octets.put16(frame, LENGTHS, SIX_FOUR);
    Octets.put16(frame, OPERATION, operation);
  }
}
