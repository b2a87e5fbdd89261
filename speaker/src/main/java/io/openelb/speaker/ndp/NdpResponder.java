package io.openelb.speaker.ndp;

import static io.openelb.speaker.frame.NdpLayout.SOURCE;
import static io.openelb.speaker.frame.NdpLayout.TARGET;
import static io.openelb.speaker.ndp.NdpFrame.ADVERTISEMENT_LENGTH;
import static io.openelb.speaker.ndp.NdpFrame.OVERRIDE;
import static io.openelb.speaker.ndp.NdpFrame.SOLICITED;
import static io.openelb.speaker.ndp.NdpFrame.SOURCE_LINK_LAYER;

import io.openelb.speaker.frame.AddressTable;
import io.openelb.speaker.frame.Ethernet;
import io.openelb.speaker.frame.Octets;

/** Answers neighbour solicitations for owned addresses. Allocates nothing. */
public final class NdpResponder {

  /** Length of every answer. */
  public static final int LENGTH = ADVERTISEMENT_LENGTH;

  private NdpResponder() {}

  /**
   * Writes the advertisement that a frame is owed, if any (RFC 4861 7.2.3, 7.2.4; RFC 4862 5.4.3).
   *
   * <ul>
   *   <li>To a solicitation with a source: to that source, Solicited and Override set. The frame
   *       goes to the source link-layer option's MAC, or, without the option (neighbour
   *       unreachability detection may leave it out), to the MAC that sent the frame.
   *   <li>To one from the unspecified address (duplicate address detection): to all nodes, Override
   *       set, Solicited not. It concerns the asker alone, so the frame goes to the MAC that sent
   *       the question (RFC 6085): other neighbours' caches are not called over by an answer.
   * </ul>
   *
   * The Router flag is never set: it speaks of the address, and no owned address is a router's,
   * though the node forwards for its pods.
   *
   * @param owned what this interface answers for
   * @param mac of this interface
   * @param answer at least {@link #LENGTH} octets
   * @return whether an advertisement was written
   */
  public static boolean answer(byte[] frame, AddressTable owned, long mac, byte[] answer) {
    if (!NdpFrame.isSolicitation(frame)) {
      return false;
    }
    long targetHigh = Octets.i64(frame, TARGET);
    long targetLow = Octets.i64(frame, TARGET + 8);
    if (!owned.contains(targetHigh, targetLow)
        || !NdpFrame.isAddressedTo(frame, targetHigh, targetLow, mac)
        || !NdpFrame.isChecksumRight(frame)) {
      return false;
    }
    long sender = Ethernet.source(frame);
    if (!Ethernet.isStation(sender) || sender == mac) {
      return false;
    }
    if (NdpFrame.isFromUnspecified(frame)) {
      NdpFrame.advertiseToAll(answer, sender, mac, targetHigh, targetLow);
      return true;
    }
    long option = NdpFrame.linkLayerOption(frame, SOURCE_LINK_LAYER);
    long destination = option == NdpFrame.NO_OPTION ? sender : option;
    if (!Ethernet.isStation(destination) || destination == mac) {
      return false;
    }
    NdpFrame.advertise(
        answer,
        destination,
        mac,
        Octets.i64(frame, SOURCE),
        Octets.i64(frame, SOURCE + 8),
        targetHigh,
        targetLow,
        SOLICITED | OVERRIDE);
    return true;
  }
}
