package io.openelb.api.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.client.utils.HttpClientUtils;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Base64;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

final class SignsOfLifeTest {

  private static final Duration INTERVAL = Duration.ofMillis(100);
  private static final byte[] PONG = {(byte) 0x8a, 0};

  @Test
  void reportsAServerThatFellSilent() throws Exception {
    try (var server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Errors errors = connect(server);
      try (Socket _ = accept(server)) {
        assertThat(errors.first.get(10, TimeUnit.SECONDS)).hasMessageContaining("no sign of life");
      }
    }
  }

  @Test
  void isContentWithPongs() throws Exception {
    try (var server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Errors errors = connect(server);
      try (Socket socket = accept(server)) {
        // A ping of a client: 2 bytes of header and 4 of mask.
        for (int pings = 0; pings < 8; pings++) {
          assertThat(socket.getInputStream().readNBytes(6)).hasSize(6);
          socket.getOutputStream().write(PONG);
        }
        assertThat(errors.first).isNotDone();
      }
    }
  }

  @Test
  void everyClientIsMadeThisWay() {
    assertThat(HttpClientUtils.getHttpClientFactory())
        .isInstanceOf(WatchfulHttpClientFactory.class);
  }

  private static Errors connect(ServerSocket server) {
    var errors = new Errors();
    HttpClient client =
        new WatchfulHttpClientFactory(INTERVAL, Reachability::new)
            .createNewHttpClientBuilder()
            .build();
    CompletableFuture<WebSocket> _ =
        client
            .newWebSocketBuilder()
            .buildAsync(URI.create("ws://127.0.0.1:" + server.getLocalPort()), errors);
    return errors;
  }

  /** The server's part of the handshake, RFC 6455 4.2.2. */
  private static Socket accept(ServerSocket server) throws Exception {
    Socket socket = server.accept();
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

  private static final class Errors implements WebSocket.Listener {
    private final CompletableFuture<Throwable> first = new CompletableFuture<>();

    @Override
    public void onError(WebSocket socket, Throwable error) {
      first.complete(error);
    }
  }
}
