package io.openelb.api.http;

import java.io.IOException;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Pings the other end (RFC 6455 5.5.2), and reports an error when it has said nothing at all, not
 * even a pong, for two whole intervals.
 */
final class SignsOfLife implements WebSocket.Listener {

  private static final int SILENT_INTERVALS = 2;

  private final WebSocket.Listener listener;
  private final Duration interval;
  private final Executor nextInterval;
  private volatile boolean over;
  private volatile int silent;

  SignsOfLife(WebSocket.Listener listener, Duration interval) {
    this(
        listener,
        interval,
        CompletableFuture.delayedExecutor(interval.toNanos(), TimeUnit.NANOSECONDS));
  }

  /**
   * One whose time is told by another.
   *
   * @param nextInterval runs what it is given when an interval is over
   */
  SignsOfLife(WebSocket.Listener listener, Duration interval, Executor nextInterval) {
    this.listener = listener;
    this.interval = interval;
    this.nextInterval = nextInterval;
  }

  @Override
  public void onOpen(WebSocket socket) {
    nextInterval.execute(() -> check(socket));
    listener.onOpen(socket);
  }

  // The only writer of silent besides the listener's methods, each of which writes 0: at worst an
  // interval is not counted.
  @SuppressWarnings("NonAtomicVolatileUpdate")
  private void check(WebSocket socket) {
    if (over || socket.isInputClosed()) {
      return;
    }
    if (silent >= SILENT_INTERVALS) {
      over = true;
      socket.abort();
      listener.onError(
          socket, new IOException("no sign of life for " + interval.multipliedBy(silent)));
      return;
    }
    silent++;
    // That it can't be sent shows by the pong that doesn't come.
    CompletableFuture<WebSocket> _ = socket.sendPing(ByteBuffer.allocate(0));
    nextInterval.execute(() -> check(socket));
  }

  @Override
  public @Nullable CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
    silent = 0;
    return listener.onText(socket, data, last);
  }

  @Override
  public @Nullable CompletionStage<?> onBinary(WebSocket socket, ByteBuffer data, boolean last) {
    silent = 0;
    return listener.onBinary(socket, data, last);
  }

  @Override
  public @Nullable CompletionStage<?> onPing(WebSocket socket, ByteBuffer message) {
    silent = 0;
    return listener.onPing(socket, message);
  }

  @Override
  public @Nullable CompletionStage<?> onPong(WebSocket socket, ByteBuffer message) {
    silent = 0;
    return listener.onPong(socket, message);
  }

  @Override
  public @Nullable CompletionStage<?> onClose(WebSocket socket, int statusCode, String reason) {
    over = true;
    return listener.onClose(socket, statusCode, reason);
  }

  @Override
  public void onError(WebSocket socket, Throwable error) {
    over = true;
    listener.onError(socket, error);
  }
}
