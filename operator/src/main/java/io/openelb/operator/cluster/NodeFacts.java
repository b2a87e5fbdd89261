package io.openelb.operator.cluster;

import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeCondition;
import io.fabric8.kubernetes.api.model.Taint;
import io.openelb.api.Metadata;
import io.openelb.api.Names;
import io.openelb.api.NodeAddresses;
import io.openelb.core.address.Ip;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * What of a Node decides whether it may answer for addresses. That it is cordoned does not.
 *
 * @param readiness whether its kubelet says that it works
 * @param networkUnavailable whether its network is known not to be set up
 * @param excluded whether its owner keeps it out, by label
 * @param outOfService whether its owner declared it dead, by taint
 * @param addresses its own, sorted
 */
public record NodeFacts(
    String name,
    Map<String, String> labels,
    Readiness readiness,
    boolean networkUnavailable,
    boolean excluded,
    boolean outOfService,
    List<Ip> addresses) {

  private static final String OUT_OF_SERVICE_TAINT = "node.kubernetes.io/out-of-service";

  /** What a Node's condition {@code Ready} says. */
  public enum Readiness {
    /** The kubelet says that the node works. */
    READY,
    /** The kubelet says that it does not. */
    NOT_READY,
    /** The kubelet has not been heard of, which may be the fault of whoever listens. */
    UNKNOWN
  }

  /** The facts of a Node; copies, so that the Node itself need not be kept. */
  public static NodeFacts of(Node node) {
    Map<String, String> labels = Metadata.labels(node);
    return new NodeFacts(
        node.getMetadata().getName(),
        Map.copyOf(labels),
        readiness(node),
        "True".equals(condition(node, "NetworkUnavailable")),
        labels.containsKey(Names.EXCLUDE_NODE),
        taints(node).anyMatch(taint -> OUT_OF_SERVICE_TAINT.equals(taint.getKey())),
        List.copyOf(NodeAddresses.of(node)));
  }

  private static Readiness readiness(Node node) {
    return switch (condition(node, "Ready")) {
      case "True" -> Readiness.READY;
      case "False" -> Readiness.NOT_READY;
      default -> Readiness.UNKNOWN;
    };
  }

  private static String condition(Node node, String type) {
    if (node.getStatus() == null) {
      return "";
    }
    return node.getStatus().getConditions().stream()
        .filter(condition -> type.equals(condition.getType()))
        .map(NodeCondition::getStatus)
        .findFirst()
        .orElse("");
  }

  private static Stream<Taint> taints(Node node) {
    return node.getSpec() == null ? Stream.empty() : node.getSpec().getTaints().stream();
  }
}
