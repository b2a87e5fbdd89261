package io.openelb.webhook.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.openelb.certs.Authority;
import io.openelb.certs.Identity;
import io.openelb.webhook.admission.Verdict;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

final class AdmissionServerTest {

  private final Authority authority = Authority.create(Instant.now(), Duration.ofDays(2));
  private static final InetSocketAddress ANY_PORT =
      new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
  private static final String REVIEW =
      """
      {"apiVersion":"admission.k8s.io/v1","kind":"AdmissionReview",
       "request":{"uid":"42","operation":"CREATE","object":{}}}
      """;

  private final AtomicBoolean ready = new AtomicBoolean(true);
  private final CountDownLatch entered = new CountDownLatch(1);
  private final CountDownLatch released = new CountDownLatch(1);
  private final AdmissionServer server =
      new AdmissionServer(
          ANY_PORT,
          ANY_PORT,
          Map.of(
              "/validate/allow", _ -> new Verdict.Allow(List.of()),
              "/validate/deny", _ -> new Verdict.Deny("no: say \"please\""),
              "/validate/bug",
                  _ -> {
                    throw new IllegalStateException("secret detail");
                  },
              "/validate/slow",
                  _ -> {
                    entered.countDown();
                    await(released);
                    return new Verdict.Allow(List.of());
                  }),
          ready::get,
          new PrometheusMeterRegistry(PrometheusConfig.DEFAULT));
  private final HttpClient client = HttpClient.newBuilder().sslContext(trusting(authority)).build();

  @BeforeEach
  void start() {
    server.start();
  }

  @AfterEach
  void stop() {
    client.shutdownNow();
    server.close();
  }

  @Test
  void answersAReview() throws Exception {
    server.serve(certificate());

    HttpResponse<String> allowed = post("/validate/allow", REVIEW);
    assertThat(allowed.statusCode()).isEqualTo(200);
    assertThat(allowed.version()).isEqualTo(HttpClient.Version.HTTP_2);
    assertThat(allowed.headers().firstValue("content-type")).contains("application/json");
    assertThat(allowed.body())
        .isEqualTo(
            "{\"apiVersion\":\"admission.k8s.io/v1\",\"kind\":\"AdmissionReview\","
                + "\"response\":{\"uid\":\"42\",\"allowed\":true}}");
    assertThat(post("/validate/deny", REVIEW).body())
        .contains("\"allowed\":false", "\"message\":\"no: say \\\"please\\\"\"");
    assertThat(plain("/metrics").body())
        .contains(
            "openelb_webhook_admission_seconds_count{path=\"/validate/deny\",verdict=\"deny\"} 1");
  }

  @Test
  void isReadyOnlyWithACertificateAndWhenTheProgramIs() throws Exception {
    assertThat(plain("/healthz").statusCode()).isEqualTo(200);
    assertThat(plain("/readyz").statusCode()).isEqualTo(503);

    server.serve(certificate());
    assertThat(plain("/readyz").statusCode()).isEqualTo(200);

    ready.set(false);
    assertThat(plain("/readyz").statusCode()).isEqualTo(503);
    assertThat(post("/validate/allow", REVIEW).statusCode()).isEqualTo(200);
  }

  @Test
  void servesANewCertificateWithoutARestart() throws Exception {
    server.serve(certificate());
    int port = server.tlsPort();
    HttpResponse<String> before = post("/validate/allow", REVIEW);

    Identity renewed = certificate();
    server.serve(renewed);
    // An open connection goes on; a new client sees the new certificate.
    assertThat(post("/validate/allow", REVIEW).statusCode()).isEqualTo(200);
    try (HttpClient newClient = HttpClient.newBuilder().sslContext(trusting(authority)).build()) {
      HttpResponse<String> after =
          newClient.send(request("/validate/allow", REVIEW), BodyHandlers.ofString());
      assertThat(serverCertificate(after)).isEqualTo(renewed.certificate());
      assertThat(serverCertificate(before)).isNotEqualTo(renewed.certificate());
    }
    assertThat(server.tlsPort()).isEqualTo(port);
  }

  @Test
  void refusesAdmissionWithoutTls() throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(
                URI.create("http://127.0.0.1:" + server.healthPort() + "/validate/allow"))
            .POST(BodyPublishers.ofString(REVIEW))
            .build();

    assertThat(client.send(request, BodyHandlers.ofString()).statusCode()).isEqualTo(404);
  }

  static Stream<Arguments> malformed() {
    return Stream.of(
        Arguments.of("", "the body is not a JSON object"),
        Arguments.of("{", "the body is not JSON"),
        Arguments.of("[]", "the body is not a JSON object"),
        Arguments.of("{}", "apiVersion must be a string"),
        Arguments.of(REVIEW.replace("/v1", "/v1beta1"), "apiVersion must be admission.k8s.io/v1"),
        Arguments.of(REVIEW.replace("\"42\"", "42"), "uid must be a string"),
        Arguments.of(REVIEW.replace("CREATE", "CONNECT"), "must be CREATE, UPDATE or DELETE"),
        Arguments.of(REVIEW.replace("\"object\":{}", "\"object\":[1]"), "object must be an object"),
        Arguments.of(REVIEW + "{}", "the body is not JSON"),
        Arguments.of("[".repeat(200_000), "the body is not JSON"),
        Arguments.of("{\"a\":".repeat(5_000) + "1" + "}".repeat(5_000), "nesting depth"));
  }

  @ParameterizedTest
  @MethodSource("malformed")
  void says400AndWhyToWhatIsNoReview(String body, String reason) throws Exception {
    server.serve(certificate());

    HttpResponse<String> response = post("/validate/allow", body);

    assertThat(response.statusCode()).isEqualTo(400);
    assertThat(response.body()).contains(reason).hasLineCount(1).hasSizeLessThan(300);
  }

  @Test
  void refusesABodyThatNoObjectCanHave() throws Exception {
    server.serve(certificate());
    String huge = "x".repeat((7 << 20) + 1);
    String withLength = "Content-Length: " + huge.length() + "\r\n\r\n" + huge;
    String withoutLength =
        "Transfer-Encoding: chunked\r\n\r\n" + Integer.toHexString(huge.length()) + "\r\n" + huge;

    assertThat(List.of(statusLine(withLength), statusLine(withoutLength)))
        .allMatch(line -> line.startsWith("HTTP/1.1 413 "));
    assertThat(post("/validate/allow", REVIEW).statusCode()).isEqualTo(200);
  }

  /** What begins the answer to one who has sent no more than this after its first lines. */
  private String statusLine(String sent) throws IOException {
    try (Socket socket =
        trusting(authority)
            .getSocketFactory()
            .createSocket(InetAddress.getLoopbackAddress(), server.tlsPort())) {
      socket.setSoTimeout(10_000);
      socket
          .getOutputStream()
          .write(
              ("POST /validate/allow HTTP/1.1\r\nHost: localhost\r\n" + sent)
                  .getBytes(StandardCharsets.US_ASCII));
      return new BufferedReader(
              new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII))
          .readLine();
    }
  }

  @Test
  void keepsABugOfOursToItself() throws Exception {
    server.serve(certificate());

    HttpResponse<String> response = post("/validate/bug", REVIEW);

    assertThat(response.statusCode()).isEqualTo(500);
    assertThat(response.body()).isEqualTo("internal error; see the log of openelb-webhook");
  }

  @Test
  void answersWhatIsUnderWayWhenItStops() throws Exception {
    server.serve(certificate());
    CompletableFuture<HttpResponse<String>> slow =
        client.sendAsync(request("/validate/slow", REVIEW), BodyHandlers.ofString());
    await(entered);
    int port = server.tlsPort();

    Thread stopping = Thread.ofPlatform().start(server::close);
    Awaitility.await("nobody new is let in").until(() -> isRefused(port));
    assertThat(slow).isNotDone();
    released.countDown();

    assertThat(slow.get().statusCode()).isEqualTo(200);
    stopping.join();
  }

  private static boolean isRefused(int port) throws IOException {
    try (Socket _ = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return false;
    } catch (ConnectException refused) {
      return true;
    }
  }

  private HttpResponse<String> post(String path, String body) throws Exception {
    return client.send(request(path, body), BodyHandlers.ofString());
  }

  private HttpRequest request(String path, String body) {
    return HttpRequest.newBuilder(uri(path)).POST(BodyPublishers.ofString(body)).build();
  }

  private URI uri(String path) {
    return URI.create("https://localhost:" + server.tlsPort() + path);
  }

  private HttpResponse<String> plain(String path) throws Exception {
    URI uri = URI.create("http://127.0.0.1:" + server.healthPort() + path);
    return client.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString());
  }

  private Identity certificate() {
    return authority.issue(List.of("localhost"), Instant.now(), Duration.ofDays(1));
  }

  private static X509Certificate serverCertificate(HttpResponse<?> response) throws Exception {
    return (X509Certificate) response.sslSession().orElseThrow().getPeerCertificates()[0];
  }

  private static SSLContext trusting(Authority authority) {
    try {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(null, null);
      store.setCertificateEntry("ca", authority.certificate());
      var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      trust.init(store);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, trust.getTrustManagers(), null);
      return context;
    } catch (GeneralSecurityException | IOException e) {
      throw new AssertionError(e);
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
