package io.openelb.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.Service;
import io.openelb.api.Names;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A namespace of one test class, with Pods that answer on port 8080 and a pool of its own; all of
 * it goes when the class ends.
 */
final class Scene implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final Lab lab;
  private final String name;

  private Scene(Lab lab, String name) {
    this.lab = lab;
    this.name = name;
  }

  /**
   * @param name of the namespace and of the Eip
   * @param address the Eip's {@code spec.address}
   */
  static Scene set(Lab lab, String name, String address) {
    var scene = new Scene(lab, name);
    lab.namespaces(name);
    scene.pool(address);
    scene.applied(
        """
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: web, namespace: %s}
        spec:
          replicas: 3
          selector: {matchLabels: {app: web}}
          template:
            metadata: {labels: {app: web}}
            spec:
              terminationGracePeriodSeconds: 0
              topologySpreadConstraints:
                - maxSkew: 1
                  topologyKey: kubernetes.io/hostname
                  whenUnsatisfiable: DoNotSchedule
                  labelSelector: {matchLabels: {app: web}}
              containers: [{name: kubia, image: luksa/kubia, ports: [{containerPort: 8080}]}]
        """
            .formatted(name));
    lab.kubectl("-n", name, "rollout", "status", "deployment/web", "--timeout", "60s").orFail();
    return scene;
  }

  /** Makes the scene's Eip. */
  void pool(String address) {
    applied(
        """
        apiVersion: network.kubesphere.io/v1alpha2
        kind: Eip
        metadata: {name: %s}
        spec: {address: "%s", interface: eth0, protocol: layer2}
        """
            .formatted(name, address));
  }

  /**
   * A manifest of a Service of ours on the given port; {@code more} are further lines of its spec.
   */
  String service(String service, int port, Map<String, String> annotations, String... more) {
    var text =
        new StringBuilder(
            """
            apiVersion: v1
            kind: Service
            metadata:
              name: %s
              namespace: %s
              annotations:
                lb.kubesphere.io/v1alpha1: openelb
            """
                .formatted(service, name));
    annotations.forEach((key, value) -> text.append("    %s: \"%s\"\n".formatted(key, value)));
    text.append(
        """
        spec:
          type: LoadBalancer
          selector: {app: web}
          ports: [{port: %d, targetPort: 8080}]
        """
            .formatted(port));
    List.of(more).forEach(line -> text.append("  ").append(line).append('\n'));
    return text.toString();
  }

  /** A Service that takes an address of this scene's Eip. */
  String service(String service, int port) {
    return service(service, port, Map.of("eip.openelb.kubesphere.io/v1alpha2", name));
  }

  void applied(String manifest) {
    lab.apply(manifest).orFail();
  }

  /** Waits for a Service's address. */
  String awaitAddress(String service) {
    return await("address of " + service)
        .atMost(PATIENCE)
        .until(() -> address(service), a -> a != null);
  }

  @Nullable String address(String service) {
    var status = get(service).getStatus().getLoadBalancer().getIngress();
    return status == null || status.isEmpty() ? null : status.getFirst().getIp();
  }

  Service get(String service) {
    return lab.client().services().inNamespace(name).withName(service).require();
  }

  /**
   * Asserts that nobody but its user has touched a Service.
   *
   * @param annotations that its manifest has
   */
  void assertLeftAlone(String service, String... annotations) {
    var found = get(service);
    assertThat(found.getSpec().getLoadBalancerIP()).isNull();
    assertThat(found.getStatus().getLoadBalancer().getIngress()).isEmpty();
    assertThat(found.getMetadata().getFinalizers()).isNullOrEmpty();
    assertThat(found.getMetadata().getLabels()).isNullOrEmpty();
    assertThat(found.getMetadata().getAnnotations())
        .containsOnlyKeys(
            Stream.concat(Stream.of(Names.LAST_APPLIED), Arrays.stream(annotations))
                .toArray(String[]::new));
  }

  /** The notes of a Service's Events of one reason. */
  List<String> notes(String service, String reason) {
    return Events.notes(get(service), reason, lab.client());
  }

  String name() {
    return name;
  }

  @Override
  public void close() {
    lab.kubectl("delete", "namespace", name, "--ignore-not-found").orFail();
    lab.kubectl("delete", "eip", name, "--ignore-not-found").orFail();
  }
}
