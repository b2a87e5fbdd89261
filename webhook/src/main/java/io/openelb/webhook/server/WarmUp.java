package io.openelb.webhook.server;

import io.openelb.api.Names;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks our own TLS port what the API server is going to ask, until the answers come promptly.
 *
 * <p>A JVM that has just started loads and compiles all that a first answer needs, and on a busy
 * machine that takes longer than the API server's patience (timeoutSeconds of our configurations):
 * with {@code failurePolicy: Ignore} it would then let an impossible Service pass.
 *
 * <p>All questions are dry runs, so the answers hold back no address. That they are warm is no
 * condition for serving: a slow answer is better than none.
 */
public final class WarmUp {

  private static final Logger log = LoggerFactory.getLogger(WarmUp.class);

  /** An answer that is quicker than this, handshake included, is warm. */
  private static final Duration PROMPT = Duration.ofMillis(50);

  /** Where answers don't become prompt, the machine is busy rather than we cold. */
  private static final int MAX_ROUNDS = 30;

  private record Review(String path, String body) {}

  private static final List<Review> REVIEWS =
      List.of(
          new Review(
              "/validate/services", review(service("\"%s\":\"none\"".formatted(Names.ADDRESS)))),
          new Review("/validate/services", review(service(""))),
          new Review("/mutate/services", review(service(""))),
          new Review("/validate/eips", review(eip("none"))));

  private final URI origin;
  private final X509Certificate certificate;
  private final Duration limit;

  /**
   * A warm-up of the server at a port of this machine.
   *
   * @param certificate that it serves with
   * @param limit for the whole
   */
  public WarmUp(int port, X509Certificate certificate, Duration limit) {
    this.origin = URI.create("https://localhost:" + port);
    this.certificate = certificate;
    this.limit = limit;
  }

  /** Returns when answers are prompt, or it is time to do without; a failure is only logged. */
  public void run() {
    long start = System.nanoTime();
    try {
      int rounds = 0;
      Duration slowest;
      do {
        slowest = round(start);
        rounds++;
      } while (slowest.compareTo(PROMPT) > 0 && rounds < MAX_ROUNDS && left(start).isPositive());
      log.info(
          "warmed up in {} with {} rounds; the slowest answer of the last took {}",
          Duration.ofNanos(System.nanoTime() - start),
          rounds,
          slowest);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (IOException | GeneralSecurityException | RuntimeException e) {
      log.warn("cannot warm up; first answers may be slow", e);
    }
  }

  /** Asks everything once, as a client that is not connected yet; returns the longest wait. */
  private Duration round(long start)
      throws IOException, InterruptedException, GeneralSecurityException {
    HttpClient client =
        HttpClient.newBuilder()
            .sslContext(PinnedCertificate.trusting(certificate))
            .proxy(HttpClient.Builder.NO_PROXY)
            .build();
    try {
      Duration slowest = Duration.ZERO;
      for (Review review : REVIEWS) {
        Duration left = left(start);
        if (!left.isPositive()) {
          return limit;
        }
        Duration took = ask(client, review, left);
        slowest = took.compareTo(slowest) > 0 ? took : slowest;
      }
      return slowest;
    } finally {
      client.shutdownNow();
    }
  }

  private Duration ask(HttpClient client, Review review, Duration timeout)
      throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(origin.resolve(review.path()))
            .timeout(timeout)
            .POST(BodyPublishers.ofString(review.body()))
            .build();
    long asked = System.nanoTime();
    HttpResponse<String> response = client.send(request, BodyHandlers.ofString());
    if (response.statusCode() != 200) {
      throw new IOException(
          review.path() + " answers " + response.statusCode() + ": " + response.body());
    }
    return Duration.ofNanos(System.nanoTime() - asked);
  }

  private Duration left(long start) {
    return limit.minusNanos(System.nanoTime() - start);
  }

  private static String review(String object) {
    return """
    {"apiVersion":"admission.k8s.io/v1","kind":"AdmissionReview",
     "request":{"uid":"warm-up","operation":"CREATE","dryRun":true,
                "userInfo":{"username":"warm-up"},"object":%s}}
    """
        .formatted(object);
  }

  private static String service(String annotation) {
    return """
    {"apiVersion":"v1","kind":"Service",
     "metadata":{"namespace":"default","name":"warm-up","annotations":{%s}},
     "spec":{"type":"LoadBalancer","loadBalancerClass":"%s","ipFamilies":["IPv4"],
             "ports":[{"port":80,"protocol":"TCP"}]}}
    """
        .formatted(annotation, Names.LOAD_BALANCER_CLASS);
  }

  private static String eip(String address) {
    return """
    {"apiVersion":"%s/%s","kind":"Eip","metadata":{"name":"warm-up"},
     "spec":{"address":"%s","protocol":"layer2","interface":"eth0"}}
    """
        .formatted(Names.GROUP, Names.VERSION, address);
  }
}
