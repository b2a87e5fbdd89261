package io.openelb.core.announcement;

import java.util.Arrays;
import java.util.Collection;
import org.jspecify.annotations.Nullable;

/**
 * A set of boot ids, each shortened to 32 bits: enough to know one's own, and 200 of them fit in a
 * datagram.
 */
public final class BootIds {

  private static final BootIds NONE = new BootIds(new int[0]);

  private final int[] sorted;

  private BootIds(int[] sorted) {
    this.sorted = sorted;
  }

  /** What a speaker echoes that hears nobody. */
  public static BootIds none() {
    return NONE;
  }

  /** The given boot ids, shortened. */
  public static BootIds of(Collection<Long> bootIds) {
    int[] shortened = new int[bootIds.size()];
    int i = 0;
    for (long bootId : bootIds) {
      shortened[i++] = shorten(bootId);
    }
    return ofShortened(shortened);
  }

  /** The array is not the caller's any more. */
  static BootIds ofShortened(int... shortened) {
    if (shortened.length == 0) {
      return NONE;
    }
    Arrays.sort(shortened);
    return new BootIds(shortened);
  }

  private static int shorten(long bootId) {
    return (int) (bootId ^ bootId >>> 32);
  }

  /** Whether it is in here, or one that is shortened alike. */
  public boolean contains(long bootId) {
    return Arrays.binarySearch(sorted, shorten(bootId)) >= 0;
  }

  /** How many were put in. */
  public int size() {
    return sorted.length;
  }

  int shortened(int index) {
    return sorted[index];
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof BootIds ids && Arrays.equals(sorted, ids.sorted);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(sorted);
  }

  @Override
  public String toString() {
    return sorted.length + " boot ids";
  }
}
