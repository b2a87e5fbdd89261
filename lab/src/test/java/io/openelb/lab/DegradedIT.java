package io.openelb.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.openelb.api.EipStatus;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What keeps nodes from announcing is told where the user looks: at the Eip. */
@ExtendWith(LabExtension.class)
final class DegradedIT {

  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final String EIP = "degraded";

  private static final String WITH_INTERFACE =
      """
      apiVersion: network.kubesphere.io/v1alpha2
      kind: Eip
      metadata:
        name: degraded
      spec:
        address: 192.168.0.170-192.168.0.179
        interface: %s
      """;

  private final Lab lab;

  DegradedIT(Lab lab) {
    this.lab = lab;
  }

  @BeforeEach
  void onAnInterfaceThatNoNodeHas() {
    lab.apply(WITH_INTERFACE.formatted("eth9")).orFail();
  }

  @AfterEach
  void delete() {
    lab.kubectl("delete", "eip", EIP, "--ignore-not-found").orFail();
  }

  @Test
  void anInterfaceThatDoesNotExistIsToldForEachNodeUntilItIsMended() {
    await("Degraded of the Eip")
        .atMost(PATIENCE)
        .untilAsserted(() ->
            assertThat(lab.condition(EIP, EipStatus.DEGRADED))
                .startsWith("True: ")
                .contains(
                    "master1: interface eth9 of Eip degraded does not exist",
                    "worker-p001: interface eth9 of Eip degraded does not exist",
                    "worker-p002: interface eth9 of Eip degraded does not exist"));
    await("an Event")
        .atMost(PATIENCE)
        .untilAsserted(() ->
            assertThat(
                    lab.kubectl(
                            "get",
                            "events.events.k8s.io",
                            "--field-selector",
                            "regarding.name=" + EIP + ",reason=SpeakerProblem",
                            "-o",
                            "jsonpath={.items[*].note}")
                        .output())
                .contains("interface eth9 of Eip degraded does not exist"));

    lab.apply(WITH_INTERFACE.formatted("eth0")).orFail();

    await("not degraded any more")
        .atMost(PATIENCE)
        .untilAsserted(
            () -> assertThat(lab.condition(EIP, EipStatus.DEGRADED)).startsWith("False: "));
  }
}
