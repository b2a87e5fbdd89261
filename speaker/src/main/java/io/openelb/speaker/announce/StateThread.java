package io.openelb.speaker.announce;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one thread that owns the state: runs what it is given, and a tick when time is due, however
 * much else there is. What peers say comes first, or a storm of questions would make them look
 * dead; then what comes from inside, which they hold up for a bounded time; then what strangers may
 * cause. What comes from the wire is bounded, and left out when the thread is behind.
 */
final class StateThread implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(StateThread.class);

  /** Two seconds of advertisements of 200 speakers on one interface. */
  private static final int PEERS_CAPACITY = 4096;

  /** What a peer said may be played again at any rate: what comes from inside waits for so many. */
  private static final int PEERS_IN_A_ROW = 64;

  /** Somewhat more than the probes of 3,000 addresses. */
  private static final int SIGHTINGS_CAPACITY = 1 << 14;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Queue<Runnable> peers = new ArrayDeque<>();
  private final Queue<Runnable> tasks = new ArrayDeque<>();
  private final Queue<Runnable> sightings = new ArrayDeque<>();
  private final LongSupplier deadline;
  private final Runnable tick;
  private final Thread thread;
  private int peersInARow;
  private boolean closed;

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
    var _ = add(tasks, Integer.MAX_VALUE, task);
  }

  /** Runs what a peer said before everything else, or says that there is no room. */
  boolean offerPeer(Runnable task) {
    return add(peers, PEERS_CAPACITY, task);
  }

  /** Runs what was seen on the segment after everything else, or says that there is no room. */
  boolean offerSighting(Runnable task) {
    return add(sightings, SIGHTINGS_CAPACITY, task);
  }

  private boolean add(Queue<Runnable> queue, int capacity, Runnable task) {
    lock.lock();
    try {
      if (queue.size() >= capacity) {
        return false;
      }
      queue.add(task);
      changed.signal();
      return true;
    } finally {
      lock.unlock();
    }
  }

  private void run() {
    try {
      for (Runnable task = next(); task != null; task = next()) {
        guarded(task);
      }
    } catch (InterruptedException ended) {
      Thread.currentThread().interrupt();
    }
  }

  /** What is to be run next; null at the end. */
  private @Nullable Runnable next() throws InterruptedException {
    long due = deadline.getAsLong();
    lock.lock();
    try {
      while (!closed) {
        long wait = due == Long.MAX_VALUE ? Long.MAX_VALUE : due - System.nanoTime();
        if (wait <= 0) {
          return tick;
        }
        Runnable task = poll();
        if (task != null) {
          return task;
        }
        var _ = changed.awaitNanos(wait);
      }
      return null;
    } finally {
      lock.unlock();
    }
  }

  private @Nullable Runnable poll() {
    if (peersInARow < PEERS_IN_A_ROW || tasks.isEmpty()) {
      Runnable peer = peers.poll();
      if (peer != null) {
        peersInARow = Math.min(peersInARow + 1, PEERS_IN_A_ROW);
        return peer;
      }
    }
    peersInARow = 0;
    Runnable task = tasks.poll();
    return task == null ? sightings.poll() : task;
  }

  /** A bug in one task must not silence all addresses. */
  private static void guarded(Runnable task) {
    try {
      task.run();
    } catch (RuntimeException e) {
      log.error("A task of the state thread failed", e);
    }
  }

  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      changed.signal();
    } finally {
      lock.unlock();
    }
  }
}
