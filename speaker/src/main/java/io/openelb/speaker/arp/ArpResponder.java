package io.openelb.speaker.arp;

import static io.openelb.speaker.frame.ArpLayout.OPERATION;
import static io.openelb.speaker.frame.ArpLayout.REPLY;
import static io.openelb.speaker.frame.ArpLayout.REQUEST;
import static io.openelb.speaker.frame.ArpLayout.SENDER_IP;
import static io.openelb.speaker.frame.ArpLayout.SENDER_MAC;
import static io.openelb.speaker.frame.ArpLayout.TARGET_IP;
import static io.openelb.speaker.frame.ArpLayout.TARGET_MAC;

import io.openelb.speaker.frame.AddressTable;
import io.openelb.speaker.frame.Ethernet;
import io.openelb.speaker.frame.Octets;

/** Answers ARP requests for owned addresses. Allocates nothing: this is the path of a flood. */
public final class ArpResponder {

  /** Length of every answer. */
  public static final int LENGTH = Ethernet.MINIMUM;

  private ArpResponder() {}

  /**
   * Writes the answer that a frame is owed, if any: to a request or a probe (RFC 5227, sender
   * 0.0.0.0) for an owned address, sent to everybody or to this interface. An announcement (sender
   * and target the same) asks nothing: it is another station's claim, see {@link ArpObserver}.
   *
   * @param owned what this interface answers for
   * @param mac of this interface
   * @param answer at least {@link #LENGTH} octets, zero behind the ARP packet
   * @return whether an answer was written
   */
  public static boolean answer(byte[] frame, AddressTable owned, long mac, byte[] answer) {
    if (!ArpFrame.isWellFormed(frame) || Octets.u16(frame, OPERATION) != REQUEST) {
      return false;
    }
    int target = Octets.i32(frame, TARGET_IP);
    if (!owned.contains(target)) {
      return false;
    }
    long destination = Ethernet.destination(frame);
    if (destination != Ethernet.BROADCAST && destination != mac) {
      return false;
    }
    long asker = Octets.mac(frame, SENDER_MAC);
    int askerIp = Octets.i32(frame, SENDER_IP);
    if (!Ethernet.isStation(asker) || asker == mac || askerIp == target) {
      return false;
    }
    ArpFrame.write(answer, asker, mac, REPLY);
    Octets.putMac(answer, SENDER_MAC, mac);
    Octets.put32(answer, SENDER_IP, target);
    Octets.putMac(answer, TARGET_MAC, asker);
    Octets.put32(answer, TARGET_IP, askerIp);
    return true;
  }
}
