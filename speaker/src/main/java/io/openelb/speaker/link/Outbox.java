package io.openelb.speaker.link;

import java.util.ArrayDeque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Sends frames in a thread of its own, so that an interface that is stuck holds up nobody else.
 * Advertisements overtake questions, and these overtake announcements. Both are paced, so that
 * thousands of addresses flood neither a switch nor the clients. An advertisement that the kernel
 * takes at once needs no thread: ten a second are sent for as long as we live, and nearly all that
 * they cost is to wake one.
 */
final class Outbox implements AutoCloseable {

  /** More than all repetitions of 10,000 addresses at once. */
  private static final int FRAMES_CAPACITY = 1 << 16;

  /** All that a speaker of 10,000 addresses says at once, and some more. */
  private static final int ADVERTISEMENTS_CAPACITY = 1 << 10;

  /** Questions and announcements between two pauses. */
  static final int BURST = 64;

  /** Before more announcements: some 30,000 frames a second. */
  private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(2);

  /** Before more questions: some 60,000 frames a second, which is more than are ever asked. */
  static final long QUESTIONS_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(1);

  /** A full queue of the interface, which passes, refuses some too. */
  private static final long MUTED_NANOS = TimeUnit.SECONDS.toNanos(3);

  private final Predicate<byte[]> atOnce;
  private final Predicate<byte[]> sender;
  private final LinkCounters counters;
  private final LongSupplier clock;
  private final Thread thread;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final ArrayDeque<Item> advertisements = new ArrayDeque<>();
  private final ArrayDeque<Item> questions = new ArrayDeque<>();
  private final ArrayDeque<Item> announcements = new ArrayDeque<>();

  /** Advertisements that wait, and that which is being sent. */
  private final AtomicInteger behind = new AtomicInteger();

  private boolean closed;
  private int burst;

  /** When the kernel first refused an advertisement since it last took one; null if it didn't. */
  private @Nullable Long refusedFirst;

  private volatile boolean muted;

  /** A frame, whether it is still true when its turn comes, and who is told if it left. */
  private static final class Item {

    private final byte[] frame;
    private final BooleanSupplier stillTrue;
    private final Consumer<Boolean> then;

    Item(byte[] frame, BooleanSupplier stillTrue, Consumer<Boolean> then) {
      this.frame = frame;
      this.stillTrue = stillTrue;
      this.then = then;
    }
  }

  /**
   * An outbox of an interface.
   *
   * @param atOnce sends a frame if that takes no time, and says whether it did
   * @param sender says whether the kernel took a frame, for which it waits
   * @param clock as {@link System#nanoTime()}
   */
  Outbox(
      String nic,
      Predicate<byte[]> atOnce,
      Predicate<byte[]> sender,
      LinkCounters counters,
      LongSupplier clock) {
    this.atOnce = atOnce;
    this.sender = sender;
    this.counters = counters;
    this.clock = clock;
    this.thread = Thread.ofPlatform().name("send-" + nic).daemon().start(this::run);
  }

  /**
   * Sends the frame before all others; left out, and counted, when there is no room. Belongs to one
   * thread.
   *
   * @param onSent runs when the frame has left, in this thread or that of the outbox
   */
  void advertise(byte[] frame, Runnable onSent) {
    if (behind.get() == 0 && atOnce.test(frame)) {
      note(true);
      onSent.run();
      return;
    }
    Consumer<Boolean> then =
        sent -> {
          note(sent);
          if (sent) {
            onSent.run();
          }
          behind.decrementAndGet();
        };
    behind.incrementAndGet();
    if (!addAll(
        advertisements, ADVERTISEMENTS_CAPACITY, List.of(new Item(frame, () -> true, then)))) {
      behind.decrementAndGet();
    }
  }

  private void note(boolean sent) {
    if (sent) {
      refusedFirst = null;
      muted = false;
      return;
    }
    long now = clock.getAsLong();
    if (refusedFirst == null) {
      refusedFirst = now;
    }
    muted = now - refusedFirst >= MUTED_NANOS;
  }

  /** Whether the kernel refused all advertisements of some seconds. */
  boolean isMuted() {
    return muted;
  }

  /**
   * Sends the frames when no advertisement waits, paced; left out, and counted, when there is no
   * room.
   */
  void ask(List<byte[]> frames) {
    var _ =
        addAll(
            questions,
            FRAMES_CAPACITY,
            frames.stream().map(frame -> new Item(frame, () -> true, _ -> {})).toList());
  }

  /**
   * Sends the frames when nothing else waits; left out, and counted, when there is no room.
   *
   * @param stillTrue asked before each: what is no longer true is not announced
   */
  void announce(List<byte[]> frames, BooleanSupplier stillTrue) {
    var _ =
        addAll(
            announcements,
            FRAMES_CAPACITY,
            frames.stream().map(frame -> new Item(frame, stillTrue, _ -> {})).toList());
  }

  private boolean addAll(ArrayDeque<Item> queue, int capacity, List<Item> frames) {
    lock.lock();
    try {
      if (closed || queue.size() + frames.size() > capacity) {
        counters.overruns.add(frames.size());
        return false;
      }
      queue.addAll(frames);
      changed.signal();
      return true;
    } finally {
      lock.unlock();
    }
  }

  private void run() {
    try {
      for (Item item = next(); item != null; item = next()) {
        if (item.stillTrue.getAsBoolean()) {
          item.then.accept(sender.test(item.frame));
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
      long pause = burst < BURST ? 0 : questions.isEmpty() ? PAUSE_NANOS : QUESTIONS_PAUSE_NANOS;
      while (!closed) {
        Item first = advertisements.poll();
        if (first != null) {
          return first;
        }
        if (pause > 0) {
          burst = 0;
          pause = changed.awaitNanos(pause);
          continue;
        }
        Item next = questions.isEmpty() ? announcements.poll() : questions.poll();
        if (next != null) {
          burst++;
          return next;
        }
        burst = 0;
        changed.await();
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
