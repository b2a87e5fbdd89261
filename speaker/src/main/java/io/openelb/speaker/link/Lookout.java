package io.openelb.speaker.link;

import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Looks at the interfaces in a thread of its own, when it is time, and sooner when there is a
 * reason. A look that finds nothing costs little, to wake the thread for it ten times that.
 */
final class Lookout implements AutoCloseable {

  private final LongSupplier look;
  private final long pause;
  private final ScheduledThreadPoolExecutor thread;
  private volatile boolean started;
  private volatile long lookedAt;
  private @Nullable Future<?> next;

  /**
   * One that does not look yet.
   *
   * @param look returns after how many nanoseconds the next is due
   * @param pause between two looks for doubt, at least, in nanoseconds
   */
  Lookout(LongSupplier look, long pause) {
    this.look = look;
    this.pause = pause;
    this.thread =
        new ScheduledThreadPoolExecutor(
            1,
            Thread.ofPlatform().name("links").daemon().factory(),
            // What still arrives after the end is of no interest.
            new ThreadPoolExecutor.DiscardPolicy());
    thread.setRemoveOnCancelPolicy(true);
    thread.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
  }

  /** Begins with a look. */
  void start() {
    started = true;
    look();
  }

  /** Looks at once. Never waits. */
  void look() {
    if (started) {
      thread.execute(this::run);
    }
  }

  /** Looks at once, unless it has just done so. Never waits. */
  void doubt() {
    long now = System.nanoTime();
    if (now - lookedAt >= pause) {
      lookedAt = now;
      look();
    }
  }

  private void run() {
    if (next != null) {
      next.cancel(false);
    }
    lookedAt = System.nanoTime();
    next = thread.schedule(this::run, look.getAsLong(), TimeUnit.NANOSECONDS);
  }

  /** Ends after the look that is under way, or leaves that to itself after a second. */
  @Override
  public void close() {
    thread.shutdown();
    try {
      var _ = thread.awaitTermination(1, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
