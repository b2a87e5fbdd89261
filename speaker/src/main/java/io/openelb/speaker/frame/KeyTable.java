package io.openelb.speaker.frame;

import io.openelb.core.address.Mix64;
import java.util.Arrays;

/**
 * A hash set of keys of 128 bits, by open addressing over primitives. It is written before it is
 * shared or copied, and never again. The key of zeros marks a free slot; it is never in the table.
 *
 * <p>Its slots are in pages, and a copy has those in common that it does not write to: a table of
 * ten thousand keys is half a MiB, and each change to it makes a copy.
 */
final class KeyTable {

  private static final int PAGE_BITS = 8;

  /** In slots. */
  private static final int PAGE = 1 << PAGE_BITS;

  static final KeyTable EMPTY = new KeyTable(capacity(0));

  /** Pairs of upper and lower half. */
  private final long[][] pages;

  /** Whether this table made the page, and so may write to it. */
  private final boolean[] own;

  private final int mask;
  private int count;

  private KeyTable(int capacity) {
    this.pages = new long[Math.ceilDiv(capacity, PAGE)][2 * Math.min(capacity, PAGE)];
    this.own = new boolean[pages.length];
    Arrays.fill(own, true);
    this.mask = capacity - 1;
  }

  private KeyTable(KeyTable table) {
    this.pages = table.pages.clone();
    this.own = new boolean[pages.length];
    this.mask = table.mask;
    this.count = table.count;
  }

  /** A copy with room for so many more. */
  KeyTable copyFor(int more) {
    int capacity = capacity(count + more);
    if (capacity <= mask + 1) {
      return new KeyTable(this);
    }
    KeyTable larger = new KeyTable(capacity);
    forEachSince(EMPTY, larger::add);
    return larger;
  }

  boolean contains(long high, long low) {
    return !isFree(find(high, low));
  }

  /** Shows all keys but for those on pages that an earlier table has, too. */
  void forEachSince(KeyTable earlier, AddressTable.Visitor visitor) {
    for (int page = 0; page < pages.length; page++) {
      if (shares(page, earlier)) {
        continue;
      }
      int first = page << PAGE_BITS;
      int end = Math.min(first + PAGE, mask + 1);
      for (int slot = first; slot < end; slot++) {
        if (!isFree(slot)) {
          visitor.visit(high(slot), low(slot));
        }
      }
    }
  }

  @SuppressWarnings("ReferenceEquality") // an equal page that is not the same one is only looked at
  private boolean shares(int page, KeyTable other) {
    return page < other.pages.length && pages[page] == other.pages[page];
  }

  /** There has to be room. */
  void add(long high, long low) {
    int slot = find(high, low);
    if (isFree(slot) && (high != 0 || low != 0)) {
      put(slot, high, low);
      count++;
    }
  }

  void remove(long high, long low) {
    int gap = find(high, low);
    if (isFree(gap)) {
      return;
    }
    count--;
    // What a search would miss behind the gap moves into it.
    for (int slot = next(gap); !isFree(slot); slot = next(slot)) {
      int home = hash(high(slot), low(slot)) & mask;
      if (((slot - home) & mask) >= ((slot - gap) & mask)) {
        put(gap, high(slot), low(slot));
        gap = slot;
      }
    }
    put(gap, 0, 0);
  }

  /** The slot of the key, or the free one where the search for it ends. */
  private int find(long high, long low) {
    int slot = hash(high, low) & mask;
    while (!isFree(slot) && (high(slot) != high || low(slot) != low)) {
      slot = next(slot);
    }
    return slot;
  }

  private int next(int slot) {
    return (slot + 1) & mask;
  }

  private boolean isFree(int slot) {
    return high(slot) == 0 && low(slot) == 0;
  }

  private long high(int slot) {
    return pages[slot >>> PAGE_BITS][2 * (slot & (PAGE - 1))];
  }

  private long low(int slot) {
    return pages[slot >>> PAGE_BITS][2 * (slot & (PAGE - 1)) + 1];
  }

  private void put(int slot, long high, long low) {
    int page = slot >>> PAGE_BITS;
    if (!own[page]) {
      pages[page] = pages[page].clone();
      own[page] = true;
    }
    pages[page][2 * (slot & (PAGE - 1))] = high;
    pages[page][2 * (slot & (PAGE - 1)) + 1] = low;
  }

  /** A power of two, at most half full, so that each search meets a free slot. */
  private static int capacity(int count) {
    return Integer.highestOneBit(Math.max(1, count)) * 4;
  }

  private static int hash(long high, long low) {
    return (int) Mix64.finish(high * Mix64.STEP + low);
  }
}
