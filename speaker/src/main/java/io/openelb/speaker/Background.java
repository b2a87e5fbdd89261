package io.openelb.speaker;

import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/**
 * The work that may wait: reading from the API server, planning, telling. When the processors are
 * taken, a thousand new Services must not keep the threads waiting that answer and advertise, or
 * the others take this node's addresses.
 *
 * <p>A thread has the priority of the one that started it, and none may raise its own: so what is
 * to be in time starts first. The image's options say what priorities mean to the kernel.
 */
@SuppressWarnings(
    "ThreadPriorityCheck") // nothing is right only by priority: it decides who is late
final class Background {

  private Background() {}

  /** From now on what this thread starts may wait, and the thread itself. */
  static void enter() {
    Thread.currentThread().setPriority(Thread.MIN_PRIORITY);
  }

  /** Gets something whose threads may wait, while this one stays as it is. */
  static <T> T supply(Supplier<T> work) {
    return CompletableFuture.supplyAsync(
            work, task -> Thread.ofPlatform().priority(Thread.MIN_PRIORITY).start(task))
        .join();
  }
}
