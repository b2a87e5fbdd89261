package io.openelb.speaker.announce;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one thread that owns the state: runs what it is given in order, and a tick when time is due.
 * What comes from the wire is bounded, and left out when the thread is behind; what comes from
 * inside never is.
 */
final class StateThread implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(StateThread.class);

  /** A second of advertisements of 200 speakers on two interfaces, and room for sightings. */
  private static final int WIRE_CAPACITY = 8192;

  private final BlockingQueue<Runnable> tasks = new LinkedBlockingQueue<>();
  private final LongSupplier deadline;
  private final Runnable tick;
  private final Thread thread;
  private volatile boolean closed;

  /**
   * A thread that is not started yet.
   *
   * @param deadline when the tick is due, on the clock of {@link System#nanoTime()}; {@link
   *     Long#MAX_VALUE} for never
   */
  StateThread(LongSupplier deadline, Runnable tick) {
    this.deadline = deadline;
    this.tick = tick;
    this.thread = Thread.ofPlatform().name("state").daemon().unstarted(this::run);
  }

  void start() {
    thread.start();
  }

  /** Runs the task soon. */
  void post(Runnable task) {
    tasks.add(task);
  }

  /** Runs the task soon, or says that there is no room. */
  boolean offer(Runnable task) {
    return tasks.size() < WIRE_CAPACITY && tasks.add(task);
  }

  private void run() {
    try {
      while (!closed) {
        long due = deadline.getAsLong();
        long wait = due == Long.MAX_VALUE ? Long.MAX_VALUE : due - System.nanoTime();
        Runnable task = wait > 0 ? tasks.poll(wait, TimeUnit.NANOSECONDS) : tick;
        if (task != null) {
          guarded(task);
        }
      }
    } catch (InterruptedException ended) {
      Thread.currentThread().interrupt();
    }
  }

  /** A bug in one task must not silence all addresses. */
  private static void guarded(Runnable task) {
    try {
      task.run();
    } catch (RuntimeException e) {
      LOG.error("A task of the state thread failed", e);
    }
  }

  @Override
  public void close() {
    closed = true;
    thread.interrupt();
  }
}
