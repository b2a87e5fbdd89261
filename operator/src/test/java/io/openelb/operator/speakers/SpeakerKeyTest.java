package io.openelb.operator.speakers;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.server.mock.EnableKubernetesMockClient;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

@EnableKubernetesMockClient(crud = true)
final class SpeakerKeyTest {

  @SuppressWarnings("NullAway.Init") // set by the extension
  private KubernetesClient client;

  @Test
  void aMissingKeyIsMade() {
    key().ensure();

    assertThat(Base64.getDecoder().decode(secret().getData().get("current"))).hasSize(32);
  }

  @Test
  void aKeyThatIsThereIsLeftAlone() {
    create(Map.of("current", "b2xk", "next", "bmV3"));

    key().ensure();

    assertThat(secret().getData()).containsEntry("current", "b2xk").containsEntry("next", "bmV3");
  }

  @Test
  void aSecretWithoutAKeyGetsOne() {
    create(Map.of("passphrase", "b2xk"));

    key().rotate(List.of());

    assertThat(Base64.getDecoder().decode(secret().getData().get("current"))).hasSize(32);
    assertThat(secret().getData()).containsEntry("passphrase", "b2xk");
  }

  @Test
  void aKeyThatNothingSignsBesideSignsAtOnce() {
    create(Map.of("next", "bmV3"));

    key().rotate(List.of());

    assertThat(secret().getData()).containsOnlyKeys("current").containsEntry("current", "bmV3");
  }

  private void create(Map<String, String> data) {
    client
        .resource(
            new SecretBuilder()
                .withNewMetadata()
                .withNamespace("openelb-system")
                .withName("openelb-speaker-key")
                .endMetadata()
                .withData(data)
                .build())
        .create();
  }

  @Test
  void aRotationIsWrittenToTheSecret() {
    key().ensure();
    String old = secret().getData().get("current");
    client
        .resource(
            new SecretBuilder(secret())
                .editMetadata()
                .addToAnnotations("layer2.openelb.kubesphere.io/rotate", "1")
                .endMetadata()
                .build())
        .update();

    key().rotate(List.of());
    assertThat(secret().getData()).containsOnlyKeys("current", "next");
    key().rotate(List.of());
    assertThat(secret().getData()).containsOnlyKeys("current", "previous");
    key().rotate(List.of());
    assertThat(secret().getData()).containsOnlyKeys("current");
    assertThat(secret().getData().get("current")).isNotEqualTo(old);
    key().rotate(List.of());
    assertThat(secret().getData()).containsOnlyKeys("current");
  }

  @Test
  void withoutASecretThereIsNothingToRotate() {
    key().rotate(List.of());

    assertThat(secret()).isNull();
  }

  private SpeakerKey key() {
    return new SpeakerKey(client, "openelb-system", "openelb-speaker-key");
  }

  private Secret secret() {
    return client.secrets().inNamespace("openelb-system").withName("openelb-speaker-key").get();
  }
}
