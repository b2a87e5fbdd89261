package io.openelb.operator.service;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.openelb.api.Names;
import io.openelb.core.address.Ip;
import io.openelb.core.allocation.Grant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class StatusPatchTest {

  private static final Desired GIVEN =
      new Desired(
          List.of(new Grant(Ip.of("192.168.0.91"), Optional.of("layer2-eip"))),
          List.of("worker-p001", "master1"),
          true);

  @Test
  void oneWriteCarriesStatusLabelAndAnnotation() {
    assertThat(StatusPatch.of(fresh().build(), GIVEN))
        .contains(
            "{\"status\":{\"loadBalancer\":{\"ingress\":[{\"ip\":\"192.168.0.91\"}]}},"
                + "\"metadata\":{\"labels\":{\"eip.openelb.kubesphere.io/v1alpha2\":\"layer2-eip\"},"
                + "\"annotations\":{\"layer2.openelb.kubesphere.io/nodes\":\"worker-p001,master1\"},"
                + "\"resourceVersion\":\"7\"}}");
  }

  @Test
  void whatStandsIsNotWrittenAgain() {
    assertThat(StatusPatch.of(given().build(), GIVEN)).isEmpty();
  }

  @Test
  void whatSomebodyElseWroteIsPutRight() {
    Service edited =
        given().editMetadata().addToAnnotations(Names.NODES, "evil").endMetadata().build();

    assertThat(StatusPatch.of(edited, GIVEN))
        .contains(
            "{\"metadata\":{\"annotations\":"
                + "{\"layer2.openelb.kubesphere.io/nodes\":\"worker-p001,master1\"},"
                + "\"resourceVersion\":\"7\"}}");
  }

  @Test
  void theLabelStaysWhileTheEipIsUnknown() {
    Desired withoutEip =
        new Desired(
            List.of(new Grant(Ip.of("192.168.0.91"), Optional.empty())), GIVEN.ranking(), true);

    assertThat(StatusPatch.of(given().build(), withoutEip)).isEmpty();
  }

  @Test
  void whoWaitsHasNothingOfOurs() {
    assertThat(StatusPatch.of(given().build(), Desired.WAITING))
        .contains(
            "{\"status\":{\"loadBalancer\":{\"ingress\":null}},"
                + "\"metadata\":{\"labels\":{\"eip.openelb.kubesphere.io/v1alpha2\":null},"
                + "\"annotations\":{\"layer2.openelb.kubesphere.io/nodes\":null},"
                + "\"resourceVersion\":\"7\"}}");
  }

  @Test
  void anotherLoadBalancersStatusIsLeftAlone() {
    assertThat(StatusPatch.of(given().build(), Desired.NONE_OF_OURS).orElseThrow())
        .doesNotContain("status\":{");
  }

  @Test
  void dualStackNamesBothEips() {
    Desired both =
        new Desired(
            List.of(
                new Grant(Ip.of("192.168.0.91"), Optional.of("four")),
                new Grant(Ip.of("fd00:168::91"), Optional.of("six"))),
            List.of(),
            true);

    assertThat(StatusPatch.of(fresh().build(), both).orElseThrow())
        .contains("\"eip.openelb.kubesphere.io/v1alpha2\":\"four\"")
        .contains("\"layer2.openelb.kubesphere.io/eips\":\"four,six\"")
        .contains("\"layer2.openelb.kubesphere.io/nodes\":\"\"")
        .contains("[{\"ip\":\"192.168.0.91\"},{\"ip\":\"fd00:168::91\"}]");
  }

  @Test
  void whileAnEipIsNotSeenTheNamesOfEipsStay() {
    Desired both =
        new Desired(
            List.of(
                new Grant(Ip.of("192.168.0.91"), Optional.empty()),
                new Grant(Ip.of("fd00:168::91"), Optional.of("six"))),
            List.of("worker-p001", "master1"),
            true);

    assertThat(StatusPatch.of(given().build(), both).orElseThrow())
        .contains("fd00:168::91")
        .doesNotContain("labels", "annotations");
  }

  @Test
  void whatStandsBesideOurAddressIsPutRight() {
    Service proxied =
        given()
            .editStatus()
            .editLoadBalancer()
            .editFirstIngress()
            .withIpMode("Proxy")
            .endIngress()
            .endLoadBalancer()
            .endStatus()
            .build();
    Service named =
        given()
            .editStatus()
            .editLoadBalancer()
            .editFirstIngress()
            .withHostname("evil.example.com")
            .endIngress()
            .endLoadBalancer()
            .endStatus()
            .build();

    assertThat(StatusPatch.of(given().build(), GIVEN)).isEmpty();
    assertThat(StatusPatch.of(proxied, GIVEN)).isPresent();
    assertThat(StatusPatch.of(named, GIVEN)).isPresent();
  }

  private static ServiceBuilder fresh() {
    return new ServiceBuilder()
        .withNewMetadata()
        .withNamespace("shop")
        .withName("web")
        .withResourceVersion("7")
        .endMetadata();
  }

  private static ServiceBuilder given() {
    return fresh()
        .editMetadata()
        .addToLabels(Names.EIP, "layer2-eip")
        .addToAnnotations(Names.NODES, "worker-p001,master1")
        .endMetadata()
        .withNewStatus()
        .withNewLoadBalancer()
        .addNewIngress()
        .withIp("192.168.0.91")
        .withIpMode("VIP")
        .endIngress()
        .endLoadBalancer()
        .endStatus();
  }
}
