package io.openelb.speaker.frame;

import io.openelb.core.address.Mix64;

/**
 * A hash set of keys of 128 bits, by open addressing over primitives. It is written before it is
 * shared, and never again. The key of zeros marks a free slot; it is never in the table.
 */
final class KeyTable {

  static final KeyTable EMPTY = new KeyTable(new long[2 * capacity(0)], 0);

  /** Pairs of upper and lower half. */
  private final long[] slots;

  private final int mask;
  private int count;

  private KeyTable(long[] slots, int count) {
    this.slots = slots;
    this.mask = slots.length / 2 - 1;
    this.count = count;
  }

  /** A copy with room for so many more. */
  KeyTable copyFor(int more) {
    int capacity = capacity(count + more);
    if (capacity <= mask + 1) {
      return new KeyTable(slots.clone(), count);
    }
    KeyTable larger = new KeyTable(new long[2 * capacity], 0);
    for (int slot = 0; slot <= mask; slot++) {
      if (!isFree(slot)) {
        larger.add(slots[2 * slot], slots[2 * slot + 1]);
      }
    }
    return larger;
  }

  boolean contains(long high, long low) {
    int slot = find(high, low);
    return !isFree(slot);
  }

  void forEach(AddressTable.Visitor visitor) {
    for (int slot = 0; slot <= mask; slot++) {
      if (!isFree(slot)) {
        visitor.visit(slots[2 * slot], slots[2 * slot + 1]);
      }
    }
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
      int home = hash(slots[2 * slot], slots[2 * slot + 1]) & mask;
      if (((slot - home) & mask) >= ((slot - gap) & mask)) {
        put(gap, slots[2 * slot], slots[2 * slot + 1]);
        gap = slot;
      }
    }
    put(gap, 0, 0);
  }

  /** The slot of the key, or the free one where the search for it ends. */
  private int find(long high, long low) {
    int slot = hash(high, low) & mask;
    while (!isFree(slot) && (slots[2 * slot] != high || slots[2 * slot + 1] != low)) {
      slot = next(slot);
    }
    return slot;
  }

  private int next(int slot) {
    return (slot + 1) & mask;
  }

  private boolean isFree(int slot) {
    return slots[2 * slot] == 0 && slots[2 * slot + 1] == 0;
  }

  private void put(int slot, long high, long low) {
    slots[2 * slot] = high;
    slots[2 * slot + 1] = low;
  }

  /** A power of two, at most half full, so that each search meets a free slot. */
  private static int capacity(int count) {
    return Integer.highestOneBit(Math.max(1, count)) * 4;
  }

  private static int hash(long high, long low) {
    return (int) Mix64.finish(high * Mix64.STEP + low);
  }
}
