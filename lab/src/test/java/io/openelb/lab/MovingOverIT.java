package io.openelb.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.LoadBalancerIngress;
import io.fabric8.kubernetes.api.model.Service;
import io.openelb.api.Names;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A cluster that OpenELB served until now: its Eips and Services, as it left them. */
@ExtendWith(LabExtension.class)
final class MovingOverIT {

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final Lab lab;

  MovingOverIT(Lab lab) {
    this.lab = lab;
  }

  @AfterEach
  void installAgain() {
    lab.install();
    lab.kubectl("delete", "namespace", "move", "--ignore-not-found", "--timeout=30s").orFail();
  }

  @Test
  void everyServiceKeepsItsAddressAndEverythingCanBeDeleted() {
    lab.uninstall().orFail();
    lab.apply(file("crd.yaml")).orFail();
    lab.kubectl("wait", "crd/eips.network.kubesphere.io", "--for=condition=Established").orFail();
    lab.namespaces("move");
    create(file("eips.yaml"));
    create(file("services.yaml"));
    var before = addresses();
    assertThat(before).hasSize(7).doesNotContainValue(List.of());

    lab.install();

    await("the operator has ranked nodes for every Service")
        .atMost(PATIENCE)
        .untilAsserted(() -> assertThat(services()).allSatisfy(MovingOverIT::assertRanked));
    assertThat(addresses()).isEqualTo(before);
    lab.awaitOneVoice("192.168.0.214", PATIENCE);
    lab.awaitOneVoice("192.168.0.220", PATIENCE);
    assertNewcomersGetWhatIsFree();
    assertThat(addresses()).containsAllEntriesOf(before);

    lab.kubectl("-n", "move", "delete", "services", "--all", "--timeout=30s").orFail();
    lab.kubectl("delete", "eips", "--all", "--timeout=30s").orFail();
  }

  /** The lowest is free; the addresses of the Services that were there are not. */
  private void assertNewcomersGetWhatIsFree() {
    for (var address : List.of("192.168.0.210", "192.168.0.211", "192.168.0.215")) {
      var name = "new-" + address.substring(address.lastIndexOf('.') + 1);
      lab.apply(
              """
              apiVersion: v1
              kind: Service
              metadata: {name: %s, namespace: move, annotations: {lb.kubesphere.io/v1alpha1: openelb}}
              spec: {type: LoadBalancer, ports: [{port: 80}]}
              """
                  .formatted(name))
          .orFail();
      await("address of " + name)
          .atMost(PATIENCE)
          .untilAsserted(() -> assertThat(addresses()).containsEntry(name, List.of(address)));
    }
  }

  private static void assertRanked(Service service) {
    assertThat(service.getMetadata().getAnnotations().getOrDefault(Names.NODES, ""))
        .as(service.getMetadata().getName())
        .isNotEmpty();
  }

  private Map<String, List<String>> addresses() {
    return services().stream()
        .collect(
            Collectors.toMap(
                service -> service.getMetadata().getName(),
                MovingOverIT::addresses,
                (one, _) -> one,
                TreeMap::new));
  }

  private static List<String> addresses(Service service) {
    return service.getStatus().getLoadBalancer().getIngress().stream()
        .map(LoadBalancerIngress::getIp)
        .map(Objects::requireNonNull)
        .toList();
  }

  private List<Service> services() {
    return lab.client().services().inNamespace("move").list().getItems();
  }

  /** With the status, which needs a write of its own. */
  private void create(String manifests) {
    lab.kubectlWith(manifests, "create", "-f", "-").orFail();
    lab.kubectlWith(manifests, "replace", "--subresource=status", "-f", "-").orFail();
  }

  private static String file(String name) {
    try (var stream =
        Objects.requireNonNull(MovingOverIT.class.getResourceAsStream("/openelb/" + name))) {
      return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
