package io.openelb.core.announcement;

import java.util.BitSet;

/** The last turn of a boot, and which parts of it were heard: what is older was played again. */
final class Turn {

  private final BitSet parts = new BitSet();
  private long sequence = Long.MIN_VALUE;

  /** Whether the advertisement was not heard before; from now on it was. */
  boolean isNews(Advertisement ad) {
    if (ad.sequence() < sequence || (ad.sequence() == sequence && parts.get(ad.part()))) {
      return false;
    }
    if (ad.sequence() != sequence) {
      sequence = ad.sequence();
      parts.clear();
    }
    parts.set(ad.part());
    return true;
  }
}
