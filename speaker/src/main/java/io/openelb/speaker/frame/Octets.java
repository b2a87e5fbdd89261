package io.openelb.speaker.frame;

/**
 * Reads and writes numbers in network byte order. A MAC is the lower 48 bits of a long. Octet by
 * octet: through the views of a VarHandle C1 takes half as long again for an answer.
 */
public final class Octets {

  private Octets() {}

  /** The unsigned octet at the offset. */
  public static int u8(byte[] frame, int offset) {
    return frame[offset] & 0xff;
  }

  /** The unsigned 16-bit number at the offset. */
  public static int u16(byte[] frame, int offset) {
    return u8(frame, offset) << 8 | u8(frame, offset + 1);
  }

  /** The 32-bit number at the offset. */
  public static int i32(byte[] frame, int offset) {
    return u16(frame, offset) << 16 | u16(frame, offset + 2);
  }

  /** The 64-bit number at the offset. */
  public static long i64(byte[] frame, int offset) {
    return (long) i32(frame, offset) << 32 | (i32(frame, offset + 4) & 0xffff_ffffL);
  }

  /** The MAC at the offset. */
  public static long mac(byte[] frame, int offset) {
    return (long) u16(frame, offset) << 32 | (i32(frame, offset + 2) & 0xffff_ffffL);
  }

  /** Writes the lower 16 bits. */
  public static void put16(byte[] frame, int offset, int value) {
    frame[offset] = (byte) (value >>> 8);
    frame[offset + 1] = (byte) value;
  }

  /** Writes 32 bits. */
  public static void put32(byte[] frame, int offset, int value) {
    put16(frame, offset, value >>> 16);
    put16(frame, offset + 2, value);
  }

  /** Writes 64 bits. */
  public static void put64(byte[] frame, int offset, long value) {
    put32(frame, offset, (int) (value >>> 32));
    put32(frame, offset + 4, (int) value);
  }

  /** Writes a MAC. */
  public static void putMac(byte[] frame, int offset, long mac) {
    put16(frame, offset, (int) (mac >>> 32));
    put32(frame, offset + 2, (int) mac);
  }
}
