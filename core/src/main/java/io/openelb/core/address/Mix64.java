package io.openelb.core.address;

/** Spreads the bits of numbers that differ little, as those of neighbouring addresses. */
public final class Mix64 {

  /** The odd number next to 2<sup>64</sup> divided by the golden ratio. */
  public static final long STEP = 0x9e37_79b9_7f4a_7c15L;

  private Mix64() {}

  /**
   * Half of the bits differ for numbers that differ in one: the finalizer of SplitMix64 (Steele,
   * Lea, Flood: Fast splittable pseudorandom number generators), which is Stafford's mix 13.
   */
  public static long finish(long value) {
    long mixed = (value ^ (value >>> 30)) * 0xbf58_476d_1ce4_e5b9L;
    mixed = (mixed ^ (mixed >>> 27)) * 0x94d0_49bb_1331_11ebL;
    return mixed ^ (mixed >>> 31);
  }
}
