package io.openelb.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What users are told while they are still at the keyboard. */
@ExtendWith(LabExtension.class)
final class AdmissionIT {

  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private static Scene scene;

  private final Lab lab;

  AdmissionIT(Lab lab) {
    this.lab = lab;
  }

  @BeforeAll
  static void set(Lab lab) {
    scene = Scene.set(lab, "admission", "192.168.0.110-192.168.0.119");
  }

  @AfterAll
  static void strike() {
    scene.close();
  }

  @Test
  void anEipWithAReversedRangeIsRefused() {
    var result =
        lab.apply(
            """
            apiVersion: network.kubesphere.io/v1alpha2
            kind: Eip
            metadata: {name: reversed}
            spec: {address: 192.168.0.130-192.168.0.120}
            """);

    assertThat(result.ok()).isFalse();
    assertThat(result.output())
        .contains("192.168.0.130-192.168.0.120 is reversed; write 192.168.0.120-192.168.0.130");
  }

  @Test
  void anEipOfTheGatewayIsRefused() {
    var result =
        lab.apply(
            """
            apiVersion: network.kubesphere.io/v1alpha2
            kind: Eip
            metadata: {name: gateway}
            spec: {address: 192.168.0.1}
            """);

    assertThat(result.ok()).isFalse();
    assertThat(result.output())
        .contains("every address is needed by the cluster itself (192.168.0.1 is the gateway of");
  }

  @Test
  void anEipInUseCanNeitherLoseTheAddressesNorBeDeleted() {
    scene.applied(
        """
        apiVersion: network.kubesphere.io/v1alpha2
        kind: Eip
        metadata: {name: in-use}
        spec: {address: 192.168.0.130-192.168.0.131}
        """);
    try {
      scene.applied(
          scene.service("user", 80, Map.of("eip.openelb.kubesphere.io/v1alpha1", "192.168.0.130")));
      assertThat(scene.awaitAddress("user")).isEqualTo("192.168.0.130");
      await("admission has seen the Service's address")
          .atMost(PATIENCE)
          .until(() -> !lab.kubectl("delete", "eip", "in-use", "--dry-run=server").ok());

      assertRefused(
          "spec.address of Eip in-use: 192.168.0.130 is used by Service admission/user; keep what is in use inside",
          "patch",
          "eip",
          "in-use",
          "--type=merge",
          "-p",
          "{\"spec\":{\"address\":\"192.168.0.131\"}}");
      assertRefused(
          "spec.exclude of Eip in-use: 192.168.0.130 is used by Service admission/user; keep what is in use inside",
          "patch",
          "eip",
          "in-use",
          "--type=merge",
          "-p",
          "{\"spec\":{\"exclude\":[\"192.168.0.130\"]}}");
      assertRefused(
          "Eip in-use can't be deleted: 192.168.0.130 is used by Service admission/user; delete these Services or have them use another Eip first",
          "delete",
          "eip",
          "in-use",
          "--wait=false");
    } finally {
      kubectl("delete", "service", "user", "--ignore-not-found");
      await("an Eip that is not in use can be deleted")
          .atMost(PATIENCE)
          .until(() -> lab.kubectl("delete", "eip", "in-use", "--ignore-not-found").ok());
    }
  }

  private void assertRefused(String words, String... arguments) {
    var result = lab.kubectl(arguments);
    assertThat(result.ok()).isFalse();
    assertThat(result.output()).contains(words);
  }

  /** The addresses are on no segment: an Eip of them is as ready as any other. */
  @Test
  void kubectlShowsHowManyAddressesAnEipHas() {
    scene.applied(
        """
        apiVersion: network.kubesphere.io/v1alpha2
        kind: Eip
        metadata: {name: columns}
        spec: {address: 10.77.8.0/29, interface: eth0, priority: 7}
        ---
        apiVersion: network.kubesphere.io/v1alpha2
        kind: Eip
        metadata:
          name: columns6
          annotations: {eip.openelb.kubesphere.io/is-default-eip: "true"}
        spec: {address: "fd00:77::/64", interface: eth0, priority: 8}
        """);
    try {
      await("the figures")
          .atMost(PATIENCE)
          .untilAsserted(() ->
              assertThat(lab.kubectl("get", "eip", "columns", "columns6", "-o", "wide").output())
                  .matches(
                      """
                      NAME +CIDR +USAGE +TOTAL +READY +AGE +INTERFACE +PRIORITY +DEFAULT *
                      columns +10[.]77[.]8[.]0/29 +0 +8 +true +\\w+ +eth0 +7 *
                      columns6 +fd00:77::/64 +0 +18446744073709551616 +true +\\w+ +eth0 +8 +true *\
                      """));
      assertThat(lab.kubectl("get", "networking", "-o", "name").orFail().lines())
          .contains("eip.network.kubesphere.io/columns", "eip.network.kubesphere.io/columns6");
    } finally {
      lab.kubectl("delete", "eip", "columns", "columns6").orFail();
    }
  }

  @Test
  void aServiceThatAnotherLoadBalancerServedMayComeIntoOurCare() {
    scene.applied(
        """
        apiVersion: v1
        kind: Service
        metadata: {name: moving, namespace: admission}
        spec: {type: LoadBalancer, ports: [{port: 80}]}
        """);
    kubectl(
        "patch",
        "service",
        "moving",
        "--subresource=status",
        "-p",
        "{\"status\":{\"loadBalancer\":{\"ingress\":[{\"ip\":\"10.0.0.5\"}]}}}");

    kubectl(
        "annotate",
        "service",
        "moving",
        "lb.kubesphere.io/v1alpha1=openelb",
        "eip.openelb.kubesphere.io/v1alpha2=admission");

    await("an address of ours")
        .atMost(PATIENCE)
        .until(() -> Objects.requireNonNull(scene.address("moving")).startsWith("192.168.0.11"));
  }

  @Test
  void aPortThatIsTakenIsRefusedAndAnotherPortShares() {
    scene.applied(scene.service("first", 80));
    var address = scene.awaitAddress("first");
    var asked = Map.of("eip.openelb.kubesphere.io/v1alpha1", address);

    var second = scene.service("second", 80, asked);
    // Admission decides by what it has seen: a user's next command comes later than a replica's
    // next event, this test's may not.
    await("admission has seen the first")
        .atMost(PATIENCE)
        .until(() -> !lab.kubectlWith(second, "apply", "--dry-run=server", "-f", "-").ok());

    var taken = lab.apply(second);
    assertThat(taken.ok()).isFalse();
    assertThat(taken.output())
        .contains(
            "port TCP/80 of %s is taken by Service admission/first (Eip admission); use another port or another address"
                .formatted(address));

    scene.applied(scene.service("second", 81, asked));
    assertThat(scene.awaitAddress("second")).isEqualTo(address);
    lab.awaitOneVoice(address, PATIENCE);
    for (var port : new int[] {80, 81}) {
      await("port " + port)
          .atMost(PATIENCE)
          .until(
              () -> lab.curl("http://%s:%d".formatted(address, port)),
              said -> said.startsWith("You've hit web-"));
    }
  }

  @Test
  void theAddressIsPrefilledAtAdmission() {
    var created =
        lab.kubectlWith(
                scene.service("prefilled", 80),
                "create",
                "-f",
                "-",
                "-o",
                "jsonpath={.spec.loadBalancerIP}")
            .orFail();

    assertThat(created).startsWith("192.168.0.11");
    assertThat(scene.awaitAddress("prefilled")).isEqualTo(created);
  }

  @Test
  void aServiceThatIsNoLongerALoadBalancerGivesItsAddressBack() {
    scene.applied(scene.service("leaving", 80));
    var address = scene.awaitAddress("leaving");
    lab.awaitOneVoice(address, PATIENCE);

    kubectl("patch", "service", "leaving", "-p", "{\"spec\":{\"type\":\"ClusterIP\"}}");

    lab.awaitSilence(address, PATIENCE);
    assertThat(scene.address("leaving")).isNull();
    await()
        .atMost(PATIENCE)
        .untilAsserted(() ->
            assertThat(scene.notes("leaving", "ReleaseIP")).containsExactly("released " + address));
    var labels = scene.get("leaving").getMetadata().getLabels();
    assertThat(labels == null ? Map.of() : labels)
        .doesNotContainKey("eip.openelb.kubesphere.io/v1alpha2");
  }

  @Test
  void aServiceThatIsNotOursIsUntouched() {
    scene.applied(
        """
        apiVersion: v1
        kind: Service
        metadata: {name: foreign, namespace: admission}
        spec: {type: LoadBalancer, loadBalancerClass: example.com/other, ports: [{port: 80}]}
        """);
    scene.applied(scene.service("after", 80));
    scene.awaitAddress("after");

    scene.assertLeftAlone("foreign");
  }

  @Test
  void withoutTheWebhookAServiceIsStillServedAndAnEipHasToWait() {
    lab.kubectl("-n", "openelb-system", "scale", "deployment/openelb-webhook", "--replicas=0")
        .orFail();
    try {
      lab.kubectl(
              "-n",
              "openelb-system",
              "wait",
              "pod",
              "-l",
              "app.kubernetes.io/component=webhook",
              "--for=delete",
              "--timeout=60s")
          .orFail();
      var eip =
          lab.kubectlWith(
              """
              apiVersion: network.kubesphere.io/v1alpha2
              kind: Eip
              metadata: {name: waiting}
              spec: {address: 192.168.0.120-192.168.0.129}
              """,
              "create",
              "--dry-run=server",
              "-f",
              "-");
      assertThat(eip.ok()).isFalse();
      assertThat(eip.output()).contains("failed calling webhook \"eips.openelb.io\"");
      // A label is nothing that the webhook judges.
      lab.kubectl("label", "eip", scene.name(), "colour=blue").orFail();
      scene.applied(scene.service("alone", 80));
      var address = scene.awaitAddress("alone");
      lab.awaitOneVoice(address, PATIENCE);
      await("served")
          .atMost(PATIENCE)
          .until(() -> lab.curl("http://" + address), said -> said.startsWith("You've hit web-"));
    } finally {
      lab.kubectl("-n", "openelb-system", "scale", "deployment/openelb-webhook", "--replicas=2")
          .orFail();
      lab.kubectl("-n", "openelb-system", "rollout", "status", "deployment/openelb-webhook")
          .orFail();
    }
  }

  private void kubectl(String... arguments) {
    lab.kubectl(
            Stream.concat(Stream.of("-n", "admission"), Stream.of(arguments))
                .toArray(String[]::new))
        .orFail();
  }
}
