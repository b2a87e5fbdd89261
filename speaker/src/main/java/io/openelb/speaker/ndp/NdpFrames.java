package io.openelb.speaker.ndp;

import io.openelb.core.address.Ip;
import io.openelb.core.address.Mac;

/** The neighbour discovery frames that we send unasked. */
public final class NdpFrames {

  private NdpFrames() {}

  /** The question whether anybody holds the address: duplicate address detection's (RFC 4862). */
  public static byte[] probe(Ip address, Mac mac) {
    byte[] frame = new byte[NdpFrame.SOLICITATION_LENGTH];
    NdpFrame.probe(frame, mac.value(), address.high(), address.low());
    return frame;
  }

  /**
   * The unsolicited advertisement to all nodes, Override set, so that caches turn to us (RFC 4861
   * 7.2.6). Routers are among all nodes: this also does what RFC 9131 wants for them.
   */
  public static byte[] announcement(Ip address, Mac mac) {
    byte[] frame = new byte[NdpFrame.ADVERTISEMENT_LENGTH];
    NdpFrame.advertiseToAll(
        frame, NdpFrame.ALL_NODES_MAC, mac.value(), address.high(), address.low());
    return frame;
  }
}
