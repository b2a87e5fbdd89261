package io.openelb.webhook.admission;

import io.fabric8.kubernetes.api.model.Service;
import io.openelb.api.Names;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What of a Service is ours to write. Null means that it is not to be there.
 *
 * @param loadBalancerIp {@code spec.loadBalancerIP}
 * @param eip the label
 * @param mark the annotation {@link Names#PREFILLED}
 * @param eips the annotation {@link Names#EIPS}
 * @param nodes the annotation {@link Names#NODES}
 */
record Prefill(
    @Nullable String loadBalancerIp,
    @Nullable String eip,
    @Nullable String mark,
    @Nullable String eips,
    @Nullable String nodes) {

  private static final String ANNOTATIONS = "/metadata/annotations";
  private static final String LABELS = "/metadata/labels";
  private static final String LOAD_BALANCER_IP = "/spec/loadBalancerIP";

  /** What a Service has. */
  static Prefill of(Service service) {
    Map<String, String> annotations = orEmpty(service.getMetadata().getAnnotations());
    return new Prefill(
        service.getSpec().getLoadBalancerIP(),
        orEmpty(service.getMetadata().getLabels()).get(Names.EIP),
        annotations.get(Names.PREFILLED),
        annotations.get(Names.EIPS),
        annotations.get(Names.NODES));
  }

  /** What turns the Service into one that has this. */
  List<JsonPatchOperation> patch(Service service) {
    Prefill present = of(service);
    var patch = new ArrayList<JsonPatchOperation>();
    if (!Objects.equals(present.loadBalancerIp, loadBalancerIp)) {
      patch.add(
          loadBalancerIp == null
              ? JsonPatchOperation.remove(LOAD_BALANCER_IP)
              : JsonPatchOperation.add(LOAD_BALANCER_IP, loadBalancerIp));
    }
    var labels = new LinkedHashMap<String, @Nullable String>();
    labels.put(Names.EIP, eip);
    change(LABELS, service.getMetadata().getLabels(), labels, patch);
    var annotations = new LinkedHashMap<String, @Nullable String>();
    annotations.put(Names.PREFILLED, mark);
    annotations.put(Names.EIPS, eips);
    annotations.put(Names.NODES, nodes);
    change(ANNOTATIONS, service.getMetadata().getAnnotations(), annotations, patch);
    return patch;
  }

  /** A pointer can't lead into a map that is not there: then the map itself is added. */
  private static void change(
      String path,
      @Nullable Map<String, String> present,
      Map<String, @Nullable String> wanted,
      List<JsonPatchOperation> patch) {
    if (present == null || present.isEmpty()) {
      var added = new LinkedHashMap<String, String>();
      wanted.forEach((name, value) -> {
        if (value != null) {
          added.put(name, value);
        }
      });
      if (!added.isEmpty()) {
        patch.add(JsonPatchOperation.add(path, added));
      }
      return;
    }
    wanted.forEach((name, value) -> {
      String member = path + "/" + JsonPatchOperation.escape(name);
      if (value == null && present.containsKey(name)) {
        patch.add(JsonPatchOperation.remove(member));
      } else if (value != null && !value.equals(present.get(name))) {
        patch.add(JsonPatchOperation.add(member, value));
      }
    });
  }

  private static Map<String, String> orEmpty(@Nullable Map<String, String> map) {
    return map == null ? Map.of() : map;
  }
}
