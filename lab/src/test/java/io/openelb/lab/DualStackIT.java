package io.openelb.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.LoadBalancerIngress;
import io.fabric8.kubernetes.api.model.Service;
import io.openelb.api.Names;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A Service that changes between one family and two. */
@ExtendWith(LabExtension.class)
final class DualStackIT {

  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final String EIP = "eip.openelb.kubesphere.io/v1alpha2";
  private static final String EIPS = "layer2.openelb.kubesphere.io/eips";
  private static final String PREFILLED = "layer2.openelb.kubesphere.io/prefilled";

  private static final String SECOND = "fd00:168::da";
  private static final String OF_A_RACK = "fd00:168::db";

  private static Scene scene;

  private final Lab lab;

  DualStackIT(Lab lab) {
    this.lab = lab;
  }

  @BeforeAll
  static void set(Lab lab) {
    scene = Scene.set(lab, "dual", "192.168.0.130-192.168.0.139");
    scene.applied(
        """
        apiVersion: network.kubesphere.io/v1alpha2
        kind: Eip
        metadata: {name: dual-v6}
        spec: {address: "%s", interface: eth0}
        """
            .formatted(SECOND));
  }

  @AfterAll
  static void strike(Lab lab) {
    scene.close();
    lab.kubectl("delete", "eip", "dual-v6").orFail();
  }

  @Test
  void keepsItsAddressWhenTheOtherComesAndGoes() {
    scene.applied(scene.service("growing", 80, Map.of(EIP, "dual,dual-v6")));
    String first = scene.awaitAddress("growing");

    become("RequireDualStack");
    awaitAddresses(first, SECOND);
    assertThat(mark("growing", EIPS)).isEqualTo("dual,dual-v6");
    assertThat(mark("growing", PREFILLED)).contains(first);
    await("an answer at " + SECOND)
        .atMost(PATIENCE)
        .until(() -> !lab.curl("http://[" + SECOND + "]").isEmpty());

    assertThat(scene.get("growing").getMetadata().getManagedFields())
        .as("who wrote what, as the API server has it")
        .anySatisfy(entry -> assertThat(entry.getManager()).isEqualTo("openelb-operator"));

    become("SingleStack");
    awaitAddresses(first);
    assertThat(mark("growing", EIPS)).isNull();
    assertThat(mark("growing", PREFILLED)).isEqualTo(first);
    assertThat(scene.get("growing").getMetadata().getLabels()).containsEntry(EIP, "dual");
    assertThat(scene.notes("growing", "ReleaseIP")).containsExactly("released " + SECOND);
    await("no answer at " + SECOND)
        .atMost(PATIENCE)
        .until(() -> lab.curl("http://[" + SECOND + "]").isEmpty());
  }

  @Test
  void keepsAnsweringForItsFirstAddressWhenNoNodeAnnouncesTheSecondAnyMore() {
    anEipOf("{}");
    scene.applied(
        scene.service(
            "lopsided", 82, Map.of(EIP, "dual,dual-rack"), "ipFamilyPolicy: PreferDualStack"));
    String first = scene.awaitAddress("lopsided");
    lab.awaitOneVoice(first, PATIENCE);
    lab.awaitOneVoice(OF_A_RACK, PATIENCE);
    String ranking = mark("lopsided", Names.NODES);

    anEipOf("{rack: nowhere}");

    lab.awaitSilence(OF_A_RACK, PATIENCE);
    assertThat(lab.voices(first, Duration.ofSeconds(1))).hasSize(1);
    assertThat(lab.curl("http://" + first + ":82")).startsWith("You've hit");
    assertThat(mark("lopsided", Names.NODES)).isEqualTo(ranking);
    await("an Event that says so")
        .atMost(PATIENCE)
        .until(() ->
            scene.notes("lopsided", "NodeAssigned").stream()
                .anyMatch(note -> note.contains("no node may answer for " + OF_A_RACK + " too: ")));
    lab.kubectl("-n", scene.name(), "delete", "service", "lopsided").orFail();
    lab.kubectl("delete", "eip", "dual-rack").orFail();
  }

  private static void anEipOf(String nodes) {
    scene.applied(
        """
        apiVersion: network.kubesphere.io/v1alpha2
        kind: Eip
        metadata: {name: dual-rack}
        spec: {address: "%s", interface: eth0, nodeSelector: %s}
        """
            .formatted(OF_A_RACK, nodes));
  }

  /** As the documents have it: the API server fills in the families. */
  @Test
  void asksForOneAddressOfEachFamilyWithoutNamingFamilies() {
    scene.applied(
        scene.service(
            "asking",
            81,
            Map.of("eip.openelb.kubesphere.io/v1alpha1", "192.168.0.135," + SECOND),
            "ipFamilyPolicy: RequireDualStack"));

    await("its addresses")
        .atMost(PATIENCE)
        .until(() -> addresses("asking"), List.of("192.168.0.135", SECOND)::equals);
    lab.kubectl("-n", scene.name(), "delete", "service", "asking").orFail();
  }

  private void become(String policy) {
    lab.kubectl(
            "-n",
            scene.name(),
            "patch",
            "service",
            "growing",
            "-p",
            "{\"spec\":{\"ipFamilyPolicy\":\"" + policy + "\"}}")
        .orFail();
  }

  private void awaitAddresses(String... addresses) {
    await("addresses " + List.of(addresses))
        .atMost(PATIENCE)
        .until(() -> addresses("growing"), List.of(addresses)::equals);
  }

  private static List<String> addresses(String service) {
    return scene.get(service).getStatus().getLoadBalancer().getIngress().stream()
        .map(LoadBalancerIngress::getIp)
        .toList();
  }

  private static @Nullable String mark(String service, String name) {
    Service found = scene.get(service);
    return found.getMetadata().getAnnotations().get(name);
  }
}
