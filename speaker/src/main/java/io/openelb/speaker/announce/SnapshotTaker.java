package io.openelb.speaker.announce;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Has the state thread look at the state for whoever asks. All who ask before it gets to it get the
 * same snapshot: however many they are, they cost the thread one look.
 */
final class SnapshotTaker<T> {

  private final StateThread thread;
  private final Supplier<T> look;

  /** Asked for, and not taken yet. */
  private final AtomicReference<@Nullable CompletableFuture<T>> next = new AtomicReference<>();

  SnapshotTaker(StateThread thread, Supplier<T> look) {
    this.thread = thread;
    this.look = look;
  }

  CompletableFuture<T> next() {
    CompletableFuture<T> snapshot = new CompletableFuture<>();
    CompletableFuture<T> asked = next.compareAndExchange(null, snapshot);
    if (asked != null) {
      return asked;
    }
    thread.post(() -> {
      next.set(null);
      snapshot.complete(look.get());
    });
    return snapshot;
  }
}
