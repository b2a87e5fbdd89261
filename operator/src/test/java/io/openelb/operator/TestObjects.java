package io.openelb.operator;

import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseBuilder;
import io.openelb.api.Eip;
import io.openelb.api.EipSpec;
import io.openelb.api.Names;
import io.openelb.api.SpeakerLease;
import io.openelb.api.SpeakerReport;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a cluster has besides Services. */
public final class TestObjects {

  private TestObjects() {}

  /** A Node that is ready. */
  public static Node node(String name) {
    return new NodeBuilder()
        .withNewMetadata()
        .withName(name)
        .endMetadata()
        .withNewStatus()
        .addNewCondition()
        .withType("Ready")
        .withStatus("True")
        .endCondition()
        .endStatus()
        .build();
  }

  /**
   * The Lease of a speaker.
   *
   * @param address of its only interface, such as {@code 192.168.0.3/24}
   */
  public static Lease lease(String node, String address, SpeakerReport.Conflict... conflicts) {
    SpeakerReport report =
        new SpeakerReport(
            node,
            "b1",
            true,
            List.of(
                new SpeakerReport.Interface("eth0", "52:54:22:3a:e6:6e", true, List.of(address))),
            null,
            null,
            null,
            false,
            List.of(conflicts),
            null,
            null);
    return new LeaseBuilder()
        .withNewMetadata()
        .withNamespace("openelb-system")
        .withName(SpeakerLease.name(node))
        .addToLabels(Names.COMPONENT, Names.SPEAKER)
        .addToAnnotations(Names.REPORT, report.toJson())
        .endMetadata()
        .withNewSpec()
        .withHolderIdentity(node)
        .withLeaseDurationSeconds(20)
        .withRenewTime(ZonedDateTime.of(2026, 1, 1, 0, 0, 0, 0, ZoneOffset.UTC))
        .endSpec()
        .build();
  }

  /** An Eip of these addresses. */
  public static Eip eip(String name, String address) {
    return eip(name, address, null);
  }

  /** An Eip of these addresses that only these nodes announce. */
  public static Eip eip(String name, String address, @Nullable Map<String, Object> nodeSelector) {
    Eip eip = new Eip();
    eip.getMetadata().setName(name);
    eip.setSpec(
        new EipSpec(address, null, null, null, null, null, null, null, nodeSelector, null, null));
    return eip;
  }
}
