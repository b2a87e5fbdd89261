package io.openelb.speaker.link;

import java.util.function.LongSupplier;

/**
 * Whether others are heard on an interface. While they are, it has a carrier, and nobody need look;
 * when they are not, it may have lost it.
 */
final class QuietWatch {

  private final long patience;
  private final Runnable doubt;
  private final LongSupplier clock;
  private volatile long heardAt;

  /**
   * A watch that begins now.
   *
   * @param patience how long nobody may be heard, in nanoseconds
   * @param doubt asks for a look; must not wait
   * @param clock as {@link System#nanoTime()}
   */
  QuietWatch(long patience, Runnable doubt, LongSupplier clock) {
    this.patience = patience;
    this.doubt = doubt;
    this.clock = clock;
    this.heardAt = clock.getAsLong();
  }

  /** Another speaker was heard. Any thread. */
  void heard() {
    heardAt = clock.getAsLong();
  }

  /** We said something: the others, who say as much, should have been heard too. */
  void said() {
    if (clock.getAsLong() - heardAt >= patience) {
      doubt.run();
    }
  }
}
