package io.openelb.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.LoadBalancerIngress;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.openelb.api.Eip;
import io.openelb.api.EipStatus;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A cluster with the context of one fixture, which is taken away again. */
final class Stage implements AutoCloseable {

  static final Duration PATIENCE = Duration.ofSeconds(10);

  private final KubernetesClient client;
  private final Deque<GenericKubernetesResource> made = new ArrayDeque<>();

  /** Makes the context, and waits until the operator has seen it. */
  Stage(KubernetesClient client, List<GenericKubernetesResource> context) {
    this.client = client;
    try {
      context.forEach(this::put);
      await("the operator knows the Eips")
          .atMost(PATIENCE)
          .pollInterval(Duration.ofMillis(20))
          .untilAsserted(() -> assertThat(unknown(context)).isEmpty());
    } catch (Throwable e) {
      close();
      throw e;
    }
  }

  /** Creates an object for as long as this stage is there. */
  Answer create(GenericKubernetesResource resource) {
    var answer = Answer.toCreationOf(resource, false, client);
    if (answer.isAcceptance()) {
      made.push(resource);
    }
    return answer;
  }

  private void put(GenericKubernetesResource resource) {
    if (resource.getKind().equals("Namespace")) {
      label(resource, resource.getMetadata().getLabels());
      made.push(resource);
      return;
    }
    assertThat(create(resource).outcome()).as("creating the context").isEqualTo("accepted");
    if (resource.getKind().equals("Service")) {
      await("address of " + resource.getMetadata().getName())
          .atMost(PATIENCE)
          .pollInterval(Duration.ofMillis(20))
          .until(() -> !addresses(resource).isEmpty());
    }
  }

  /** What the Eips do not tell yet, of themselves and of the Nodes. */
  private List<String> unknown(List<GenericKubernetesResource> context) {
    var told =
        context.stream()
            .filter(resource -> resource.getKind().equals("Eip"))
            .collect(Collectors.toMap(eip -> eip.getMetadata().getName(), this::conditions));
    var nodes =
        context.stream()
            .filter(resource -> resource.getKind().equals("Node") && !told.isEmpty())
            .map(node -> "Node " + node.getMetadata().getName())
            .filter(node -> told.values().stream().noneMatch(text -> text.contains(node)));
    var eips =
        told.entrySet().stream().filter(eip -> eip.getValue().isEmpty()).map(Map.Entry::getKey);
    return Stream.concat(nodes, eips).toList();
  }

  private String conditions(GenericKubernetesResource eip) {
    return status(eip).map(EipStatus::conditions).map(Object::toString).orElse("");
  }

  Optional<EipStatus> status(GenericKubernetesResource eip) {
    var now = client.resources(Eip.class).withName(eip.getMetadata().getName()).get();
    return Optional.ofNullable(now).map(Eip::getStatus);
  }

  Service service(GenericKubernetesResource service) {
    return client
        .services()
        .inNamespace(service.getMetadata().getNamespace())
        .withName(service.getMetadata().getName())
        .require();
  }

  List<String> addresses(GenericKubernetesResource service) {
    return service(service).getStatus().getLoadBalancer().getIngress().stream()
        .map(LoadBalancerIngress::getIp)
        .map(Objects::requireNonNull)
        .toList();
  }

  /** The notes of a Service's Events of one reason. */
  List<String> notes(GenericKubernetesResource service, String reason) {
    return Events.notes(service(service), reason, client);
  }

  private void label(
      GenericKubernetesResource namespace, Map<String, ? extends @Nullable String> labels) {
    var patch = Map.of("metadata", Map.of("labels", labels));
    client
        .namespaces()
        .withName(namespace.getMetadata().getName())
        .patch(
            PatchContext.of(PatchType.JSON_MERGE),
            client.getKubernetesSerialization().asJson(patch));
  }

  @Override
  public void close() {
    made.forEach(this::remove);
  }

  private void remove(GenericKubernetesResource resource) {
    if (resource.getKind().equals("Namespace")) {
      var nulls = new HashMap<String, @Nullable String>();
      resource.getMetadata().getLabels().keySet().forEach(label -> nulls.put(label, null));
      label(resource, nulls);
    } else {
      client.resource(resource).delete();
    }
  }
}
