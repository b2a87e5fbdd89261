package io.openelb.lab;

import static java.util.function.Function.identity;
import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.openelb.api.Names;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Addresses that one node has are spread over all, but only when that is asked for. */
@ExtendWith(LabExtension.class)
final class RebalanceIT {

  private static final Duration LIMIT = Duration.ofMinutes(2);
  private static final String EXCLUDED = "node.kubernetes.io/exclude-from-external-load-balancers";
  private static final String ADDRESS = "eip.openelb.kubesphere.io/v1alpha1";
  private static final String OPERATOR = "deployment/openelb-operator";
  private static final List<String> WORKERS = List.of("worker-p001", "worker-p002");
  private static final List<String> SERVICES =
      IntStream.range(0, 6).mapToObj(i -> "web-" + i).toList();

  private static Scene scene;

  private final Lab lab;

  RebalanceIT(Lab lab) {
    this.lab = lab;
  }

  @BeforeAll
  static void set(Lab lab) {
    scene = Scene.set(lab, "rebalance", "192.168.0.170-192.168.0.179");
  }

  @AfterAll
  static void strike(Lab lab) {
    scene.close();
    lab.install();
  }

  @Test
  void allNodesHaveAsManyInTheEnd() {
    scene.applied(scene.service("elder", 81).replace("type: LoadBalancer", "type: ClusterIP"));
    WORKERS.forEach(worker -> label(worker, EXCLUDED + "=true"));
    SERVICES.forEach(service -> scene.applied(scene.service(service, 80)));
    SERVICES.forEach(scene::awaitAddress);
    awaitShares(Map.of("master1", 6L));
    WORKERS.forEach(worker -> label(worker, EXCLUDED + "-"));
    await("more nodes to choose from")
        .atMost(LIMIT)
        .until(() -> SERVICES.stream().allMatch(service -> ranking(service).size() == 3));
    joinsTheAddressOf("web-0", "elder");
    assertThat(ranking("elder").getFirst()).isEqualTo("master1");
    assertThat(shares()).as("nothing moves by itself").isEqualTo(Map.of("master1", 6L));

    rebalanceEachSecond();

    awaitShares(Map.of("master1", 2L, "worker-p001", 2L, "worker-p002", 2L));
    for (var service : SERVICES) {
      var address = scene.awaitAddress(service);
      lab.awaitOneVoice(address, LIMIT);
      assertThat(lab.curl("http://" + address)).startsWith("You've hit");
    }
  }

  private void label(String node, String label) {
    lab.kubectl("label", "node", node, label).orFail();
  }

  /** Of two Services on one address the elder's ranking counts. */
  private static void joinsTheAddressOf(String service, String elder) {
    var address = scene.awaitAddress(service);
    scene.applied(scene.service(elder, 81, Map.of(ADDRESS, address)));
    assertThat(scene.awaitAddress(elder)).isEqualTo(address);
  }

  private void rebalanceEachSecond() {
    var flag =
        """
        [{"op": "add", "path": "/spec/template/spec/containers/0/args/-", "value": "--rebalance-interval=1s"}]
        """;
    lab.kubectl("-n", "openelb-system", "patch", OPERATOR, "--type=json", "-p", flag).orFail();
    lab.kubectl("-n", "openelb-system", "rollout", "status", OPERATOR).orFail();
  }

  private static void awaitShares(Map<String, Long> shares) {
    await("the addresses' nodes").atMost(LIMIT).until(RebalanceIT::shares, shares::equals);
  }

  /** For how many of the Services each node is the first. */
  private static Map<String, Long> shares() {
    return SERVICES.stream()
        .map(service -> ranking(service).getFirst())
        .collect(groupingBy(identity(), counting()));
  }

  private static List<String> ranking(String service) {
    var annotations = scene.get(service).getMetadata().getAnnotations();
    return List.of(annotations.getOrDefault(Names.NODES, "").split(","));
  }
}
