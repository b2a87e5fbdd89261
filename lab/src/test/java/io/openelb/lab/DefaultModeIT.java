package io.openelb.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.openelb.api.Names;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** In the default mode a Service that names no load balancer is ours, too, and no other is. */
@ExtendWith(LabExtension.class)
final class DefaultModeIT {

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private static Scene scene;

  private final Lab lab;

  DefaultModeIT(Lab lab) {
    this.lab = lab;
  }

  @BeforeAll
  static void set(Lab lab, @TempDir Path folder) throws IOException {
    scene = Scene.set(lab, "default-mode", "192.168.0.150-192.168.0.159");
    lab.installWith("default-load-balancer", folder);
    awaitNobodyFromBefore(lab);
  }

  @AfterAll
  static void strike(Lab lab) {
    try {
      scene.close();
    } finally {
      lab.install();
      awaitNobodyFromBefore(lab);
    }
  }

  @Test
  void aServiceThatNamesNoneIsServed() {
    var prefilled =
        lab.kubectlWith(
                service("plain", "", ""),
                "create",
                "-f",
                "-",
                "-o",
                "jsonpath={.spec.loadBalancerIP}")
            .orFail();

    assertThat(prefilled).as("what the webhook proposes").isNotEmpty();
    assertThat(scene.awaitAddress("plain")).isEqualTo(prefilled);
    lab.awaitOneVoice(prefilled, PATIENCE);
    await("served")
        .atMost(PATIENCE)
        .until(() -> lab.curl("http://" + prefilled), said -> said.startsWith("You've hit web-"));
  }

  @Test
  void aServiceThatNamesNoneIsJudged() {
    var nowhere = Names.EIP + ": nowhere";
    var ours = dryRun(service("judged", nowhere, ""));

    assertThat(ours.ok()).isFalse();
    assertThat(ours.output()).contains("there is no Eip nowhere");
    dryRun(service("judged", nowhere + ", " + Names.LOAD_BALANCER + ": porter", "")).orFail();
  }

  @Test
  void aServiceThatNamesAnotherIsLeftAlone() {
    scene.applied(service("annotated", Names.LOAD_BALANCER + ": porter", ""));
    scene.applied(service("classed", "", "loadBalancerClass: example.com/other"));
    scene.applied(service("after", "", ""));
    scene.awaitAddress("after");

    scene.assertLeftAlone("annotated", Names.LOAD_BALANCER);
    scene.assertLeftAlone("classed");
  }

  private Command.Result dryRun(String manifest) {
    return lab.kubectlWith(manifest, "create", "--dry-run=server", "-f", "-");
  }

  /** A manifest; the annotations, and what is more in its spec, are as within braces. */
  private static String service(String name, String annotations, String more) {
    return """
    apiVersion: v1
    kind: Service
    metadata: {name: %s, namespace: %s, annotations: {%s}}
    spec: {type: LoadBalancer, selector: {app: web}, ports: [{port: 80, targetPort: 8080}], %s}
    """
        .formatted(name, scene.name(), annotations, more);
  }

  /** A Pod that is told to end serves on for some seconds, in the mode that it was started in. */
  private static void awaitNobodyFromBefore(Lab lab) {
    var pods =
        lab.client()
            .pods()
            .inNamespace(Names.DEFAULT_NAMESPACE)
            .withLabel("app.kubernetes.io/part-of", "openelb");
    await("no Pod of ours is ending")
        .atMost(PATIENCE)
        .until(() ->
            pods.list().getItems().stream()
                .noneMatch(pod -> pod.getMetadata().getDeletionTimestamp() != null));
  }
}
