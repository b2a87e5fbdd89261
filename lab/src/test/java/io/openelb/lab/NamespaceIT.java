package io.openelb.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** An Eip that is bound to namespaces by their labels, which change. */
@ExtendWith(LabExtension.class)
final class NamespaceIT {

  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private static Scene scene;

  private final Lab lab;

  NamespaceIT(Lab lab) {
    this.lab = lab;
  }

  @BeforeAll
  static void set(Lab lab) {
    scene = Scene.set(lab, "labelled", "192.168.0.190-192.168.0.199");
    lab.kubectl(
            "patch",
            "eip",
            scene.name(),
            "--type=merge",
            "-p",
            "{\"spec\":{\"namespaceSelector\":{\"team\":\"blue\"}}}")
        .orFail();
  }

  @AfterAll
  static void strike() {
    scene.close();
  }

  @Test
  void aServiceThatWaitsIsServedWhenItsNamespaceIsLabelled() {
    scene.applied(scene.service("waits", 80, Map.of()));
    await("it is told why it waits")
        .atMost(PATIENCE)
        .untilAsserted(() ->
            assertThat(scene.notes("waits", "AssignIPFailed"))
                .anySatisfy(note ->
                    assertThat(note).contains(scene.name() + " is bound to a namespaceSelector")));
    assertThat(scene.address("waits")).isNull();

    lab.kubectl("label", "namespace", scene.name(), "team=blue").orFail();

    assertThat(scene.awaitAddress("waits")).startsWith("192.168.0.19");
  }
}
