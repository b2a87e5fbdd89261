package io.openelb.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** One apply installs all, one delete removes all, and a Service outlives both with its address. */
@ExtendWith(LabExtension.class)
final class InstallIT {

  private static final String POOL = "192.168.0.160-192.168.0.169";

  private final Lab lab;

  InstallIT(Lab lab) {
    this.lab = lab;
  }

  @AfterEach
  void installAgain() {
    lab.install();
  }

  @Test
  void theSamplesAreServed() {
    lab.kubectl("apply", "-k", "config/samples").orFail();
    try {
      await("the sample's Pods answer at its first address")
          .atMost(Duration.ofSeconds(60))
          .until(() -> lab.curl("http://192.168.0.91"), said -> said.startsWith("You've hit"));
    } finally {
      lab.kubectl(
              "delete",
              "-f",
              "config/samples/service.yaml",
              "-f",
              "config/samples/deployment.yaml",
              "-f",
              "config/samples/eip.yaml")
          .orFail();
    }
  }

  @Test
  void deletedAndInstalledAgain() {
    try (var scene = Scene.set(lab, "install", POOL)) {
      // The second of the pool, so that it is not what a newcomer would get.
      scene.applied(scene.service("first", 80));
      scene.applied(scene.service("kept", 80));
      scene.awaitAddress("first");
      var address = scene.awaitAddress("kept");

      lab.uninstall().orFail();

      assertThat(lab.kubectl("get", "namespace", "openelb-system").output()).contains("NotFound");
      assertThat(lab.kubectl("get", "eips").ok()).as("the CRD is gone").isFalse();
      lab.awaitSilence(address, Duration.ofSeconds(10));
      lab.kubectl("-n", "install", "label", "service", "kept", "colour=blue").orFail();
      lab.kubectl("-n", "install", "delete", "service", "first", "--timeout=10s").orFail();
      assertThat(scene.address("kept")).isEqualTo(address);

      lab.install();
      scene.pool(POOL);
      lab.awaitOneVoice(address, Duration.ofSeconds(60));
      assertThat(scene.address("kept")).isEqualTo(address);
      await("served")
          .atMost(Duration.ofSeconds(30))
          .until(() -> lab.curl("http://" + address), said -> said.startsWith("You've hit web-"));
    }
  }
}
