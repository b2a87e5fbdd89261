package io.openelb.speaker.report;

import io.openelb.api.SpeakerReport;
import io.openelb.core.address.Cidr;
import io.openelb.core.address.Ip;
import io.openelb.core.announcement.Standing;
import io.openelb.speaker.announce.Snapshot;
import io.openelb.speaker.link.Nic;
import java.util.List;
import java.util.Map;

/** From the speaker's state to what its Lease says. */
final class Reports {

  private Reports() {}

  /** The report of the moment. */
  static SpeakerReport report(String node, String bootId, Snapshot state) {
    return new SpeakerReport(
        node,
        bootId,
        state.layer2(),
        state.nics().values().stream()
            .filter(nic -> state.open().contains(nic.name()) || hasSegment(nic))
            .map(Reports::describe)
            .toList(),
        state.hears().values().stream().flatMap(List::stream).distinct().sorted().toList(),
        state.standings().stream()
            .filter(one -> one.state() == Standing.State.OWNING && !isFirst(node, one))
            .map(one -> new SpeakerReport.TookOver(one.address().toString(), one.reason()))
            .distinct()
            .toList(),
        state.leaving(),
        state.conflicts().entrySet().stream()
            .sorted(Map.Entry.comparingByKey())
            .map(e -> conflict(e.getKey(), e.getValue()))
            .toList(),
        state.problems(),
        state.keys());
  }

  private static SpeakerReport.Conflict conflict(Ip address, Snapshot.Stranger stranger) {
    return new SpeakerReport.Conflict(
        address.toString(), stranger.mac().toString(), stranger.beforeAnnouncement());
  }

  private static boolean isFirst(String node, Standing standing) {
    return !standing.ranking().isEmpty() && standing.ranking().getFirst().equals(node);
  }

  /** Pods' ends of cables have no address, or one of the link only. */
  private static boolean hasSegment(Nic nic) {
    return nic.addresses().stream().map(Cidr::address).anyMatch(address -> !isLinkLocal(address));
  }

  private static boolean isLinkLocal(Ip address) {
    return Ip.of("fe80::").high() == (address.high() & 0xffc0_0000_0000_0000L);
  }

  private static SpeakerReport.Interface describe(Nic nic) {
    return new SpeakerReport.Interface(
        nic.name(),
        nic.mac().toString(),
        nic.up(),
        nic.addresses().stream().map(Cidr::toString).sorted().toList());
  }
}
