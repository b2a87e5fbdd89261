package io.openelb.speaker.frame;

/**
 * A neighbour solicitation or advertisement in an Ethernet frame (RFC 8200 3, RFC 4861 4.3, 4.4),
 * without extension headers: offsets from the frame's begin.
 */
public final class NdpLayout {

  /** The upper half of this octet is the version of IP. */
  public static final int VERSION = Ethernet.HEADER;

  /** Two octets: the length of what follows the IPv6 header. */
  public static final int PAYLOAD_LENGTH = Ethernet.HEADER + 4;

  /** One octet: {@link #ICMPV6}. */
  public static final int NEXT_HEADER = Ethernet.HEADER + 6;

  /** One octet: 255 unless a router has passed the packet on. */
  public static final int HOP_LIMIT = Ethernet.HEADER + 7;

  /** Sixteen octets. */
  public static final int SOURCE = Ethernet.HEADER + 8;

  /** Sixteen octets. */
  public static final int DESTINATION = Ethernet.HEADER + 24;

  /** The ICMPv6 message begins with its type: {@link #SOLICITATION} or {@link #ADVERTISEMENT}. */
  public static final int ICMP = Ethernet.HEADER + 40;

  /** One octet, always zero. */
  public static final int CODE = ICMP + 1;

  /** Two octets. */
  public static final int CHECKSUM = ICMP + 2;

  /** Four octets, of which an advertisement uses three bits. */
  public static final int FLAGS = ICMP + 4;

  /** Sixteen octets: the address that is asked for, or told of. */
  public static final int TARGET = ICMP + 8;

  /** To the end of the payload: type, length in units of eight octets, value. */
  public static final int OPTIONS = ICMP + 24;

  /** Number of ICMPv6 among the protocols. */
  public static final int ICMPV6 = 58;

  /** The type of a question. */
  public static final int SOLICITATION = 135;

  /** The type of an answer, and of what is said unasked. */
  public static final int ADVERTISEMENT = 136;

  private NdpLayout() {}
}
