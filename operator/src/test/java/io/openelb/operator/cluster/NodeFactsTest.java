package io.openelb.operator.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.openelb.api.Names;
import io.openelb.core.address.Ip;
import io.openelb.operator.TestObjects;
import io.openelb.operator.cluster.NodeFacts.Readiness;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

final class NodeFactsTest {

  private static final NodeFacts GOOD = facts(Readiness.READY, false, Map.of(), false);
  private static final NodeFacts OUT_OF_SERVICE = facts(Readiness.READY, false, Map.of(), true);

  static Stream<Arguments> rows() {
    return Stream.of(
        row("one that works", node(), GOOD),
        row("cordoned: no effect", node().editOrNewSpec().withUnschedulable(true).endSpec(), GOOD),
        row("out of service, NoExecute", tainted("out-of-service", "NoExecute"), OUT_OF_SERVICE),
        row("out of service, NoSchedule", tainted("out-of-service", "NoSchedule"), OUT_OF_SERVICE),
        row(
            "out of service, PreferNoSchedule",
            tainted("out-of-service", "PreferNoSchedule"),
            OUT_OF_SERVICE),
        row("another taint", tainted("unschedulable", "NoSchedule"), GOOD),
        row("ready: False", ready("False"), facts(Readiness.NOT_READY, false, Map.of(), false)),
        row("ready: Unknown", ready("Unknown"), facts(Readiness.UNKNOWN, false, Map.of(), false)),
        row(
            "says nothing yet",
            node().withStatus(null),
            new NodeFacts("worker", Map.of(), Readiness.UNKNOWN, false, false, false, List.of())),
        row("network unavailable: True", networkUnavailable("True"), noNetwork()),
        row("network unavailable: False", networkUnavailable("False"), GOOD),
        row("network unavailable: Unknown", networkUnavailable("Unknown"), GOOD),
        row("excluded", labelled(""), excluded("")),
        row("excluded, whatever the label says", labelled("false"), excluded("false")),
        row(
            "being deleted: no effect",
            node().editMetadata().withDeletionTimestamp("2026-01-01T00:00:00Z").endMetadata(),
            GOOD));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("rows")
  void aNodeIsRead(String what, Node node, NodeFacts expected) {
    assertThat(NodeFacts.of(node)).isEqualTo(expected);
  }

  private static Arguments row(String what, NodeBuilder node, NodeFacts expected) {
    return Arguments.of(what, node.build(), expected);
  }

  private static NodeFacts noNetwork() {
    return facts(Readiness.READY, true, Map.of(), false);
  }

  private static NodeFacts excluded(String value) {
    return facts(Readiness.READY, false, Map.of(Names.EXCLUDE_NODE, value), false);
  }

  private static NodeFacts facts(
      Readiness readiness,
      boolean networkUnavailable,
      Map<String, String> labels,
      boolean outOfService) {
    return new NodeFacts(
        "worker",
        labels,
        readiness,
        networkUnavailable,
        !labels.isEmpty(),
        outOfService,
        List.of(Ip.of("192.168.0.3")));
  }

  private static NodeBuilder node() {
    return TestObjects.node("worker")
        .edit()
        .editStatus()
        .addNewAddress("192.168.0.3", "InternalIP")
        .endStatus();
  }

  private static NodeBuilder tainted(String key, String effect) {
    return node()
        .editOrNewSpec()
        .addNewTaint()
        .withKey("node.kubernetes.io/" + key)
        .withEffect(effect)
        .endTaint()
        .endSpec();
  }

  private static NodeBuilder ready(String status) {
    return node().editStatus().editFirstCondition().withStatus(status).endCondition().endStatus();
  }

  private static NodeBuilder networkUnavailable(String status) {
    return node()
        .editStatus()
        .addNewCondition()
        .withType("NetworkUnavailable")
        .withStatus(status)
        .endCondition()
        .endStatus();
  }

  private static NodeBuilder labelled(String value) {
    return node().editMetadata().addToLabels(Names.EXCLUDE_NODE, value).endMetadata();
  }
}
