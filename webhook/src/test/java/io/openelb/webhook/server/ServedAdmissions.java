package io.openelb.webhook.server;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.openelb.certs.Authority;
import io.openelb.certs.Identity;
import io.openelb.webhook.admission.Verdict;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
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
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.awaitility.Awaitility;

/** A server of some admissions, and a client that trusts it. */
final class ServedAdmissions implements AutoCloseable {

  /** How long an answer may take that has to come. */
  static final Duration PATIENCE = Duration.ofSeconds(10);

  static final String REVIEW =
      """
      {"apiVersion":"admission.k8s.io/v1","kind":"AdmissionReview",
       "request":{"uid":"42","operation":"CREATE","object":{}}}
      """;

  private static final InetSocketAddress ANY_PORT =
      new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);

  private final Authority authority = Authority.create(Instant.now(), Duration.ofDays(2));
  private final AtomicInteger entered = new AtomicInteger();
  final AtomicBoolean ready = new AtomicBoolean(true);
  final CountDownLatch released = new CountDownLatch(1);
  final AdmissionServer server =
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
                    entered.incrementAndGet();
                    await(released);
                    return new Verdict.Allow(List.of());
                  }),
          ready::get,
          new PrometheusMeterRegistry(PrometheusConfig.DEFAULT));
  final HttpClient client = HttpClient.newBuilder().sslContext(trusting()).build();

  ServedAdmissions() {
    server.start();
  }

  @Override
  public void close() {
    client.shutdownNow();
    server.close();
  }

  HttpResponse<String> post(String path, String body) throws Exception {
    return client.send(request(path, body), BodyHandlers.ofString());
  }

  HttpRequest request(String path, String body) {
    return HttpRequest.newBuilder(uri(path)).POST(BodyPublishers.ofString(body)).build();
  }

  URI uri(String path) {
    return URI.create("https://localhost:" + server.tlsPort() + path);
  }

  HttpResponse<String> plain(String path) throws Exception {
    URI uri = URI.create("http://127.0.0.1:" + server.healthPort() + path);
    return client.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString());
  }

  Identity certificate() {
    return authority.issue(List.of("localhost"), Instant.now(), Duration.ofDays(1));
  }

  /** What begins the answer to one who has sent no more than this after its first lines. */
  String statusLine(String sent) throws IOException {
    try (Socket socket = connect()) {
      write(socket, sent);
      return firstLine(socket);
    }
  }

  Socket connect() throws IOException {
    Socket socket =
        trusting()
            .getSocketFactory()
            .createSocket(InetAddress.getLoopbackAddress(), server.tlsPort());
    socket.setSoTimeout(Math.toIntExact(PATIENCE.toMillis()));
    return socket;
  }

  static void write(Socket socket, String sent) throws IOException {
    socket
        .getOutputStream()
        .write(
            ("POST /validate/allow HTTP/1.1\r\nHost: localhost\r\n" + sent)
                .getBytes(StandardCharsets.US_ASCII));
  }

  static String firstLine(Socket socket) {
    try {
      return new BufferedReader(
              new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII))
          .readLine();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What a client needs that is to trust it. */
  SSLContext trusting() {
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

  /** Returns when so many are in the slow one. */
  void awaitEntered(int reviews) {
    Awaitility.await("reviews under way").until(() -> entered.get() >= reviews);
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
