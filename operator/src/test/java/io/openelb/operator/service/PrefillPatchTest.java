package io.openelb.operator.service;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.openelb.api.Names;
import io.openelb.core.address.Ip;
import java.util.List;
import org.junit.jupiter.api.Test;

final class PrefillPatchTest {

  private static final Ip PROPOSED = Ip.of("192.168.0.91");
  private static final Ip OTHER = Ip.of("192.168.0.92");

  @Test
  void aProposalThatWasOverruledIsCorrected() {
    assertThat(PrefillPatch.correct(service("192.168.0.91", "192.168.0.91"), List.of(OTHER)))
        .contains(
            "{\"metadata\":{\"resourceVersion\":\"7\",\"annotations\":"
                + "{\"layer2.openelb.kubesphere.io/prefilled\":\"192.168.0.92\"}},"
                + "\"spec\":{\"loadBalancerIP\":\"192.168.0.92\"}}");
  }

  @Test
  void aProposalThatStandsIsNot() {
    assertThat(PrefillPatch.correct(service("192.168.0.91", "192.168.0.91"), List.of(PROPOSED)))
        .isEmpty();
  }

  @Test
  void aProposalIsOneInAnySpelling() {
    Service applied = service("FD00:168:0::91", "fd00:168::91");

    assertThat(PrefillPatch.correct(applied, List.of(Ip.of("fd00:168::92"))).orElseThrow())
        .contains("loadBalancerIP\":\"fd00:168::92\"");
  }

  @Test
  void whoWaitsKeepsItsProposal() {
    assertThat(PrefillPatch.correct(service("192.168.0.91", "192.168.0.91"), List.of())).isEmpty();
  }

  @Test
  void whatTheUserAskedForIsNeverTouched() {
    Service asked = service("192.168.0.95", "192.168.0.91");

    assertThat(PrefillPatch.correct(asked, List.of(OTHER)).orElseThrow()).doesNotContain("spec");
    assertThat(PrefillPatch.takeBack(asked).orElseThrow()).doesNotContain("spec");
  }

  @Test
  void whatTheUserAskedForAndGotIsNoProposal() {
    assertThat(PrefillPatch.correct(service("192.168.0.92", "192.168.0.91"), List.of(OTHER)))
        .contains(
            "{\"metadata\":{\"resourceVersion\":\"7\",\"annotations\":"
                + "{\"layer2.openelb.kubesphere.io/prefilled\":null}}}");
  }

  @Test
  void ofTwoAddressesOnlyTheOneThatWasNotAskedForIsAProposal() {
    Service asked = service("192.168.0.92", "192.168.0.91,fd00:168::91");

    assertThat(PrefillPatch.correct(asked, List.of(OTHER, Ip.of("fd00:168::92"))).orElseThrow())
        .contains("prefilled\":\"fd00:168::92\"")
        .doesNotContain("spec");
  }

  @Test
  void whatWeWroteForAnAnnotationStaysMarked() {
    Service asked = service("192.168.0.91", "192.168.0.91");
    asked.getMetadata().getAnnotations().put(Names.ADDRESS, "192.168.0.92");

    assertThat(PrefillPatch.correct(asked, List.of(OTHER)).orElseThrow())
        .contains("prefilled\":\"192.168.0.92\"")
        .contains("loadBalancerIP\":\"192.168.0.92\"");
  }

  @Test
  void whoLeavesOurCareIsLeftWithoutAProposal() {
    assertThat(PrefillPatch.takeBack(service("192.168.0.91", "192.168.0.91")))
        .contains(
            "{\"metadata\":{\"resourceVersion\":\"7\",\"annotations\":"
                + "{\"layer2.openelb.kubesphere.io/prefilled\":null}},"
                + "\"spec\":{\"loadBalancerIP\":null}}");
  }

  private static Service service(String loadBalancerIp, String mark) {
    return new ServiceBuilder()
        .withNewMetadata()
        .withName("web")
        .withResourceVersion("7")
        .addToAnnotations(Names.PREFILLED, mark)
        .endMetadata()
        .withNewSpec()
        .withLoadBalancerIP(loadBalancerIp)
        .endSpec()
        .build();
  }
}
