package io.openelb.operator.service;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.LoadBalancerIngress;
import io.fabric8.kubernetes.api.model.Service;
import io.openelb.api.Names;
import io.openelb.operator.http.MergePatch;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The one write to a Service: a JSON merge patch of its {@code status} subresource that carries
 * status, label and annotations together. The API server takes all of them from such a patch.
 */
final class StatusPatch {

  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  private StatusPatch() {}

  /**
   * What has to change.
   *
   * @param service as it was last seen; the patch applies to no other version of it
   * @return empty when everything stands as desired
   */
  static Optional<String> of(Service service, Desired desired) {
    Optional<ObjectNode> labels = label(service, desired);
    Optional<ObjectNode> annotations = annotations(service, desired);
    Optional<ObjectNode> status = status(service, desired);
    if (labels.isEmpty() && annotations.isEmpty() && status.isEmpty()) {
      return Optional.empty();
    }
    ObjectNode patch = MergePatch.of(service);
    labels.ifPresent(changed -> MergePatch.metadata(patch).set("labels", changed));
    annotations.ifPresent(changed -> MergePatch.metadata(patch).set("annotations", changed));
    status.ifPresent(changed -> patch.set("status", changed));
    return Optional.of(patch.toString());
  }

  private static Optional<ObjectNode> label(Service service, Desired desired) {
    ObjectNode labels = JSON.objectNode();
    if (!desired.knowsEips()) {
      // The Service keeps its address, and the label with it.
      return Optional.empty();
    }
    difference(service.getMetadata().getLabels(), Names.EIP, desired.eip(), labels);
    return unlessEmpty(labels);
  }

  private static Optional<ObjectNode> annotations(Service service, Desired desired) {
    ObjectNode annotations = JSON.objectNode();
    Map<String, String> present = service.getMetadata().getAnnotations();
    difference(present, Names.NODES, desired.nodes(), annotations);
    if (desired.knowsEips()) {
      difference(present, Names.EIPS, desired.bothEips(), annotations);
    }
    return unlessEmpty(annotations);
  }

  private static void difference(
      @Nullable Map<String, String> present,
      String key,
      Optional<String> desired,
      ObjectNode changes) {
    String value = present == null ? null : present.get(key);
    if (!Objects.equals(value, desired.orElse(null))) {
      changes.put(key, desired.orElse(null));
    }
  }

  private static Optional<ObjectNode> status(Service service, Desired desired) {
    if (!desired.statusIsOurs() || addresses(service).equals(desired.addresses())) {
      return Optional.empty();
    }
    ObjectNode loadBalancer = JSON.objectNode();
    if (desired.addresses().isEmpty()) {
      loadBalancer.putNull("ingress");
    } else {
      ArrayNode ingress = loadBalancer.putArray("ingress");
      desired.addresses().forEach(ip -> ingress.addObject().put("ip", ip));
    }
    return Optional.of(JSON.objectNode().set("loadBalancer", loadBalancer));
  }

  /** We give addresses alone, in the mode that the API server fills in. */
  private static boolean isPlain(LoadBalancerIngress entry) {
    return (entry.getHostname() == null || entry.getHostname().isEmpty())
        && (entry.getIpMode() == null || entry.getIpMode().equals("VIP"));
  }

  private static Optional<ObjectNode> unlessEmpty(ObjectNode node) {
    return node.isEmpty() ? Optional.empty() : Optional.of(node);
  }

  /** What the status says, entry by entry; one that is none of ours stands as null. */
  static List<@Nullable String> addresses(Service service) {
    if (service.getStatus() == null || service.getStatus().getLoadBalancer() == null) {
      return List.of();
    }
    return service.getStatus().getLoadBalancer().getIngress().stream()
        .<@Nullable String>map(entry -> isPlain(entry) ? entry.getIp() : null)
        .toList();
  }
}
