package io.openelb.certs;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.MutatingWebhookConfiguration;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.ValidatingWebhookConfiguration;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.WebhookClientConfig;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes the API server trust our authority: the {@code caBundle} of every webhook in both
 * configurations.
 */
public final class CaInjector {

  private static final Logger log = LoggerFactory.getLogger(CaInjector.class);

  private final KubernetesClient client;
  private final String name;

  /**
   * @param name of the validating and of the mutating configuration
   */
  public CaInjector(KubernetesClient client, String name) {
    this.client = client;
    this.name = name;
  }

  private record Hook(String name, WebhookClientConfig clientConfig) {}

  /**
   * Writes the bundle where another one stands. A configuration that does not exist is left to the
   * watch.
   *
   * @throws KubernetesClientException when the API server can't be asked, or refuses
   */
  void inject(String trustBundle) {
    String caBundle =
        Base64.getEncoder().encodeToString(trustBundle.getBytes(StandardCharsets.US_ASCII));
    inject(
        validating(),
        configuration ->
            configuration.getWebhooks().stream()
                .map(hook -> new Hook(hook.getName(), hook.getClientConfig()))
                .toList(),
        caBundle);
    inject(
        mutating(),
        configuration ->
            configuration.getWebhooks().stream()
                .map(hook -> new Hook(hook.getName(), hook.getClientConfig()))
                .toList(),
        caBundle);
  }

  /**
   * Calls {@code changed} whenever one of the configurations may have changed, until both informers
   * are closed.
   */
  List<AutoCloseable> watch(Runnable changed) {
    return List.of(Watches.start(validating(), changed), Watches.start(mutating(), changed));
  }

  private <T extends HasMetadata> void inject(
      Resource<T> resource, Function<T, List<Hook>> hooks, String caBundle) {
    T configuration = resource.get();
    if (configuration == null) {
      return;
    }
    List<Map<String, Object>> patch = patch(hooks.apply(configuration), caBundle);
    if (patch.isEmpty()) {
      return;
    }
    resource.patch(
        PatchContext.of(PatchType.JSON), client.getKubernetesSerialization().asJson(patch));
    log.info("wrote the CA bundle into {} {}", configuration.getKind(), name);
  }

  /** The indices are checked by name: somebody may rewrite the list in between. */
  private static List<Map<String, Object>> patch(List<Hook> hooks, String caBundle) {
    var patch = new ArrayList<Map<String, Object>>();
    for (int i = 0; i < hooks.size(); i++) {
      Hook hook = hooks.get(i);
      if (caBundle.equals(hook.clientConfig().getCaBundle())) {
        continue;
      }
      String path = "/webhooks/" + i;
      patch.add(Map.of("op", "test", "path", path + "/name", "value", hook.name()));
      patch.add(Map.of("op", "add", "path", path + "/clientConfig/caBundle", "value", caBundle));
    }
    return patch;
  }

  private Resource<ValidatingWebhookConfiguration> validating() {
    return client.admissionRegistration().v1().validatingWebhookConfigurations().withName(name);
  }

  private Resource<MutatingWebhookConfiguration> mutating() {
    return client.admissionRegistration().v1().mutatingWebhookConfigurations().withName(name);
  }
}
