package io.openelb.speaker.arp;

import static io.openelb.speaker.frame.ArpLayout.REPLY;
import static io.openelb.speaker.frame.ArpLayout.REQUEST;
import static io.openelb.speaker.frame.ArpLayout.SENDER_IP;
import static io.openelb.speaker.frame.ArpLayout.SENDER_MAC;
import static io.openelb.speaker.frame.ArpLayout.TARGET_IP;
import static io.openelb.speaker.frame.ArpLayout.TARGET_MAC;

import io.openelb.core.address.Ip;
import io.openelb.core.address.Mac;
import io.openelb.speaker.frame.Ethernet;
import io.openelb.speaker.frame.Octets;

/** The ARP frames that we send unasked. */
public final class ArpFrames {

  private ArpFrames() {}

  /** The question whether anybody holds the address, which claims nothing (RFC 5227 2.1.1). */
  public static byte[] probe(Ip address, Mac mac) {
    return frame(REQUEST, 0, address, mac, 0);
  }

  /** The announcement that RFC 5227 2.3 wants: a request of the address by itself. */
  public static byte[] announcementRequest(Ip address, Mac mac) {
    return frame(REQUEST, (int) address.low(), address, mac, 0);
  }

  /** The same as a reply to everybody, for hosts that learn from replies only. */
  public static byte[] announcementReply(Ip address, Mac mac) {
    return frame(REPLY, (int) address.low(), address, mac, Ethernet.BROADCAST);
  }

  private static byte[] frame(int operation, int sender, Ip target, Mac mac, long targetMac) {
    byte[] frame = new byte[Ethernet.MINIMUM];
    ArpFrame.write(frame, Ethernet.BROADCAST, mac.value(), operation);
    Octets.putMac(frame, SENDER_MAC, mac.value());
    Octets.put32(frame, SENDER_IP, sender);
    Octets.putMac(frame, TARGET_MAC, targetMac);
    Octets.put32(frame, TARGET_IP, (int) target.low());
    return frame;
  }
}
