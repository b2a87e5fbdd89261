package io.openelb.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.openelb.core.address.Family;
import io.openelb.core.allocation.Claim;
import io.openelb.core.pool.Violation;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class PruningTest {

  private static final String OURS =
      """
      metadata:
        namespace: shop
        name: web
        finalizers: [example.com/kept]
        labels: {eip.openelb.kubesphere.io/v1alpha2: layer2-eip}
        annotations:
          lb.kubesphere.io/v1alpha1: openelb
          protocol.openelb.kubesphere.io/v1alpha1: layer2
          eip.openelb.kubesphere.io/v1alpha1: 192.168.0.91
          eip.openelb.kubesphere.io/v1alpha2: layer2-eip
          layer2.openelb.kubesphere.io/prefilled: 192.168.0.91
          layer2.openelb.kubesphere.io/nodes: worker-p001
          layer2.openelb.kubesphere.io/eips: layer2-eip
      spec:
        type: LoadBalancer
        loadBalancerIP: 192.168.0.91
        loadBalancerClass: openelb.io/layer2
        externalTrafficPolicy: Local
        ipFamilyPolicy: PreferDualStack
        ipFamilies: [IPv4]
        ports: [{port: 80, protocol: TCP}]
      status: {loadBalancer: {ingress: [{ip: 192.168.0.91}]}}
      """;

  @Test
  void whatIsReadStays() {
    assertThat(Pruning.prune(ours())).usingRecursiveComparison().isEqualTo(ours());
  }

  @Test
  void whatNobodyReadsGoes() {
    String large = "x".repeat(200_000);
    Service pruned =
        Pruning.prune(
            new ServiceBuilder(ours())
                .editMetadata()
                .addToAnnotations("note", large)
                .addToLabels("app", "web")
                .addNewOwnerReference()
                .withName(large)
                .endOwnerReference()
                .endMetadata()
                .editSpec()
                .addToSelector("app", "web")
                .addToExternalIPs("192.168.0.1")
                .addToLoadBalancerSourceRanges("10.0.0.0/8")
                .withExternalName(large)
                .editFirstPort()
                .withName("http")
                .withNodePort(30080)
                .endPort()
                .endSpec()
                .build());

    assertThat(pruned).usingRecursiveComparison().isEqualTo(ours());
  }

  @Test
  void portsOfWhatIsNoLoadBalancerGo() {
    Service service = ours();
    service.getSpec().setType("ClusterIP");

    assertThat(Pruning.prune(service).getSpec().getPorts()).isEmpty();
  }

  @Test
  void anAddressThatIsTooLongSaysTheSameWhenItIsCut() {
    Service service = ours();
    service.getMetadata().getAnnotations().remove(Names.PREFILLED);
    service.getSpec().setLoadBalancerIP(" ".repeat(10_000) + "x".repeat(200_000));
    List<Violation> before = problems(service);

    Pruning.prune(service);

    assertThat(service.getSpec().getLoadBalancerIP()).hasSizeLessThan(5_000);
    assertThat(problems(service)).isNotEmpty().isEqualTo(before);
  }

  @Test
  void anAnnotationThatIsTooLongSaysTheSameWhenItIsCut() {
    Service service = ours();
    service.getMetadata().getAnnotations().put(Names.ADDRESS, "192.168.0.91,".repeat(10_000));
    List<Violation> before = problems(service);

    Pruning.prune(service);

    assertThat(service.getMetadata().getAnnotations().get(Names.ADDRESS)).hasSizeLessThan(5_000);
    assertThat(problems(service)).isNotEmpty().isEqualTo(before);
  }

  /** The webhook reads what the operator has only a part of. */
  @ParameterizedTest
  @ValueSource(strings = {"%s192.168.0.91", "192.168.0.91%s", "192.168.0.91%s,192.168.0.92"})
  void blanksAreReadAlikeInTheWholeAndInAPart(String address) {
    Service service = ours();
    service
        .getMetadata()
        .getAnnotations()
        .put(Names.ADDRESS, address.formatted(" ".repeat(Words.LENGTH)));
    Claim before = claim(service);

    assertThat(claim(Pruning.prune(service))).isEqualTo(before);
  }

  private static Claim claim(Service service) {
    return new ServiceMapper(Family.IPV4).claim(service, Map.of());
  }

  private static List<Violation> problems(Service service) {
    return claim(service).problems();
  }

  private static Service ours() {
    return Serialization.unmarshal(OURS, Service.class);
  }
}
