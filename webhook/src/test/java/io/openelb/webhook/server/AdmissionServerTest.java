package io.openelb.webhook.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.openelb.certs.Identity;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.security.cert.X509Certificate;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

final class AdmissionServerTest {

  private final ServedAdmissions served = new ServedAdmissions();

  @AfterEach
  void stop() {
    served.close();
  }

  @Test
  void answersAReview() throws Exception {
    served.server.serve(served.certificate());

    HttpResponse<String> allowed = served.post("/validate/allow", ServedAdmissions.REVIEW);
    assertThat(allowed.statusCode()).isEqualTo(200);
    assertThat(allowed.version()).isEqualTo(HttpClient.Version.HTTP_2);
    assertThat(allowed.headers().firstValue("content-type")).contains("application/json");
    assertThat(allowed.body())
        .isEqualTo(
            "{\"apiVersion\":\"admission.k8s.io/v1\",\"kind\":\"AdmissionReview\","
                + "\"response\":{\"uid\":\"42\",\"allowed\":true}}");
    assertThat(served.post("/validate/deny", ServedAdmissions.REVIEW).body())
        .contains("\"allowed\":false", "\"message\":\"no: say \\\"please\\\"\"");
    assertThat(served.plain("/metrics").body())
        .contains(
            "openelb_webhook_admission_seconds_count{path=\"/validate/deny\",verdict=\"deny\"} 1");
  }

  @Test
  void isReadyOnlyWithACertificateAndWhenTheProgramIs() throws Exception {
    assertThat(served.plain("/healthz").statusCode()).isEqualTo(200);
    assertThat(served.plain("/readyz").statusCode()).isEqualTo(503);

    served.server.serve(served.certificate());
    assertThat(served.plain("/readyz").statusCode()).isEqualTo(200);

    served.ready.set(false);
    assertThat(served.plain("/readyz").statusCode()).isEqualTo(503);
    assertThat(served.post("/validate/allow", ServedAdmissions.REVIEW).statusCode()).isEqualTo(200);
  }

  @Test
  void servesANewCertificateWithoutARestart() throws Exception {
    served.server.serve(served.certificate());
    int port = served.server.tlsPort();
    HttpResponse<String> before = served.post("/validate/allow", ServedAdmissions.REVIEW);

    Identity renewed = served.certificate();
    served.server.serve(renewed);
    // An open connection goes on; a new client sees the new certificate.
    assertThat(served.post("/validate/allow", ServedAdmissions.REVIEW).statusCode()).isEqualTo(200);
    try (HttpClient newClient = HttpClient.newBuilder().sslContext(served.trusting()).build()) {
      HttpResponse<String> after =
          newClient.send(
              served.request("/validate/allow", ServedAdmissions.REVIEW), BodyHandlers.ofString());
      assertThat(serverCertificate(after)).isEqualTo(renewed.certificate());
      assertThat(serverCertificate(before)).isNotEqualTo(renewed.certificate());
    }
    assertThat(served.server.tlsPort()).isEqualTo(port);
  }

  @Test
  void refusesAdmissionWithoutTls() throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(
                URI.create("http://127.0.0.1:" + served.server.healthPort() + "/validate/allow"))
            .POST(BodyPublishers.ofString(ServedAdmissions.REVIEW))
            .build();

    assertThat(served.client.send(request, BodyHandlers.ofString()).statusCode()).isEqualTo(404);
  }

  static Stream<Arguments> malformed() {
    return Stream.of(
        Arguments.of(" ", "the body is not a JSON object"),
        Arguments.of("{", "the body is not JSON"),
        Arguments.of("[]", "the body is not a JSON object"),
        Arguments.of("{}", "apiVersion must be a string"),
        Arguments.of(
            ServedAdmissions.REVIEW.replace("/v1", "/v1beta1"),
            "apiVersion must be admission.k8s.io/v1"),
        Arguments.of(ServedAdmissions.REVIEW.replace("\"42\"", "42"), "uid must be a string"),
        Arguments.of(
            ServedAdmissions.REVIEW.replace("CREATE", "CONNECT"),
            "must be CREATE, UPDATE or DELETE"),
        Arguments.of(
            ServedAdmissions.REVIEW.replace("\"object\":{}", "\"object\":[1]"),
            "object must be an object"),
        Arguments.of(ServedAdmissions.REVIEW + "{}", "the body is not JSON"),
        Arguments.of("[".repeat(200_000), "100 levels"),
        Arguments.of("{\"a\":".repeat(5_000) + "1" + "}".repeat(5_000), "100 levels"),
        Arguments.of("[" + "0,".repeat(100_000) + "0]", "100,000 tokens"));
  }

  @ParameterizedTest
  @MethodSource("malformed")
  void says400AndWhyToWhatIsNoReview(String body, String reason) throws Exception {
    served.server.serve(served.certificate());

    HttpResponse<String> response = served.post("/validate/allow", body);

    assertThat(response.statusCode()).isEqualTo(400);
    assertThat(response.body()).contains(reason).hasLineCount(1).hasSizeLessThan(300);
  }

  @Test
  void keepsABugOfOursToItself() throws Exception {
    served.server.serve(served.certificate());

    HttpResponse<String> response = served.post("/validate/bug", ServedAdmissions.REVIEW);

    assertThat(response.statusCode()).isEqualTo(500);
    assertThat(response.body()).isEqualTo("internal error; see the log of openelb-webhook");
  }

  @Test
  void answersWhatIsUnderWayWhenItStops() throws Exception {
    served.server.serve(served.certificate());
    CompletableFuture<HttpResponse<String>> slow =
        served.client.sendAsync(
            served.request("/validate/slow", ServedAdmissions.REVIEW), BodyHandlers.ofString());
    served.awaitEntered(1);
    int port = served.server.tlsPort();

    Thread stopping = Thread.ofPlatform().start(served.server::close);
    Awaitility.await("nobody new is let in").until(() -> isRefused(port));
    assertThat(slow).isNotDone();
    served.released.countDown();

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

  private static X509Certificate serverCertificate(HttpResponse<?> response) throws Exception {
    return (X509Certificate) response.sslSession().orElseThrow().getPeerCertificates()[0];
  }
}
