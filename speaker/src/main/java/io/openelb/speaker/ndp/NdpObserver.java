package io.openelb.speaker.ndp;

import static io.openelb.speaker.frame.NdpLayout.TARGET;
import static io.openelb.speaker.ndp.NdpFrame.TARGET_LINK_LAYER;

import io.openelb.core.address.Family;
import io.openelb.core.address.Ip;
import io.openelb.core.address.Mac;
import io.openelb.speaker.frame.AddressTable;
import io.openelb.speaker.frame.Ethernet;
import io.openelb.speaker.frame.Octets;
import io.openelb.speaker.frame.Sighting;
import org.jspecify.annotations.Nullable;

/** Sees who else speaks of the addresses that concern us (RFC 4862 5.4). */
public final class NdpObserver {

  private NdpObserver() {}

  /**
   * What the frame says about a watched address, if anything. An advertisement says who holds its
   * target: the MAC in it, or the one that sent it. A solicitation from {@code ::} asks for its
   * target; a kernel's answer to one goes to all nodes, and so looks like an assertion.
   *
   * @param watched the addresses that concern us
   * @param mac of this interface, whose own frames don't count
   */
  public static @Nullable Sighting observe(byte[] frame, AddressTable watched, long mac) {
    boolean claim = NdpFrame.isAdvertisement(frame);
    if (!claim && !(NdpFrame.isSolicitation(frame) && NdpFrame.isFromUnspecified(frame))) {
      return null;
    }
    long high = Octets.i64(frame, TARGET);
    long low = Octets.i64(frame, TARGET + 8);
    if (!watched.contains(high, low) || !NdpFrame.isChecksumRight(frame)) {
      return null;
    }
    long option = claim ? NdpFrame.linkLayerOption(frame, TARGET_LINK_LAYER) : NdpFrame.NO_OPTION;
    long station = option == NdpFrame.NO_OPTION ? Ethernet.source(frame) : option;
    if (!Ethernet.isStation(station) || station == mac) {
      return null;
    }
    Sighting.Kind kind = Sighting.Kind.ASK;
    if (claim) {
      boolean toUs = Ethernet.destination(frame) == mac;
      kind = toUs ? Sighting.Kind.ANSWER : Sighting.Kind.ASSERTION;
    }
    return new Sighting(kind, new Ip(Family.IPV6, high, low), new Mac(station));
  }
}
