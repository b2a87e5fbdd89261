package io.openelb.operator.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.fabric8.kubernetes.api.model.LoadBalancerIngressBuilder;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.openelb.api.Names;
import io.openelb.core.address.Ip;
import io.openelb.core.allocation.Grant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

final class StatusPatchTest {

  private static final Desired GIVEN =
      new Desired(
          List.of(new Grant(Ip.of("192.168.0.91"), Optional.of("layer2-eip"))),
          List.of("worker-p001", "master1"),
          true);

  private static final Desired BOTH =
      new Desired(
          List.of(
              new Grant(Ip.of("192.168.0.91"), Optional.of("four")),
              new Grant(Ip.of("fd00:168::91"), Optional.of("six"))),
          List.of(),
          true);

  @Test
  void oneWriteCarriesStatusLabelAndAnnotation() {
    assertThat(StatusPatch.of(fresh().build(), GIVEN))
        .contains(
            "{\"metadata\":{\"resourceVersion\":\"7\","
                + "\"labels\":{\"eip.openelb.kubesphere.io/v1alpha2\":\"layer2-eip\"},"
                + "\"annotations\":{\"layer2.openelb.kubesphere.io/nodes\":\"worker-p001,master1\"}},"
                + "\"status\":{\"loadBalancer\":{\"ingress\":[{\"ip\":\"192.168.0.91\"}]}}}");
  }

  @Test
  void whatStandsIsNotWrittenAgain() {
    assertThat(StatusPatch.of(given().build(), GIVEN)).isEmpty();
    assertThat(StatusPatch.of(givenBoth().build(), BOTH)).isEmpty();
  }

  private static Stream<Arguments> edits() {
    String nodes =
        "\"annotations\":{\"layer2.openelb.kubesphere.io/nodes\":\"worker-p001,master1\"}";
    String label = "\"labels\":{\"eip.openelb.kubesphere.io/v1alpha2\":\"layer2-eip\"}";
    String noEips = "\"annotations\":{\"layer2.openelb.kubesphere.io/eips\":null}";
    String bothEips = "\"annotations\":{\"layer2.openelb.kubesphere.io/eips\":\"four,six\"}";
    return Stream.of(
        arguments("another ranking", annotated(given(), Names.NODES, "evil"), GIVEN, nodes),
        arguments("no ranking", annotated(given(), Names.NODES, null), GIVEN, nodes),
        arguments("another label", labelled(given(), "evil"), GIVEN, label),
        arguments("no label", labelled(given(), null), GIVEN, label),
        arguments("Eips of one family", annotated(given(), Names.EIPS, "evil"), GIVEN, noEips),
        arguments("other Eips", annotated(givenBoth(), Names.EIPS, "four,evil"), BOTH, bothEips),
        arguments("no Eips", annotated(givenBoth(), Names.EIPS, null), BOTH, bothEips));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("edits")
  void whatSomebodyElseWroteIsPutRight(
      String what, ServiceBuilder edited, Desired desired, String metadata) {
    assertThat(StatusPatch.of(edited.build(), desired))
        .contains("{\"metadata\":{\"resourceVersion\":\"7\"," + metadata + "}}");
  }

  private static Stream<Arguments> statuses() {
    return Stream.of(
        arguments("an address changed", showing(given(), "192.168.0.99")),
        arguments("an entry added", showing(given(), "192.168.0.91", "192.168.0.99")),
        arguments("an entry added before it", showing(given(), "192.168.0.99", "192.168.0.91")),
        arguments("the entry doubled", showing(given(), "192.168.0.91", "192.168.0.91")),
        arguments("the entry removed", showing(given())),
        arguments(
            "a host name added",
            given()
                .editStatus()
                .editLoadBalancer()
                .addNewIngress()
                .withHostname("evil.example.com")
                .endIngress()
                .endLoadBalancer()
                .endStatus()));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("statuses")
  void soIsTheStatus(String what, ServiceBuilder edited) {
    assertThat(StatusPatch.of(edited.build(), GIVEN))
        .contains(
            "{\"metadata\":{\"resourceVersion\":\"7\"},"
                + "\"status\":{\"loadBalancer\":{\"ingress\":[{\"ip\":\"192.168.0.91\"}]}}}");
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
            "{\"metadata\":{\"resourceVersion\":\"7\","
                + "\"labels\":{\"eip.openelb.kubesphere.io/v1alpha2\":null},"
                + "\"annotations\":{\"layer2.openelb.kubesphere.io/nodes\":null}},"
                + "\"status\":{\"loadBalancer\":{\"ingress\":null}}}");
  }

  @Test
  void anotherLoadBalancersStatusIsLeftAlone() {
    assertThat(StatusPatch.of(given().build(), Desired.NONE_OF_OURS).orElseThrow())
        .doesNotContain("status\":{");
  }

  @Test
  void dualStackNamesBothEips() {
    assertThat(StatusPatch.of(fresh().build(), BOTH).orElseThrow())
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

  private static ServiceBuilder givenBoth() {
    ServiceBuilder named =
        fresh()
            .editMetadata()
            .addToLabels(Names.EIP, "four")
            .addToAnnotations(Names.EIPS, "four,six")
            .addToAnnotations(Names.NODES, "")
            .endMetadata();
    return showing(named, "192.168.0.91", "fd00:168::91");
  }

  private static ServiceBuilder annotated(
      ServiceBuilder service, String key, @Nullable String value) {
    var metadata = service.editMetadata().removeFromAnnotations(key);
    return (value == null ? metadata : metadata.addToAnnotations(key, value)).endMetadata();
  }

  private static ServiceBuilder labelled(ServiceBuilder service, @Nullable String eip) {
    var metadata = service.editMetadata().removeFromLabels(Names.EIP);
    return (eip == null ? metadata : metadata.addToLabels(Names.EIP, eip)).endMetadata();
  }

  private static ServiceBuilder showing(ServiceBuilder service, String... addresses) {
    return service
        .withNewStatus()
        .withNewLoadBalancer()
        .addAllToIngress(
            Stream.of(addresses)
                .map(ip -> new LoadBalancerIngressBuilder().withIp(ip).build())
                .toList())
        .endLoadBalancer()
        .endStatus();
  }
}
