package io.openelb.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.openelb.api.EipStatus;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A station outside the cluster already has an address that is given out (RFC 5227, RFC 4862). */
@ExtendWith(LabExtension.class)
final class ConflictIT {

  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final Duration LISTEN = Duration.ofSeconds(2);

  private static Scene scene;

  private final Lab lab;

  ConflictIT(Lab lab) {
    this.lab = lab;
  }

  @BeforeAll
  static void set(Lab lab) {
    scene = Scene.set(lab, "conflict", "192.168.0.180-192.168.0.189");
  }

  @AfterAll
  static void strike() {
    scene.close();
  }

  @Test
  void aPrefilledAddressIsExchangedForAFreeOne() {
    var manifest = scene.service("prefilled", 80);
    var taken = prefilled(manifest);
    try (var _ = Stranger.at(lab, taken)) {
      scene.applied(manifest);

      var given =
          await("an address that nobody has")
              .atMost(PATIENCE)
              .until(() -> scene.address("prefilled"), now -> now != null && !now.equals(taken));

      awaitEvent("prefilled", taken, given + " is given instead");
      awaitCondition(taken + " is answered for by " + Stranger.MAC);
      assertThat(scene.get("prefilled").getSpec().getLoadBalancerIP()).isEqualTo(given);
      lab.awaitOneVoice(given, PATIENCE);
      assertThat(lab.curl("http://" + given)).startsWith("You've hit");
      assertThat(lab.voices(taken, LISTEN)).containsExactly(Stranger.MAC);
    }
  }

  /** Who asked for it may know better: it is announced when the stranger has left. */
  @Test
  void aRequestedAddressIsKeptAndNotAnnounced() {
    var taken = "192.168.0.189";
    try (var _ = Stranger.at(lab, taken)) {
      scene.applied(
          scene.service("requested", 80, Map.of("eip.openelb.kubesphere.io/v1alpha1", taken)));

      awaitEvent("requested", taken, "is kept");
      awaitCondition(taken + " is answered for by " + Stranger.MAC);
      assertThat(scene.address("requested")).isEqualTo(taken);
      assertThat(lab.voices(taken, LISTEN)).containsExactly(Stranger.MAC);
    }

    lab.awaitOneVoice(taken, PATIENCE);
    assertThat(scene.address("requested")).isEqualTo(taken);
    await("the Eip knows that the stranger left")
        .atMost(PATIENCE)
        .untilAsserted(() -> assertThat(conflict()).doesNotContain(taken));
  }

  /** The address that a Service would get. */
  private String prefilled(String manifest) {
    return lab.kubectlWith(
            manifest,
            "create",
            "--dry-run=server",
            "-f",
            "-",
            "-o",
            "jsonpath={.spec.loadBalancerIP}")
        .orFail();
  }

  private void awaitEvent(String service, String... words) {
    await("AddressConflict of " + service)
        .atMost(PATIENCE)
        .untilAsserted(() ->
            assertThat(scene.notes(service, "AddressConflict"))
                .anySatisfy(note -> assertThat(note).contains(words).contains(Stranger.MAC)));
  }

  private void awaitCondition(String words) {
    await("Conflict of the Eip")
        .atMost(PATIENCE)
        .untilAsserted(() -> assertThat(conflict()).startsWith("True: ").contains(words));
  }

  /** What the Eip's condition says. */
  private String conflict() {
    return lab.condition(scene.name(), EipStatus.CONFLICT);
  }
}
