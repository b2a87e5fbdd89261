package io.openelb.webhook.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** What one client can do to the others. */
@Execution(ExecutionMode.CONCURRENT)
final class LimitsTest {

  private final ServedAdmissions served = new ServedAdmissions();

  @AfterEach
  void stop() {
    served.close();
  }

  @Test
  void refusesABodyThatIsTooLongOrDoesNotSayHowLongItIs() throws Exception {
    served.server.serve(served.certificate());

    assertThat(served.statusLine("Content-Length: " + (Bodies.LONGEST + 1) + "\r\n\r\n"))
        .startsWith("HTTP/1.1 413 ");
    assertThat(served.statusLine("Transfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n"))
        .startsWith("HTTP/1.1 411 ");
    assertThat(served.post("/validate/allow", ServedAdmissions.REVIEW).statusCode()).isEqualTo(200);
  }

  @Test
  void waitsForNoBodyThatDoesNotCome() throws Exception {
    served.server.serve(served.certificate());

    assertThat(served.statusLine("Content-Length: 100\r\n\r\n{")).startsWith("HTTP/1.1 408 ");
    BodyPublisher silent = BodyPublishers.fromPublisher(_ -> {}, 100);
    CompletableFuture<?> stream =
        served.client.sendAsync(
            HttpRequest.newBuilder(served.uri("/validate/allow")).POST(silent).build(),
            BodyHandlers.ofString());
    assertThat(stream)
        .failsWithin(ServedAdmissions.PATIENCE)
        .withThrowableThat()
        .withMessageContaining("RST_STREAM");
  }

  @Test
  void saysThatABodyEndedEarly() throws Exception {
    served.server.serve(served.certificate());
    try (Socket socket = served.connect()) {
      ServedAdmissions.write(socket, "Content-Length: 100\r\n\r\n{");
      socket.shutdownOutput();

      assertThat(ServedAdmissions.firstLine(socket)).startsWith("HTTP/1.1 400 ");
    }
  }

  @Test
  void waitsForNoBodyThatComesByteByByte() throws Exception {
    served.server.serve(served.certificate());
    try (Socket socket = served.connect()) {
      ServedAdmissions.write(socket, "Content-Length: 1000\r\n\r\n");
      CompletableFuture<String> answer =
          CompletableFuture.supplyAsync(() -> ServedAdmissions.firstLine(socket));
      Awaitility.await("an answer")
          .pollInterval(Duration.ofMillis(100))
          .ignoreException(SocketException.class)
          .until(() -> {
            if (!answer.isDone()) {
              socket.getOutputStream().write(' ');
            }
            return answer.isDone();
          });
      assertThat(answer.join()).startsWith("HTTP/1.1 408 ");
    }
  }

  @Test
  void closesSilentConnectionsForOthers() throws Exception {
    served.server.serve(served.certificate());
    List<Socket> silent = new ArrayList<>();
    try {
      while (silent.size() < TlsConnector.CONNECTIONS) {
        silent.add(new Socket(InetAddress.getLoopbackAddress(), served.server.tlsPort()));
      }
      assertThat(served.statusLine("Content-Length: 0\r\n\r\n")).startsWith("HTTP/1.1 400 ");
    } finally {
      for (Socket socket : silent) {
        socket.close();
      }
    }
  }

  @Test
  void keepsAConnectionBetweenReviewsForLongerThanASilentOne() throws Exception {
    served.server.serve(served.certificate());
    HttpResponse<String> before = served.post("/validate/allow", ServedAdmissions.REVIEW);
    try (Socket silent = new Socket(InetAddress.getLoopbackAddress(), served.server.tlsPort())) {
      silent.setSoTimeout(Math.toIntExact(ServedAdmissions.PATIENCE.toMillis()));
      assertThat(silent.getInputStream().read()).isEqualTo(-1);
    }
    HttpResponse<String> after = served.post("/validate/allow", ServedAdmissions.REVIEW);
    assertThat(before.connectionLabel()).isPresent();
    assertThat(after.connectionLabel()).isEqualTo(before.connectionLabel());
  }

  @Test
  void looksAtNoMoreThanItsMemoryHolds() throws Exception {
    served.server.serve(served.certificate());
    String large = ServedAdmissions.REVIEW + " ".repeat(Bodies.LARGE_AT_A_TIME);
    CompletableFuture<HttpResponse<String>> slow =
        served.client.sendAsync(served.request("/validate/slow", large), BodyHandlers.ofString());
    served.awaitEntered(1);

    String refused = served.statusLine("Content-Length: " + large.length() + "\r\n\r\n");
    assertThat(refused).startsWith("HTTP/1.1 503 ");
    served.released.countDown();
    assertThat(slow.get().statusCode()).isEqualTo(200);
    assertThat(served.post("/validate/allow", large).statusCode()).isEqualTo(200);
  }

  @Test
  void looksAtSmallOnesWhileALargeOneIsUnderWay() throws Exception {
    served.server.serve(served.certificate());
    try (Socket announced = served.connect()) {
      ServedAdmissions.write(
          announced, "Expect: 100-continue\r\nContent-Length: " + Bodies.LONGEST + "\r\n\r\n");
      // It is waited for from now on.
      assertThat(ServedAdmissions.firstLine(announced)).startsWith("HTTP/1.1 100 ");
      assertThat(served.post("/validate/allow", ServedAdmissions.REVIEW).statusCode())
          .isEqualTo(200);
    }
  }

  @Test
  void tellsItsHealthHoweverBusyItIs() throws Exception {
    served.server.serve(served.certificate());
    List<CompletableFuture<HttpResponse<String>>> slow =
        Stream.generate(() -> served.request("/validate/slow", ServedAdmissions.REVIEW))
            .limit(100)
            .map(request -> served.client.sendAsync(request, BodyHandlers.ofString()))
            .toList();
    served.awaitEntered(50);

    assertThat(served.plain("/healthz").statusCode()).isEqualTo(200);
    assertThat(served.plain("/readyz").statusCode()).isEqualTo(200);
    served.released.countDown();
    assertThat(slow).allMatch(response -> response.join().statusCode() == 200);
  }
}
