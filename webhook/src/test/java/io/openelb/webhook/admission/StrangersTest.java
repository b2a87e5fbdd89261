package io.openelb.webhook.admission;

import static org.assertj.core.api.Assertions.assertThat;

import io.openelb.webhook.cluster.TestCluster;
import org.junit.jupiter.api.Test;

/** What a station outside the cluster answers for is neither proposed nor had on request. */
final class StrangersTest {

  private static final String SERVICE =
      """
      apiVersion: v1
      kind: Service
      metadata:
        name: web
        namespace: shop
        annotations: {lb.kubesphere.io/v1alpha1: openelb}
      spec: {type: LoadBalancer, ports: [{port: 80}]%s}
      """;

  private final TestCluster cluster =
      new TestCluster(
          """
          apiVersion: network.kubesphere.io/v1alpha2
          kind: Eip
          metadata: {name: layer2-eip}
          spec: {address: 192.168.0.91-192.168.0.92}
          """,
          """
          apiVersion: coordination.k8s.io/v1
          kind: Lease
          metadata:
            name: openelb-speaker-worker-p001
            namespace: openelb-system
            annotations:
              layer2.openelb.kubesphere.io/report: >-
                {"conflicts": [{"address": "192.168.0.91", "mac": "52:54:22:00:00:01"}]}
          """);

  @Test
  void itIsRefused() {
    assertThat(
            cluster.validate("services", null, SERVICE.formatted(", loadBalancerIP: 192.168.0.91")))
        .isEqualTo(
            "spec.loadBalancerIP of Service shop/web: 192.168.0.91 is answered for by"
                + " 52:54:22:00:00:01 (seen by worker-p001); use another address");
  }

  @Test
  void theNextOneIsProposed() {
    assertThat(cluster.mutate(null, SERVICE.formatted("")).getSpec().getLoadBalancerIP())
        .isEqualTo("192.168.0.92");
  }
}
