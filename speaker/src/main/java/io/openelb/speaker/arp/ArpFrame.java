package io.openelb.speaker.arp;

import io.openelb.speaker.frame.ArpLayout;
import io.openelb.speaker.frame.Ethernet;
import io.openelb.speaker.frame.Octets;

/** Reads and writes an ARP packet for IPv4 in an Ethernet frame (RFC 826). */
final class ArpFrame {

  /** Hardware Ethernet (1), protocol IPv4 (0x0800). */
  private static final int ETHERNET_IPV4 = 0x0001_0800;

  /** Hardware addresses of 6 octets, protocol addresses of 4. */
  private static final int SIX_FOUR = 0x0604;

  private ArpFrame() {}

  /** Whether the frame is complete, of type ARP, and about IPv4 on Ethernet. */
  static boolean isWellFormed(byte[] frame) {
    return frame.length >= ArpLayout.LENGTH
        && Ethernet.type(frame) == Ethernet.ARP
        && Octets.i32(frame, ArpLayout.SPACES) == ETHERNET_IPV4
        && Octets.u16(frame, ArpLayout.LENGTHS) == SIX_FOUR;
  }

  /** Writes both headers, all but the four addresses. */
  static void write(byte[] frame, long destination, long source, int operation) {
    Ethernet.header(frame, destination, source, Ethernet.ARP);
    Octets.put32(frame, ArpLayout.SPACES, ETHERNET_IPV4);
    Octets.put16(frame, ArpLayout.LENGTHS, SIX_FOUR);
    Octets.put16(frame, ArpLayout.OPERATION, operation);
  }
}
