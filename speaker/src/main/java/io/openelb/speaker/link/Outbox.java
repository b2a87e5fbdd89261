package io.openelb.speaker.link;

import java.util.ArrayDeque;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Sends frames in a thread of its own, so that an interface that is stuck holds up nobody else.
 * Urgent frames overtake bulk ones; these are paced, so that announcing thousands of addresses
 * floods neither a switch nor the clients.
 */
final class Outbox implements AutoCloseable {

  /** More than all repetitions of 10,000 addresses at once. */
  private static final int BULK_CAPACITY = 1 << 16;

  private static final int URGENT_CAPACITY = 1 << 14;

  /** Between two bulk bursts: some 30,000 frames a second. */
  private static final int BURST = 64;

  private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(2);

  private final Predicate<byte[]> sender;
  private final LinkCounters counters;
  private final Thread thread;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final ArrayDeque<Item> urgent = new ArrayDeque<>();
  private final ArrayDeque<byte[]> bulk = new ArrayDeque<>();
  private boolean closed;
  private int burst;

  /** A frame and what to do when it can't be sent. */
  private static final class Item {

    private final byte[] frame;
    private final Runnable onFailure;

    Item(byte[] frame, Runnable onFailure) {
      this.frame = frame;
      this.onFailure = onFailure;
    }
  }

  Outbox(String nic, Predicate<byte[]> sender, LinkCounters counters) {
    this.sender = sender;
    this.counters = counters;
    this.thread = Thread.ofPlatform().name("send-" + nic).daemon().start(this::run);
  }

  /**
   * Sends soon, before all bulk.
   *
   * @param onFailure runs in another thread, or in this one when there is no room
   */
  void urgent(byte[] frame, Runnable onFailure) {
    if (!add(() -> urgent.size() < URGENT_CAPACITY && urgent.add(new Item(frame, onFailure)))) {
      onFailure.run();
    }
  }

  /** Sends when nothing urgent waits; left out, and counted, when there is no room. */
  void bulk(byte[] frame) {
    if (!add(() -> bulk.size() < BULK_CAPACITY && bulk.add(frame))) {
      counters.overruns.increment();
    }
  }

  private boolean add(BooleanSupplier addition) {
    lock.lock();
    try {
      boolean added = !closed && addition.getAsBoolean();
      changed.signal();
      return added;
    } finally {
      lock.unlock();
    }
  }

  private void run() {
    try {
      for (Item item = next(); item != null; item = next()) {
        if (!sender.test(item.frame)) {
          item.onFailure.run();
        }
      }
    } catch (InterruptedException ended) {
      Thread.currentThread().interrupt();
    }
  }

  /** The next frame; null at the end. */
  private @Nullable Item next() throws InterruptedException {
    lock.lock();
    try {
      long pause = burst >= BURST ? PAUSE_NANOS : 0;
      while (!closed) {
        Item first = urgent.poll();
        if (first != null) {
          return first;
        }
        if (pause > 0) {
          burst = 0;
          pause = changed.awaitNanos(pause);
        } else if (bulk.isEmpty()) {
          burst = 0;
          changed.await();
        } else {
          burst++;
          return new Item(bulk.remove(), () -> {});
        }
      }
      return null;
    } finally {
      lock.unlock();
    }
  }

  /** Drops what waits and ends the thread. */
  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      changed.signal();
    } finally {
      lock.unlock();
    }
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
