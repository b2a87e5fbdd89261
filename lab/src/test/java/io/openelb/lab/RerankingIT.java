package io.openelb.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.openelb.api.Names;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * The leader is lost while it ranks nodes anew, and before it is replaced other nodes have to be.
 */
@ExtendWith(LabExtension.class)
final class RerankingIT {

  /** A lease has to expire, and its holder's successor waits for another's last write. */
  private static final Duration LIMIT = Duration.ofMinutes(1);

  private static final String EXCLUDED = "node.kubernetes.io/exclude-from-external-load-balancers";
  private static final String BEFORE = "worker-p001";
  private static final String SINCE = "worker-p002";
  private static final List<String> SERVICES =
      IntStream.range(0, 20).mapToObj(i -> "web-" + i).toList();

  private static Scene scene;
  private static List<String> addresses;

  private final Lab lab;

  RerankingIT(Lab lab) {
    this.lab = lab;
  }

  @BeforeAll
  static void set(Lab lab) {
    scene = Scene.set(lab, "reranking", "192.168.0.60-192.168.0.79");
    SERVICES.forEach(service -> scene.applied(scene.service(service, 80)));
    addresses = SERVICES.stream().map(scene::awaitAddress).toList();
  }

  @AfterAll
  static void strike() {
    scene.close();
  }

  @Test
  void theLeaderIsKilled() {
    checkWith(() -> lab.signal("KILL", "openelb-operator", OperatorLease.holder(lab.client())));
  }

  /** By one whose clock is ahead, and who ends with that: its Lease expires by ours. */
  @Test
  void theLeaseIsStolen() {
    checkWith(() -> OperatorLease.steal(lab.client(), Duration.ofMinutes(10)));
  }

  private void checkWith(Runnable loss) {
    awaitNodes(List.of("master1", BEFORE, SINCE));
    try {
      label(BEFORE, EXCLUDED + "=true");
      await("the first of the new rankings")
          .atMost(LIMIT)
          .pollInterval(Duration.ofMillis(10))
          .until(() -> SERVICES.stream().anyMatch(service -> !nodes(service).contains(BEFORE)));
      loss.run();
      label(BEFORE, EXCLUDED + "-");
      label(SINCE, EXCLUDED + "=true");

      awaitNodes(List.of("master1", BEFORE));

      assertThat(SERVICES.stream().map(scene::address).toList()).isEqualTo(addresses);
      for (var address : addresses) {
        lab.awaitOneVoice(address, LIMIT);
        assertThat(lab.curl("http://" + address)).startsWith("You've hit");
      }
    } finally {
      List.of(BEFORE, SINCE).forEach(node -> label(node, EXCLUDED + "-"));
    }
  }

  private void label(String node, String label) {
    lab.kubectl("label", "node", node, label).orFail();
  }

  private static void awaitNodes(List<String> nodes) {
    await("rankings of " + nodes)
        .atMost(LIMIT)
        .untilAsserted(() ->
            assertThat(SERVICES)
                .allSatisfy(service ->
                    assertThat(nodes(service)).containsExactlyInAnyOrderElementsOf(nodes)));
  }

  private static List<String> nodes(String service) {
    var annotations = scene.get(service).getMetadata().getAnnotations();
    return List.of(annotations.getOrDefault(Names.NODES, "").split(","));
  }
}
