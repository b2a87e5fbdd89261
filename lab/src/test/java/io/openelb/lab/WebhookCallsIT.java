package io.openelb.lab;

import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Services that are not ours do not wait for our webhooks, as the API server counts its calls. */
@ExtendWith(LabExtension.class)
final class WebhookCallsIT {

  private static final String COUNTER =
      "apiserver_admission_webhook_admission_duration_seconds_count{";

  private static Scene scene;

  private final Lab lab;

  WebhookCallsIT(Lab lab) {
    this.lab = lab;
  }

  @BeforeAll
  static void set(Lab lab) {
    scene = Scene.set(lab, "calls", "192.168.0.180-192.168.0.189");
  }

  @AfterAll
  static void strike() {
    scene.close();
  }

  @Test
  void theWebhooksAreCalledForServicesOfOursAlone() {
    var before = calls();

    scene.applied(service("in-cluster", "type: ClusterIP"));
    scene.applied(
        service("of-another-class", "type: LoadBalancer, loadBalancerClass: example.com/other"));
    scene.applied(service("of-nobody", "type: LoadBalancer"));
    lab.kubectl("-n", scene.name(), "label", "service", "--all", "colour=blue").orFail();
    lab.kubectl("-n", scene.name(), "delete", "service", "--all").orFail();

    assertThat(calls()).isEqualTo(before);

    scene.applied(scene.service("ours", 80));

    assertThat(calls()).isNotEqualTo(before);
  }

  /** How many calls of each kind there were. */
  private Map<String, String> calls() {
    return lab.kubectl("get", "--raw", "/metrics")
        .orFail()
        .lines()
        .filter(line -> line.startsWith(COUNTER) && line.contains("name=\"services.openelb.io\""))
        .map(line -> line.split(" "))
        .collect(toMap(words -> words[0], words -> words[1]));
  }

  private static String service(String name, String spec) {
    return """
    apiVersion: v1
    kind: Service
    metadata: {name: %s, namespace: %s}
    spec: {ports: [{port: 80}], %s}
    """
        .formatted(name, scene.name(), spec);
  }
}
