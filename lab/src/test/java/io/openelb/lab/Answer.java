package io.openelb.lab;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.net.URI;
import java.util.List;
import java.util.regex.Pattern;

/**
 * What the API server says to a creation, in full: a client throws refusals and drops warnings.
 *
 * @param body the object, or the Status that says why not
 * @param warnings for the user
 */
record Answer(int code, JsonNode body, List<String> warnings) {

  private static final Pattern WARNING = Pattern.compile("299 - \"(.*)\"");
  private static final Pattern OF_A_FIELD =
      Pattern.compile("Invalid value: (\"(\\\\\"|[^\"])*\": )?");
  private static final Pattern BY_WEBHOOK =
      Pattern.compile("admission webhook \"(eips|services)[.]openelb[.]io\" denied the request: ");

  /**
   * Creates an object.
   *
   * @param dryRun whether nothing shall come of it
   */
  static Answer toCreationOf(
      GenericKubernetesResource resource, boolean dryRun, KubernetesClient client) {
    var uri = client.getMasterUrl() + path(resource) + (dryRun ? "?dryRun=All" : "");
    var request =
        client
            .getHttpClient()
            .newHttpRequestBuilder()
            .uri(URI.create(uri))
            .post("application/json", client.getKubernetesSerialization().asJson(resource))
            .build();
    var response = client.getHttpClient().sendAsync(request, String.class).join();
    return new Answer(
        response.code(),
        client.getKubernetesSerialization().unmarshal(response.body(), JsonNode.class),
        response.headers("Warning").stream()
            .flatMap(header -> WARNING.matcher(header).results())
            .map(found -> found.group(1))
            .toList());
  }

  private static String path(GenericKubernetesResource resource) {
    var namespace = resource.getMetadata().getNamespace();
    return switch (resource.getKind()) {
      case "Eip" -> "apis/network.kubesphere.io/v1alpha2/eips";
      case "Service" -> "api/v1/namespaces/%s/services".formatted(namespace);
      case "Namespace" -> "api/v1/namespaces";
      case "Node" -> "api/v1/nodes";
      default -> throw new IllegalArgumentException(resource.getKind());
    };
  }

  boolean isAcceptance() {
    return code == 201;
  }

  /** In a fixture's words: who refuses, and why; or that it is accepted. */
  String outcome() {
    return switch (code) {
      case 201 -> "accepted";
      case 403 -> "refused: " + after(BY_WEBHOOK, body.path("message").asText());
      case 422 -> "refused by the API server: " + onlyCause();
      default -> code + ": " + body.path("message").asText();
    };
  }

  /** The words of the one rule of the CRD that refuses. */
  private String onlyCause() {
    var causes = body.path("details").path("causes");
    return causes.size() == 1
        ? after(OF_A_FIELD, causes.path(0).path("message").asText())
        : causes.toString();
  }

  private static String after(Pattern preface, String message) {
    var found = preface.matcher(message);
    return found.lookingAt() ? message.substring(found.end()) : message;
  }
}
