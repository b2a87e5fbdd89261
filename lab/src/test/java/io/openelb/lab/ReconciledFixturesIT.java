package io.openelb.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.openelb.api.EipStatus;
import java.time.Duration;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Every fixture, created on a real cluster while there is no webhook: what it would have refused
 * the operator refuses, with the same words.
 */
@ExtendWith(LabExtension.class)
final class ReconciledFixturesIT {

  /** What only the webhook refuses. */
  private static final GenericKubernetesResource FOR_THE_WEBHOOK =
      Fixture.object(
          """
          apiVersion: network.kubesphere.io/v1alpha2
          kind: Eip
          metadata: {name: for-the-webhook}
          spec: {address: 127.0.0.1}
          """);

  private static final GenericKubernetesResource LATER =
      Fixture.object(
          """
          apiVersion: v1
          kind: Service
          metadata: {name: later, namespace: shop, annotations: {lb.kubesphere.io/v1alpha1: openelb}}
          spec: {type: LoadBalancer, ports: [{port: 80}]}
          """);

  @BeforeAll
  static void withoutWebhook(Lab lab) {
    lab.clearDemo();
    lab.namespaces("shop", "bank");
    lab.kubectl(
            "delete",
            "validatingwebhookconfiguration,mutatingwebhookconfiguration",
            "openelb-webhook")
        .orFail();
    awaitOfTheWebhook(lab, "accepted");
  }

  @AfterAll
  static void withWebhook(Lab lab) {
    lab.install();
    awaitOfTheWebhook(
        lab,
        "refused: spec.address of Eip for-the-webhook: 127.0.0.1 is loopback; use addresses of the nodes' segment");
  }

  @TestFactory
  Stream<DynamicTest> fixtures(Lab lab) {
    return lab.fixtures().stream()
        .map(fixture -> DynamicTest.dynamicTest(fixture.name(), () -> check(fixture, lab)));
  }

  private static void check(Fixture fixture, Lab lab) {
    try (var stage = new Stage(lab.client(), fixture.context())) {
      var answer = stage.create(fixture.subject());
      assertThat(answer.outcome())
          .isEqualTo(
              fixture
                  .apiServer()
                  .map(words -> "refused by the API server: " + words)
                  .orElse("accepted"));
      if (answer.isAcceptance()) {
        await()
            .atMost(Stage.PATIENCE)
            .pollDelay(Duration.ZERO)
            .pollInterval(Duration.ofMillis(20))
            .untilAsserted(() -> checkOutcome(fixture, stage));
      }
      if (fixture.verb() == Fixture.Verb.UNTOUCHED) {
        checkUntouched(fixture.subject(), answer, stage);
      }
    }
  }

  private static void checkOutcome(Fixture fixture, Stage stage) {
    var subject = fixture.subject();
    switch (fixture.verb()) {
      case SIZE -> assertThat(readiness(subject, stage)).isEqualTo("True of " + fixture.words());
      case GIVEN ->
          assertThat(String.join(",", stage.addresses(subject))).isEqualTo(fixture.words());
      case WAITS -> checkEvent(fixture, stage);
      case REFUSED -> {
        if (subject.getKind().equals("Eip")) {
          assertThat(readiness(subject, stage)).isEqualTo("False: " + fixture.words());
        } else {
          checkEvent(fixture, stage);
        }
      }
      case UNTOUCHED -> {}
    }
  }

  private static void checkEvent(Fixture fixture, Stage stage) {
    assertThat(stage.notes(fixture.subject(), "AssignIPFailed")).containsExactly(fixture.words());
    assertThat(stage.addresses(fixture.subject())).isEmpty();
  }

  private static String readiness(GenericKubernetesResource eip, Stage stage) {
    var status = stage.status(eip).orElseThrow(() -> new AssertionError("no status"));
    var ready =
        Objects.requireNonNull(status.conditions()).stream()
            .filter(condition -> condition.getType().equals(EipStatus.READY))
            .findFirst()
            .orElseGet(Condition::new);
    return ready.getStatus().equals("True")
        ? "True of " + status.poolSize()
        : "False: " + ready.getMessage();
  }

  /** When a Service that came later has its address, this one was seen and left alone. */
  private static void checkUntouched(
      GenericKubernetesResource subject, Answer answer, Stage stage) {
    assertThat(stage.create(LATER).outcome()).isEqualTo("accepted");
    await("address of a later Service")
        .atMost(Stage.PATIENCE)
        .pollInterval(Duration.ofMillis(20))
        .until(() -> !stage.addresses(LATER).isEmpty());
    assertThat(stage.service(subject).getMetadata().getResourceVersion())
        .as("nobody has written")
        .isEqualTo(answer.body().path("metadata").path("resourceVersion").asText());
  }

  private static void awaitOfTheWebhook(Lab lab, String outcome) {
    await("the API server goes by the configurations of now")
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(() ->
            assertThat(Answer.toCreationOf(FOR_THE_WEBHOOK, true, lab.client()).outcome())
                .isEqualTo(outcome));
  }
}
