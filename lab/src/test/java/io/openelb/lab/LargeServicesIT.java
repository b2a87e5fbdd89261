package io.openelb.lab;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Whoever may write Services may write large ones: no program of ours ends by them. */
@ExtendWith(LabExtension.class)
final class LargeServicesIT {

  /** The API server takes 256 KiB of annotations. */
  private static final int LARGE = 250_000;

  private static Scene scene;
  private static String address;

  private final Lab lab;

  LargeServicesIT(Lab lab) {
    this.lab = lab;
  }

  @BeforeAll
  static void set(Lab lab) {
    scene = Scene.set(lab, "large", "192.168.0.150-192.168.0.159");
    scene.applied(scene.service("web", 80));
    address = scene.awaitAddress("web");
  }

  @AfterAll
  static void strike() {
    scene.close();
  }

  @Test
  void ourProgramsBeginAndGoOnBesideManyLargeOnes() {
    IntStream.range(0, 120).forEach(i -> createLarge("large-" + i));
    restart("deployment/openelb-operator");
    restart("deployment/openelb-webhook");
    restart("daemonset/openelb-speaker");

    assertNoneEnded();
    scene.applied(scene.service("later", 80));
    assertThat(scene.awaitAddress("later")).isNotEqualTo(address);
  }

  /** Another load balancer's, which speakers read as well. */
  private void createLarge(String name) {
    lab.client()
        .resource(
            new ServiceBuilder()
                .withNewMetadata()
                .withName(name)
                .withNamespace(scene.name())
                .addToAnnotations("note", "x".repeat(LARGE))
                .endMetadata()
                .withNewSpec()
                .withType("LoadBalancer")
                .withLoadBalancerClass("example.com/other")
                .addNewPort()
                .withPort(8080)
                .endPort()
                .endSpec()
                .build())
        .create();
  }

  private void restart(String program) {
    lab.kubectl("-n", "openelb-system", "rollout", "restart", program).orFail();
    lab.kubectl("-n", "openelb-system", "rollout", "status", program, "--timeout", "120s").orFail();
  }

  private void assertNoneEnded() {
    List<Pod> pods =
        lab.client()
            .pods()
            .inNamespace("openelb-system")
            .withLabel("app.kubernetes.io/part-of", "openelb")
            .list()
            .getItems();
    assertThat(pods)
        .isNotEmpty()
        .allSatisfy(pod ->
            assertThat(pod.getStatus().getContainerStatuses())
                .as(pod.getMetadata().getName())
                .allMatch(container -> container.getRestartCount() == 0));
    lab.awaitOneVoice(address, Duration.ofSeconds(30));
    assertThat(lab.curl("http://" + address)).startsWith("You've hit");
  }
}
