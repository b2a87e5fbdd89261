package io.openelb.certs;

import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.net.HttpURLConnection;
import java.security.GeneralSecurityException;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The Secret that both replicas share. Of two that write at once the API server lets one win. */
public final class SecretStore {

  private static final Logger log = LoggerFactory.getLogger(SecretStore.class);

  private final KubernetesClient client;
  private final String namespace;
  private final String name;

  /** The store in the Secret of this name, which need not be there yet. */
  public SecretStore(KubernetesClient client, String namespace, String name) {
    this.client = client;
    this.namespace = namespace;
    this.name = name;
  }

  /**
   * What was read, and what a write on top of it needs.
   *
   * @param certificates null when there is no Secret, or nothing usable in it
   * @param secret null when there is no Secret
   */
  record Stored(@Nullable Certificates certificates, @Nullable Secret secret) {}

  /**
   * @throws KubernetesClientException when the API server can't be asked
   */
  Stored load() {
    Secret secret = resource().get();
    if (secret == null) {
      return new Stored(null, null);
    }
    try {
      Map<String, String> data = secret.getData();
      return new Stored(SecretCodec.decode(data == null ? Map.of() : data), secret);
    } catch (GeneralSecurityException e) {
      log.warn("secret {}/{} holds no usable certificates: {}", namespace, name, e.getMessage());
      return new Stored(null, secret);
    }
  }

  /**
   * Writes {@code certificates} if nobody has written since {@code basis} was read.
   *
   * @return false when somebody has, and won
   * @throws KubernetesClientException when the API server can't be asked, or refuses
   */
  boolean save(Certificates certificates, Stored basis) {
    try {
      if (basis.secret() == null) {
        client.resource(newSecret(certificates)).create();
      } else {
        Secret changed =
            new SecretBuilder(basis.secret()).withData(SecretCodec.encode(certificates)).build();
        client
            .resource(changed)
            .lockResourceVersion(changed.getMetadata().getResourceVersion())
            .update();
      }
      return true;
    } catch (KubernetesClientException e) {
      boolean deleted = basis.secret() != null && e.getCode() == HttpURLConnection.HTTP_NOT_FOUND;
      if (deleted || e.getCode() == HttpURLConnection.HTTP_CONFLICT) {
        return false;
      }
      throw e;
    }
  }

  /**
   * Calls {@code changed} whenever the Secret may have changed, until the returned informer is
   * closed.
   */
  SharedIndexInformer<Secret> watch(Runnable changed) {
    return Watches.start(resource(), changed);
  }

  private Resource<Secret> resource() {
    return client.secrets().inNamespace(namespace).withName(name);
  }

  private Secret newSecret(Certificates certificates) {
    return new SecretBuilder()
        .withNewMetadata()
        .withNamespace(namespace)
        .withName(name)
        .addToLabels("app.kubernetes.io/part-of", "openelb")
        .addToLabels("app.kubernetes.io/component", "webhook")
        .endMetadata()
        .withType("kubernetes.io/tls")
        .withData(SecretCodec.encode(certificates))
        .build();
  }
}
