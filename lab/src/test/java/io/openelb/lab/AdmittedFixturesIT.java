package io.openelb.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.openelb.api.Names;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.ExtendWith;

/** Every fixture, asked of a real API server with the webhook. */
@ExtendWith(LabExtension.class)
final class AdmittedFixturesIT {

  @BeforeAll
  static void emptyCluster(Lab lab) {
    lab.clearDemo();
    lab.namespaces("shop", "bank");
  }

  @TestFactory
  Stream<DynamicTest> fixtures(Lab lab) {
    return lab.fixtures().stream()
        .map(fixture -> DynamicTest.dynamicTest(fixture.name(), () -> check(fixture, lab)));
  }

  private static void check(Fixture fixture, Lab lab) {
    try (var _ = new Stage(lab.client(), fixture.context())) {
      // Of two replicas one may not have seen the context yet; a dry run can be asked again.
      await()
          .atMost(Stage.PATIENCE)
          .pollDelay(Duration.ZERO)
          .pollInterval(Duration.ofMillis(50))
          .untilAsserted(
              () -> check(fixture, Answer.toCreationOf(fixture.subject(), true, lab.client())));
    }
  }

  private static void check(Fixture fixture, Answer answer) {
    var body = answer.body();
    var annotations = body.path("metadata").path("annotations");
    switch (fixture.verb()) {
      case REFUSED ->
          assertThat(answer.outcome())
              .isEqualTo(
                  fixture
                      .apiServer()
                      .map(words -> "refused by the API server: " + words)
                      .orElse("refused: " + fixture.words()));
      case SIZE -> assertThat(answer.outcome()).isEqualTo("accepted");
      case GIVEN -> {
        var given = List.of(fixture.words().split(","));
        assertThat(answer.outcome()).isEqualTo("accepted");
        assertThat(body.path("spec").path("loadBalancerIP").asText()).isEqualTo(given.getFirst());
        var mark = annotations.path(Names.PREFILLED).asText();
        assertThat(given).containsAll(mark.isEmpty() ? List.of() : List.of(mark.split(",")));
      }
      case WAITS -> {
        assertThat(answer.outcome()).isEqualTo("accepted");
        assertThat(answer.warnings()).containsExactly(fixture.words());
        assertThat(body.path("spec").has("loadBalancerIP")).isFalse();
      }
      case UNTOUCHED -> {
        assertThat(answer.outcome()).isEqualTo("accepted");
        assertThat(body.path("spec").has("loadBalancerIP")).isFalse();
        assertThat(body.path("metadata").has("labels")).isFalse();
        assertThat(annotations.has(Names.PREFILLED)).isFalse();
      }
    }
  }
}
