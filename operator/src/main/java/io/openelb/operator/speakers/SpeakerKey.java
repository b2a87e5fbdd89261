package io.openelb.operator.speakers;

import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.openelb.api.Names;
import io.openelb.api.SpeakerKeySecret;
import io.openelb.api.SpeakerReport;
import io.openelb.api.http.ApiErrors;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Collection;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The Secret with which speakers sign what they say to each other.
 *
 * <p>Its entry {@code current} signs. Speakers also accept {@code next} and {@code previous}, so a
 * key is exchanged without an outage, by {@link KeyRotation}: whenever the Secret's annotation
 * {@link Names#ROTATE} gets another value.
 */
public final class SpeakerKey {

  /** The size of a key in bytes: that of the hash, RFC 2104 section 3. */
  public static final int KEY_BYTES = 32;

  private static final Logger log = LoggerFactory.getLogger(SpeakerKey.class);

  private final KubernetesClient client;
  private final String namespace;
  private final String name;
  private final SecureRandom random = new SecureRandom();

  /** The key of the speakers in a namespace. */
  public SpeakerKey(KubernetesClient client, String namespace, String name) {
    this.client = client;
    this.namespace = namespace;
    this.name = name;
  }

  /**
   * Creates the Secret if there is none.
   *
   * @throws KubernetesClientException if the API server can't be asked, or refuses
   */
  public void ensure() {
    if (client.secrets().inNamespace(namespace).withName(name).get() != null) {
      return;
    }
    try {
      client.secrets().inNamespace(namespace).resource(fresh()).create();
      log.info("created secret {}/{} with a new key for speakers", namespace, name);
    } catch (KubernetesClientException e) {
      if (!ApiErrors.isConflict(e)) {
        throw e;
      }
      // Somebody else was faster: theirs is as good.
    }
  }

  /**
   * Takes the next step of a rotation, if one is wanted or under way and every speaker is ready for
   * it.
   *
   * @param speakers what every speaker says that somebody still hears of
   * @throws KubernetesClientException if the API server can't be asked, or refuses
   */
  public void rotate(Collection<SpeakerReport> speakers) {
    Secret secret = client.secrets().inNamespace(namespace).withName(name).get();
    if (secret == null) {
      return;
    }
    Optional<KeyRotation.Step> step = KeyRotation.next(secret, speakers, this::freshKey);
    if (step.isEmpty()) {
      return;
    }
    try {
      client.secrets().inNamespace(namespace).resource(step.get().secret()).update();
      log.info("secret {}/{}: {}", namespace, name, step.get().what());
    } catch (KubernetesClientException e) {
      if (!ApiErrors.isConflict(e)) {
        throw e;
      }
      // It has changed meanwhile: the next time by what is there then.
    }
  }

  private String freshKey() {
    byte[] key = new byte[KEY_BYTES];
    random.nextBytes(key);
    return Base64.getEncoder().encodeToString(key);
  }

  private Secret fresh() {
    return new SecretBuilder()
        .withNewMetadata()
        .withNamespace(namespace)
        .withName(name)
        .addToLabels("app.kubernetes.io/part-of", "openelb")
        .endMetadata()
        .withType("Opaque")
        .addToData(SpeakerKeySecret.CURRENT, freshKey())
        .build();
  }
}
