package io.openelb.speaker.frame;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Reads and writes numbers in network byte order. A MAC is the lower 48 bits of a long. */
public final class Octets {

  private static final VarHandle SHORT =
      MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.BIG_ENDIAN);
  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

  private Octets() {}

  /** The unsigned octet at the offset. */
  public static int u8(byte[] frame, int offset) {
    return frame[offset] & 0xff;
  }

  /** The unsigned 16-bit number at the offset. */
  public static int u16(byte[] frame, int offset) {
    return (short) SHORT.get(frame, offset) & 0xffff;
  }

  /** The 32-bit number at the offset. */
  public static int i32(byte[] frame, int offset) {
    return (int) INT.get(frame, offset);
  }

  /** The 64-bit number at the offset. */
  public static long i64(byte[] frame, int offset) {
    return (long) LONG.get(frame, offset);
  }

  /** The MAC at the offset. */
  public static long mac(byte[] frame, int offset) {
    return (long) u16(frame, offset) << 32 | (i32(frame, offset + 2) & 0xffff_ffffL);
  }

  /** Writes the lower 16 bits. */
  public static void put16(byte[] frame, int offset, int value) {
    SHORT.set(frame, offset, (short) value);
  }

  /** Writes 32 bits. */
  public static void put32(byte[] frame, int offset, int value) {
    INT.set(frame, offset, value);
  }

  /** Writes 64 bits. */
  public static void put64(byte[] frame, int offset, long value) {
    LONG.set(frame, offset, value);
  }

  /** Writes a MAC. */
  public static void putMac(byte[] frame, int offset, long mac) {
    put16(frame, offset, (int) (mac >>> 32));
    put32(frame, offset + 2, (int) mac);
  }
}
