package io.openelb.speaker.link;

import io.openelb.core.address.Ip;
import io.openelb.core.address.Mac;
import java.util.List;

/** An open interface. Answers at once, by what {@link #apply} last allowed. */
public interface Link extends AutoCloseable {

  /**
   * The type of our advertisements: IEEE 802's Local Experimental EtherType 1. A type of our own
   * instead of UDP takes the same way as ARP does: no address on the interface is needed, and
   * neither the node's packet filter nor a switch's IGMP snooping looks at it.
   */
  int ADVERTISEMENT = 0x88b5;

  /** The group of all speakers: locally administered, outside the ranges of IP groups. */
  Mac SPEAKERS = Mac.of("03:4f:45:4c:42:01");

  /** Longest payload of an advertisement, in octets: what each Ethernet carries. */
  int MAXIMUM_PAYLOAD = 1500;

  /** The interface as it was when opened. */
  Nic nic();

  /** From now on this is what the interface may say. Takes effect with the next frame. */
  void apply(AnswerPolicy policy);

  /** Sends whole frames soon. */
  void ask(List<byte[]> frames);

  /**
   * Sends whole frames that announce an address, paced, when nothing more urgent waits; not those
   * whose turn comes when the address is answered for no more.
   */
  void announce(Ip address, List<byte[]> frames);

  /**
   * Sends an advertisement to all speakers of the segment.
   *
   * @param payload at most {@link #MAXIMUM_PAYLOAD} octets
   * @param onSent what to do when it has left; in this thread, or that which sends what waits
   */
  void advertise(byte[] payload, Runnable onSent);

  /** Whether the interface went away under us: close this and open it again. */
  boolean hasFailed();

  /**
   * Whether advertisements were to be sent for some seconds, and the kernel took none: the others
   * can't hear us.
   */
  boolean isMuted();

  /** Frames that the kernel dropped because we were behind, since the link was opened. */
  long dropped();

  /** Silences the interface, then frees it. */
  @Override
  void close();
}
