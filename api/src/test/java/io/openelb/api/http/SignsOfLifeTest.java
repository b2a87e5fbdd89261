package io.openelb.api.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.client.utils.HttpClientUtils;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Base64;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class SignsOfLifeTest {

  private static final Duration INTERVAL = Duration.ofMillis(100);
  private static final byte[] PONG = {(byte) 0x8a, 0};

  /** The octets of a client's: 2 of header and 4 of mask. */
  private static final int PING = 6;

  @Test
  void reportsAServerThatFellSilent() throws Exception {
    try (var server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      var client = new Client();
      HttpClient watchful =
          new WatchfulHttpClientFactory(INTERVAL, Reachability::new)
              .createNewHttpClientBuilder()
              .build();
      CompletableFuture<WebSocket> _ =
          watchful.newWebSocketBuilder().buildAsync(at(server), client);
      try (Socket _ = accept(server)) {
        assertThat(client.error.get(10, TimeUnit.SECONDS)).hasMessageContaining("no sign of life");
      }
    }
  }

  @Test
  void isContentWithPongsAndMissesThemAfterTwoIntervals() throws Exception {
    BlockingQueue<Runnable> intervals = new LinkedBlockingQueue<>();
    try (var server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      var client = new Client();
      CompletableFuture<WebSocket> _ =
          HttpClient.newHttpClient()
              .newWebSocketBuilder()
              .buildAsync(at(server), new SignsOfLife(client, INTERVAL, intervals::add));
      try (Socket socket = accept(server)) {
        for (int pings = 0; pings < 8; pings++) {
          endNext(intervals);
          assertThat(socket.getInputStream().readNBytes(PING)).hasSize(PING);
          socket.getOutputStream().write(PONG);
          assertThat(client.pongs.tryAcquire(10, TimeUnit.SECONDS)).isTrue();
        }
        endNext(intervals);
        endNext(intervals);
        assertThat(client.error).isNotDone();

        endNext(intervals);
        assertThat(client.error)
            .isCompletedWithValueMatching(error -> error instanceof IOException);
      }
    }
  }

  private static void endNext(BlockingQueue<Runnable> intervals) throws InterruptedException {
    Runnable next = intervals.poll(10, TimeUnit.SECONDS);
    assertThat(next).as("an interval").isNotNull();
    next.run();
  }

  @Test
  void everyClientIsMadeThisWay() {
    assertThat(HttpClientUtils.getHttpClientFactory())
        .isInstanceOf(WatchfulHttpClientFactory.class);
  }

  private static URI at(ServerSocket server) {
    return URI.create("ws://127.0.0.1:" + server.getLocalPort());
  }

  /** The server's part of the handshake, RFC 6455 4.2.2. */
  private static Socket accept(ServerSocket server) throws Exception {
    Socket socket = server.accept();
    socket.setSoTimeout(10_000);
    var request =
        new BufferedReader(
            new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
    String key = "";
    for (String line = request.readLine(); !line.isEmpty(); line = request.readLine()) {
      if (line.startsWith("Sec-WebSocket-Key: ")) {
        key = line.substring("Sec-WebSocket-Key: ".length());
      }
    }
    byte[] digest =
        MessageDigest.getInstance("SHA-1")
            .digest(
                (key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11").getBytes(StandardCharsets.US_ASCII));
    String answer =
        "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            + "Sec-WebSocket-Accept: "
            + Base64.getEncoder().encodeToString(digest)
            + "\r\n\r\n";
    socket.getOutputStream().write(answer.getBytes(StandardCharsets.US_ASCII));
    return socket;
  }

  private static final class Client implements WebSocket.Listener {
    private final Semaphore pongs = new Semaphore(0);
    private final CompletableFuture<Throwable> error = new CompletableFuture<>();

    @Override
    public @Nullable CompletionStage<?> onPong(WebSocket socket, ByteBuffer message) {
      pongs.release();
      return WebSocket.Listener.super.onPong(socket, message);
    }

    @Override
    public void onError(WebSocket socket, Throwable what) {
      error.complete(what);
    }
  }
}
