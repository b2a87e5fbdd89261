package io.openelb.certs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.MutatingWebhookConfigurationBuilder;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.ValidatingWebhookConfiguration;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.ValidatingWebhookConfigurationBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.server.mock.EnableKubernetesMockClient;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@EnableKubernetesMockClient(crud = true)
final class CertificateKeeperTest {

  private static final RenewalPolicy POLICY = RenewalPolicy.forNamespace("openelb-system");

  // The extension sets it.
  @SuppressWarnings({"NullAway", "UnusedVariable"})
  private KubernetesClient client = null;

  private final List<CertificateKeeper> keepers = new ArrayList<>();
  private final List<Identity> served = new CopyOnWriteArrayList<>();
  private final List<Identity> servedByTheOther = new CopyOnWriteArrayList<>();

  @BeforeEach
  void installConfigurations() {
    client.resource(validating()).create();
    client
        .resource(
            new MutatingWebhookConfigurationBuilder()
                .withNewMetadata()
                .withName("openelb-webhook")
                .endMetadata()
                .addNewWebhook()
                .withName("services.openelb.io")
                .withNewClientConfig()
                .endClientConfig()
                .endWebhook()
                .build())
        .create();
  }

  @AfterEach
  void stop() {
    keepers.forEach(CertificateKeeper::close);
  }

  @Test
  void makesACertificateServesItAndThenInjectsItsAuthority() {
    start(served, Clock.systemUTC());

    await().untilAsserted(() -> assertThat(injected()).hasSize(3).containsOnly(bundleInSecret()));
    assertThat(served).containsExactly(stored().serving());
    assertThat(secret().getType()).isEqualTo("kubernetes.io/tls");
  }

  @Test
  void bothReplicasServeWhatTheFasterOneMade() {
    start(served, Clock.systemUTC());
    start(servedByTheOther, Clock.systemUTC());

    await()
        .untilAsserted(() -> {
          assertThat(served).isNotEmpty();
          assertThat(servedByTheOther).isNotEmpty();
        });
    assertThat(served).isEqualTo(servedByTheOther).containsExactly(stored().serving());
  }

  @Test
  void injectsAgainWhenAConfigurationIsAppliedAnew() {
    start(served, Clock.systemUTC());
    await().untilAsserted(() -> assertThat(injected()).containsOnly(bundleInSecret()));

    client.resource(validating()).update();

    await().untilAsserted(() -> assertThat(injected()).hasSize(3).containsOnly(bundleInSecret()));
  }

  @Test
  void injectsWhenTheConfigurationsComeLater() {
    client.resource(validating()).delete();
    start(served, Clock.systemUTC());
    await().untilAsserted(() -> assertThat(served).hasSize(1));

    client.resource(validating()).create();

    await().untilAsserted(() -> assertThat(injected()).hasSize(3).containsOnly(bundleInSecret()));
  }

  @Test
  void takesTheOtherReplicasRenewal() {
    start(served, Clock.systemUTC());
    await().untilAsserted(() -> assertThat(served).hasSize(1));

    Instant later = Instant.now().plus(Duration.ofDays(61));
    start(servedByTheOther, Clock.fixed(later, ZoneOffset.UTC));

    await()
        .untilAsserted(() -> {
          assertThat(served).hasSize(2);
          assertThat(servedByTheOther).isNotEmpty();
        });
    assertThat(served.getLast())
        .isEqualTo(servedByTheOther.getLast())
        .isEqualTo(stored().serving());
  }

  @Test
  void replacesWhatSomebodyBrokeInTheSecret() {
    client
        .resource(
            new SecretBuilder()
                .withNewMetadata()
                .withNamespace("openelb-system")
                .withName("openelb-webhook-cert")
                .endMetadata()
                .withType("kubernetes.io/tls")
                .addToData("tls.crt", "bm90IFBFTQ==")
                .addToData("tls.key", "%")
                .build())
        .create();

    start(served, Clock.systemUTC());

    await().untilAsserted(() -> assertThat(injected()).containsOnly(bundleInSecret()));
    assertThat(served).containsExactly(stored().serving());
  }

  @Test
  void oneOfTwoWritesOnTheSameBasisLoses() {
    var store = new SecretStore(client, "openelb-system", "openelb-webhook-cert");
    SecretStore.Stored nothing = store.load();
    Certificates mine = POLICY.apply(new Renewal.StartAnew("test"), null, Instant.now());
    Certificates theirs = POLICY.apply(new Renewal.StartAnew("test"), null, Instant.now());

    assertThat(store.save(theirs, nothing)).isTrue();
    assertThat(store.save(mine, nothing)).isFalse();
    SecretStore.Stored basis = store.load();
    assertThat(store.save(mine, basis)).isTrue();
    assertThat(store.save(theirs, basis)).isFalse();
    assertThat(stored()).isEqualTo(mine);
  }

  private void start(List<Identity> server, InstantSource clock) {
    var keeper =
        new CertificateKeeper(
            new SecretStore(client, "openelb-system", "openelb-webhook-cert"),
            new CaInjector(client, "openelb-webhook"),
            POLICY,
            clock,
            server::add);
    keepers.add(keeper);
    keeper.start();
  }

  /** Fails as an assertion, which can be awaited, while the keeper has not written it yet. */
  private Secret secret() {
    Secret secret =
        client.secrets().inNamespace("openelb-system").withName("openelb-webhook-cert").get();
    assertThat(secret).as("the Secret").isNotNull();
    return secret;
  }

  private Certificates stored() {
    try {
      return SecretCodec.decode(secret().getData());
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  private String bundleInSecret() {
    return Base64.getEncoder()
        .encodeToString(stored().trustBundle().getBytes(StandardCharsets.US_ASCII));
  }

  private List<String> injected() {
    var bundles = new ArrayList<String>();
    client
        .admissionRegistration()
        .v1()
        .validatingWebhookConfigurations()
        .withName("openelb-webhook")
        .get()
        .getWebhooks()
        .forEach(hook -> bundles.add(hook.getClientConfig().getCaBundle()));
    client
        .admissionRegistration()
        .v1()
        .mutatingWebhookConfigurations()
        .withName("openelb-webhook")
        .get()
        .getWebhooks()
        .forEach(hook -> bundles.add(hook.getClientConfig().getCaBundle()));
    return bundles;
  }

  private static ValidatingWebhookConfiguration validating() {
    return new ValidatingWebhookConfigurationBuilder()
        .withNewMetadata()
        .withName("openelb-webhook")
        .endMetadata()
        .addNewWebhook()
        .withName("eips.openelb.io")
        .withNewClientConfig()
        .endClientConfig()
        .endWebhook()
        .addNewWebhook()
        .withName("services.openelb.io")
        .withNewClientConfig()
        .withCaBundle("")
        .endClientConfig()
        .endWebhook()
        .build();
  }
}
