package io.openelb.webhook.admission;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.openelb.api.Names;
import io.openelb.webhook.cluster.TestCluster;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is wrong in an update is refused, though the mutation comes before the validation. */
final class WrongUpdatesTest {

  private static final String POOL =
      """
      apiVersion: network.kubesphere.io/v1alpha2
      kind: Eip
      metadata: {name: layer2-eip, creationTimestamp: "2026-01-01T00:00:00Z"}
      spec: {address: 192.168.0.91-192.168.0.100}
      """;

  private static final String POOL_B =
      POOL.replace("layer2-eip", "pool-b").replace("192.168.0.91-192.168.0.100", "10.0.1.1");

  private static final String NEIGHBOUR =
      """
      apiVersion: v1
      kind: Service
      metadata:
        name: neighbour
        namespace: shop
        annotations: {lb.kubesphere.io/v1alpha1: openelb, layer2.openelb.kubesphere.io/nodes: a}
      spec: {type: LoadBalancer, loadBalancerIP: 192.168.0.97, ports: [{port: 80}]}
      status: {loadBalancer: {ingress: [{ip: 192.168.0.97}]}}
      """;

  private final TestCluster cluster =
      new TestCluster(
          POOL, POOL_B, "apiVersion: v1\nkind: Namespace\nmetadata: {name: shop}", NEIGHBOUR);

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "-",
      value = {
        // requested before | field, address and Eip of the update | the refusal
        "-            | 192.168.0.300 | -            | -       | 192.168.0.300 is not an IPv4 address",
        "-            | banana        | -            | -       | spec.loadBalancerIP of Service shop/web:",
        "192.168.0.95 | banana        | -            | -       | spec.loadBalancerIP of Service shop/web:",
        "192.168.0.95 | 192.168.0.95  | 192.168.0.96 | -       | write the same in both, or only one of them",
        "-            | 192.168.0.95  | 192.168.0.96 | -       | write the same in both, or only one of them",
        "-            | 192.168.0.91  | banana       | -       | metadata.annotations[eip.openelb.kubesphere.io/v1alpha1]",
        "-            | 10.0.0.1      | -            | -       | 10.0.0.1 belongs to no Eip",
        "-            | 192.168.0.91  | 10.0.0.1     | -       | 10.0.0.1 belongs to no Eip",
        "-            | 192.168.0.97  | -            | -       | port TCP/80 of 192.168.0.97 is taken by Service shop/neighbour",
        "-            | 192.168.0.91  | 192.168.0.97 | -       | port TCP/80 of 192.168.0.97 is taken by Service shop/neighbour",
        "-            | fd00:168::91  | -            | -       | fd00:168::91 is IPv6, but the Service has IPv4",
        "192.168.0.95 | 192.168.0.95  | -            | pool-b  | 192.168.0.95 belongs to Eip layer2-eip, but metadata.annotations[eip.openelb.kubesphere.io/v1alpha2] names Eip pool-b; keep one of the two",
        "192.168.0.95 | 192.168.0.95  | -            | nowhere | names Eip nowhere; keep one of the two",
      })
  void isRefused(
      @Nullable String requested,
      String field,
      @Nullable String address,
      @Nullable String eip,
      String refusal) {
    String live = live(requested);
    cluster.see(live);

    Service edited = service(live);
    edited.getSpec().setLoadBalancerIP(field);
    annotate(edited, Names.ADDRESS, address);
    annotate(edited, Names.EIP, eip);
    String mutated = Serialization.asJson(cluster.mutate(live, Serialization.asJson(edited)));

    assertThat(cluster.validate("services", live, mutated)).contains(refusal);
  }

  private static void annotate(Service service, String name, @Nullable String value) {
    if (value != null) {
      service.getMetadata().getAnnotations().put(name, value);
    }
  }

  /** A Service that has what it was given. */
  private String live(@Nullable String requested) {
    Service created =
        cluster.mutate(
            null,
            """
            apiVersion: v1
            kind: Service
            metadata: {name: web, namespace: shop, annotations: {lb.kubesphere.io/v1alpha1: openelb}}
            spec: {type: LoadBalancer, ports: [{port: 80}]%s}
            """
                .formatted(requested == null ? "" : ", loadBalancerIP: " + requested));
    return Serialization.asJson(
        created
            .edit()
            .editMetadata()
            .withUid("uid")
            .withCreationTimestamp("2026-01-01T00:00:00Z")
            .addToAnnotations(Names.NODES, "worker-p001")
            .endMetadata()
            .withNewStatus()
            .withNewLoadBalancer()
            .addNewIngress()
            .withIp(created.getSpec().getLoadBalancerIP())
            .endIngress()
            .endLoadBalancer()
            .endStatus()
            .build());
  }

  private static Service service(String json) {
    return Serialization.unmarshal(json, Service.class);
  }
}
