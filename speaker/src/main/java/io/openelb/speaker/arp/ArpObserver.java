package io.openelb.speaker.arp;

import static io.openelb.speaker.frame.ArpLayout.OPERATION;
import static io.openelb.speaker.frame.ArpLayout.REPLY;
import static io.openelb.speaker.frame.ArpLayout.REQUEST;
import static io.openelb.speaker.frame.ArpLayout.SENDER_IP;
import static io.openelb.speaker.frame.ArpLayout.SENDER_MAC;
import static io.openelb.speaker.frame.ArpLayout.TARGET_IP;

import io.openelb.core.address.Family;
import io.openelb.core.address.Ip;
import io.openelb.core.address.Mac;
import io.openelb.speaker.frame.AddressTable;
import io.openelb.speaker.frame.Ethernet;
import io.openelb.speaker.frame.Octets;
import io.openelb.speaker.frame.Sighting;
import org.jspecify.annotations.Nullable;

/** Sees who else speaks of the addresses that concern us (RFC 5227 2.1.1, 2.4). */
public final class ArpObserver {

  private ArpObserver() {}

  /**
   * What the frame says about a watched address, if anything. Any ARP packet whose sender is a
   * watched address says that it holds it; a request from 0.0.0.0 asks for its target.
   *
   * @param watched the addresses that concern us
   * @param mac of this interface, whose own frames don't count
   */
  public static @Nullable Sighting observe(byte[] frame, AddressTable watched, long mac) {
    if (!ArpFrame.isWellFormed(frame)) {
      return null;
    }
    long station = Octets.mac(frame, SENDER_MAC);
    int operation = Octets.u16(frame, OPERATION);
    if (!Ethernet.isStation(station)
        || station == mac
        || (operation != REQUEST && operation != REPLY)) {
      return null;
    }
    int sender = Octets.i32(frame, SENDER_IP);
    int target = Octets.i32(frame, TARGET_IP);
    if (watched.contains(sender)) {
      boolean toUs = operation == REPLY && Ethernet.destination(frame) == mac;
      boolean inPassing = operation == REQUEST && target != sender;
      Sighting.Kind kind = toUs || inPassing ? Sighting.Kind.ANSWER : Sighting.Kind.ASSERTION;
      return sighting(kind, sender, station);
    }
    if (sender == 0 && operation == REQUEST && watched.contains(target)) {
      return sighting(Sighting.Kind.ASK, target, station);
    }
    return null;
  }

  private static Sighting sighting(Sighting.Kind kind, int address, long station) {
    return new Sighting(kind, new Ip(Family.IPV4, 0, address & 0xffff_ffffL), new Mac(station));
  }
}
