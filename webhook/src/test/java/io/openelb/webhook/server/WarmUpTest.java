package io.openelb.webhook.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.openelb.api.Selection;
import io.openelb.certs.Authority;
import io.openelb.certs.Identity;
import io.openelb.webhook.admission.Admission;
import io.openelb.webhook.admission.AdmissionRequest;
import io.openelb.webhook.admission.Admissions;
import io.openelb.webhook.admission.Verdict;
import io.openelb.webhook.cluster.ClusterState;
import io.openelb.webhook.cluster.Fresh;
import io.openelb.webhook.cluster.Proposals;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class WarmUpTest {

  private static final InetSocketAddress ANY_PORT =
      new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
  private static final Duration LIMIT = Duration.ofSeconds(30);

  private record Answer(String path, AdmissionRequest request, Verdict verdict) {}

  private final Authority authority = Authority.create(Instant.now(), Duration.ofDays(2));
  private final Identity identity = certificate();
  private final Queue<Answer> answers = new ConcurrentLinkedQueue<>();
  private final CountDownLatch released = new CountDownLatch(1);
  private @Nullable AdmissionServer server;

  @AfterEach
  void stop() {
    released.countDown();
    if (server != null) {
      server.close();
    }
  }

  @Test
  void asksEachPathAndLetsBothKindsOfObjectsBeRefused() {
    int port = serve(admissions());

    new WarmUp(port, identity.certificate(), LIMIT).run();

    assertThat(answers)
        .extracting(Answer::path)
        .contains("/validate/eips", "/validate/services", "/mutate/services");
    assertThat(answers.stream().filter(answer -> answer.verdict() instanceof Verdict.Deny))
        .extracting(Answer::path)
        .contains("/validate/eips", "/validate/services");
    assertThat(answers).allMatch(answer -> answer.request().dryRun());
  }

  @Test
  void triesNotForEver() {
    int port = serve(Map.of("/validate/services", _ -> hang()));
    long start = System.nanoTime();

    new WarmUp(port, identity.certificate(), Duration.ofMillis(200)).run();

    assertThat(Duration.ofNanos(System.nanoTime() - start))
        .isBetween(Duration.ofMillis(150), LIMIT);
  }

  @Test
  void endsAtAnAnswerThatIsNone() {
    AtomicInteger asked = new AtomicInteger();
    int port =
        serve(
            Map.of(
                "/validate/services",
                _ -> {
                  asked.incrementAndGet();
                  throw new IllegalStateException("a bug");
                }));

    new WarmUp(port, identity.certificate(), LIMIT).run();

    assertThat(asked).hasValue(1);
  }

  @Test
  void asksNobodyElse() {
    int port = serve(admissions());
    new WarmUp(port, identity.certificate(), LIMIT).run();
    assertThat(answers).isNotEmpty();
    answers.clear();

    new WarmUp(port, certificate().certificate(), LIMIT).run();

    assertThat(answers).isEmpty();
  }

  private Map<String, Admission> admissions() {
    var state = new ClusterState(new Selection(false), new Proposals(System::nanoTime), "self");
    return new Admissions(state, (_, _) -> Optional.of(Fresh.eips(List.of())), "operator")
        .byPath().entrySet().stream()
            .collect(Collectors.toMap(Map.Entry::getKey, e -> recorded(e.getKey(), e.getValue())));
  }

  private Admission recorded(String path, Admission admission) {
    return request -> {
      Verdict verdict = admission.review(request);
      answers.add(new Answer(path, request, verdict));
      return verdict;
    };
  }

  private Verdict hang() {
    try {
      released.await();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
    return Verdict.allow();
  }

  private int serve(Map<String, Admission> admissions) {
    var started =
        new AdmissionServer(
            ANY_PORT,
            ANY_PORT,
            admissions,
            () -> true,
            new PrometheusMeterRegistry(PrometheusConfig.DEFAULT));
    server = started;
    started.start();
    started.serve(identity);
    return started.tlsPort();
  }

  private Identity certificate() {
    return authority.issue(
        List.of("openelb-webhook.openelb-system.svc"), Instant.now(), Duration.ofDays(1));
  }
}
