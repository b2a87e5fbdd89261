package io.openelb.speaker.status;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.openelb.speaker.announce.Inventory;
import io.openelb.speaker.announce.Snapshot;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class StatusServerTest {

  private final HttpClient client = HttpClient.newHttpClient();
  private final InetSocketAddress address = freeAddress();
  private final InetSocketAddress probes = freeAddress();
  private volatile CompletableFuture<Boolean> hasKey = CompletableFuture.completedFuture(true);
  private volatile boolean ready = true;
  private volatile List<String> problems = List.of();

  private final List<Socket> sockets = new ArrayList<>();

  /** How long the stuck state was waited for, in order. */
  private final Queue<Duration> waits = new ConcurrentLinkedQueue<>();

  private final PrometheusMeterRegistry metrics =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);

  private final StatusServer server = server();

  private StatusServer server() {
    return new StatusServer(
        List.of(address, probes),
        "worker-1",
        () -> CompletableFuture.completedFuture(inventory()),
        () -> hasKey,
        () -> ready,
        metrics);
  }

  private Inventory inventory() {
    Snapshot state =
        new Snapshot(
            true, false, List.of(), Map.of(), List.of(), Set.of(), Map.of(), Set.of(), Set.of(),
            List.of(), Map.of(), problems);
    return new Inventory(state, List.of(), Map.of());
  }

  @BeforeEach
  void start() {
    server.start();
  }

  @AfterEach
  void stop() throws IOException {
    hangUp();
    server.close();
    client.close();
  }

  @Test
  void isReadyWithAPlanAndAKey() throws Exception {
    assertThat(get("/readyz").statusCode()).isEqualTo(200);
    ready = false;
    assertThat(get("/readyz").body()).isEqualTo("waiting for the API server");
    ready = true;
    hasKey = CompletableFuture.completedFuture(false);
    assertThat(get("/readyz").statusCode()).isEqualTo(503);
    assertThat(get("/healthz").statusCode()).isEqualTo(200);
  }

  @Test
  void isNotHealthyWhileTheStateIsStuck() throws Exception {
    hasKey = new Stuck();
    HttpResponse<String> answer = get("/healthz");
    assertThat(answer.statusCode()).isEqualTo(503);
    assertThat(answer.body()).isEqualTo("the state thread is stuck");
  }

  @Test
  void aStallThatItIsNotReadyForIsNoReasonToStartAnew() throws Exception {
    hasKey = new Stuck();
    assertThat(get("/readyz").statusCode()).isEqualTo(503);
    get("/healthz");

    // Each less than its probe waits, in config/speaker/daemonset.yaml.
    assertThat(waits).containsExactly(Duration.ofSeconds(1), Duration.ofSeconds(4));
  }

  @Test
  void tellsWhatItAnnouncesAndMeasures() throws Exception {
    assertThat(get("/announcements").body()).contains("\"node\" : \"worker-1\"");
    metrics.counter("frames").increment();
    assertThat(get("/metrics").body()).contains("frames_total 1.0");
    assertThat(get("/metrics").headers().firstValue("Content-Type"))
        .hasValue("text/plain; version=0.0.4; charset=utf-8");
  }

  @Test
  void answersNothingElse() throws Exception {
    assertThat(get("/healthzz").statusCode()).isEqualTo(404);
    assertThat(send(request("/healthz").POST(BodyPublishers.ofString("x"))).statusCode())
        .isEqualTo(405);
    HttpResponse<String> head = send(request("/healthz").HEAD());
    assertThat(head.statusCode()).isEqualTo(200);
    assertThat(head.headers().firstValue("Content-Length")).hasValue("2");
  }

  @Test
  void isNotHeldUpByWhoSendsSlowly() throws Exception {
    for (int i = 0; i < 100; i++) {
      ask("GET /heal");
    }
    assertThat(get("/healthz").statusCode()).isEqualTo(200);
  }

  /** Or whoever comes could make it hold any number of such requests, until there is no memory. */
  @Test
  void hangsUpOnWhoSendsAnEndlessHeader() throws Exception {
    Socket endless = ask("GET /healthz HTTP/1.1\r\nX: " + "x".repeat(16_384));
    assertThat(isHungUp(endless)).isTrue();
    assertThat(get("/healthz").statusCode()).isEqualTo(200);
  }

  @Test
  void hasABoundedNumberOfCallers() throws Exception {
    assertThat(isHungUp(askTwoHundredTimes())).isTrue();

    hangUp();
    await().ignoreExceptions().until(() -> get("/healthz").statusCode() == 200);
  }

  @Test
  void whoTakesAllConnectionsOfOneAddressTakesNoneOfTheOthers() throws Exception {
    assertThat(isHungUp(askTwoHundredTimes())).isTrue();

    assertThat(send(request(probes, "/readyz")).statusCode()).isEqualTo(200);
  }

  @Test
  void whoHangsUpBeforeTheAnswerIsNoCallerAnyMore() throws Exception {
    for (int i = 0; i < 600; i++) {
      Socket rude = ask("GET /healthz HTTP/1.1\r\n\r\n");
      rude.setSoLinger(true, 0);
      rude.close();
    }
    await().ignoreExceptions().until(() -> get("/healthz").statusCode() == 200);
  }

  @Test
  void probesDoNotWaitForWhoTakesLongAnswersSlowly() throws Exception {
    problems = Collections.nCopies(2_000, "x".repeat(8_000));
    ask("GET /announcements HTTP/1.1\r\n\r\n");
    ask("GET /announcements HTTP/1.1\r\n\r\n");

    await().until(() -> get("/announcements").statusCode() == 503);
    assertThat(get("/metrics").statusCode()).isEqualTo(503);
    assertThat(get("/healthz").statusCode()).isEqualTo(200);
    assertThat(get("/readyz").statusCode()).isEqualTo(200);

    hangUp();
    await().until(() -> get("/announcements").statusCode() == 200);
  }

  @Test
  void saysWhichAddressIsTaken() {
    StatusServer second = server();
    assertThatThrownBy(second::start)
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining(Integer.toString(address.getPort()));
    second.close();
  }

  /** What never comes: whoever waits has waited at once. */
  private final class Stuck extends CompletableFuture<Boolean> {

    @Override
    public Boolean get(long timeout, TimeUnit unit) throws TimeoutException {
      waits.add(Duration.of(timeout, unit.toChronoUnit()));
      throw new TimeoutException();
    }
  }

  /** Sends this, and reads nothing. */
  private Socket ask(String text) throws IOException {
    Socket socket = new Socket();
    sockets.add(socket);
    socket.setReceiveBufferSize(8_192);
    socket.setSoTimeout(5_000);
    socket.connect(address);
    socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
    return socket;
  }

  /** The last that asked. */
  private Socket askTwoHundredTimes() throws IOException {
    for (int i = 0; i < 200; i++) {
      var _ = ask("GET /healthz");
    }
    return sockets.getLast();
  }

  private static boolean isHungUp(Socket socket) throws IOException {
    try {
      return socket.getInputStream().read() < 0;
    } catch (SocketTimeoutException waits) {
      return false;
    } catch (SocketException reset) {
      return true;
    }
  }

  private void hangUp() throws IOException {
    for (Socket socket : sockets) {
      socket.close();
    }
  }

  private HttpResponse<String> get(String path) throws IOException, InterruptedException {
    return send(request(path));
  }

  private HttpRequest.Builder request(String path) {
    return request(address, path);
  }

  private static HttpRequest.Builder request(InetSocketAddress at, String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + at.getPort() + path));
  }

  private HttpResponse<String> send(HttpRequest.Builder request)
      throws IOException, InterruptedException {
    return client.send(request.build(), BodyHandlers.ofString());
  }

  private static InetSocketAddress freeAddress() {
    InetAddress loopback = InetAddress.getLoopbackAddress();
    try (ServerSocket socket = new ServerSocket(0, 1, loopback)) {
      return new InetSocketAddress(loopback, socket.getLocalPort());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
