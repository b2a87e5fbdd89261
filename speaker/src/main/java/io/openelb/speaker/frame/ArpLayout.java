package io.openelb.speaker.frame;

/** An ARP packet for IPv4 in an Ethernet frame (RFC 826): offsets from the frame's begin. */
public final class ArpLayout {

  /** Two octets each: the kinds of hardware and protocol addresses. */
  public static final int SPACES = Ethernet.HEADER;

  /** One octet each: the lengths of hardware and protocol addresses. */
  public static final int LENGTHS = Ethernet.HEADER + 4;

  /** Two octets: {@link #REQUEST} or {@link #REPLY}. */
  public static final int OPERATION = Ethernet.HEADER + 6;

  /** Six octets. */
  public static final int SENDER_MAC = Ethernet.HEADER + 8;

  /** Four octets. */
  public static final int SENDER_IP = Ethernet.HEADER + 14;

  /** Six octets, without meaning in a request. */
  public static final int TARGET_MAC = Ethernet.HEADER + 18;

  /** Four octets. */
  public static final int TARGET_IP = Ethernet.HEADER + 24;

  /** The frame without padding. */
  public static final int LENGTH = Ethernet.HEADER + 28;

  /** The operation of a question. */
  public static final int REQUEST = 1;

  /** The operation of an answer. */
  public static final int REPLY = 2;

  private ArpLayout() {}
}
