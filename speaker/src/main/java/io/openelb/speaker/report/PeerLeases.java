package io.openelb.speaker.report;

import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.openelb.api.Names;
import io.openelb.api.SpeakerLease;
import io.openelb.api.SpeakerReport;
import io.openelb.core.address.Mac;
import io.openelb.core.address.Parsed;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads the Leases of the other speakers. */
final class PeerLeases {

  private static final Logger log = LoggerFactory.getLogger(PeerLeases.class);

  private final KubernetesClient client;
  private final String namespace;
  private final String node;

  /**
   * The Leases of all speakers but one.
   *
   * @param node whose Lease doesn't count
   */
  PeerLeases(KubernetesClient client, String namespace, String node) {
    this.client = client;
    this.namespace = namespace;
    this.node = node;
  }

  /**
   * Each peer's Ethernet addresses, with the name of its node. A Lease that can't be read is left
   * out.
   *
   * @throws io.fabric8.kubernetes.client.KubernetesClientException when the API server doesn't
   *     answer, or refuses
   */
  Map<Mac, String> macs() {
    Map<Mac, String> macs = new HashMap<>();
    client
        .leases()
        .inNamespace(namespace)
        .withLabel(Names.COMPONENT, Names.SPEAKER)
        .list()
        .getItems()
        .forEach(lease -> read(lease, macs));
    return macs;
  }

  private void read(Lease lease, Map<Mac, String> macs) {
    Optional<String> text = SpeakerLease.report(lease);
    if (text.isEmpty()) {
      return;
    }
    try {
      SpeakerReport report = SpeakerReport.parse(text.get());
      if (report.node().equals(node)) {
        return;
      }
      for (SpeakerReport.Interface nic : report.interfaces()) {
        note(nic.mac(), report.node(), macs);
        nic.members().forEach(mac -> note(mac, report.node(), macs));
      }
    } catch (IllegalArgumentException e) {
      log.warn("Unreadable Lease: lease={}/{}", namespace, lease.getMetadata().getName());
    }
  }

  private static void note(String mac, String node, Map<Mac, String> macs) {
    if (Mac.parse(mac) instanceof Parsed.Good<Mac>(Mac read)) {
      macs.put(read, node);
    }
  }
}
