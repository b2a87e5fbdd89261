package io.openelb.speaker.report;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.mapping;
import static java.util.stream.Collectors.toSet;

import io.openelb.api.SpeakerReport;
import io.openelb.core.address.AddressSet;
import io.openelb.core.address.Cidr;
import io.openelb.core.address.Family;
import io.openelb.core.address.Ip;
import io.openelb.core.address.IpRange;
import io.openelb.core.announcement.AddressStatus;
import io.openelb.speaker.announce.Snapshot;
import io.openelb.speaker.link.Nic;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** From the speaker's state to what its Lease says. */
final class Reports {

  // An object's annotations may have 256 KiB in all, a run of IPv6 addresses up to 80 bytes.
  private static final int MAX_RUNS = 2000;
  private static final int MAX_GATEWAYS = 100;
  private static final int MAX_ROUTES = 100;
  private static final int MAX_MEMBERS = 32;
  private static final int MAX_CONFLICTS = 300;
  private static final int MAX_PROBLEMS = 100;

  private Reports() {}

  /** The report of the moment. */
  static SpeakerReport report(String node, String bootId, Snapshot state) {
    return new SpeakerReport(
        node,
        bootId,
        state.layer2(),
        state.nics().values().stream()
            .filter(nic ->
                state.open().contains(nic.name())
                    // Also while its cable is out.
                    || state.planned().contains(nic.name())
                    || (hasSegment(nic) && !nic.isPart()))
            .map(nic -> describe(nic, members(nic, state)))
            .toList(),
        state.gateways().stream().sorted().limit(MAX_GATEWAYS).map(Ip::toString).toList(),
        state.hears().values().stream().flatMap(List::stream).distinct().sorted().toList(),
        tookOver(state),
        state.leaving(),
        state.conflicts().entrySet().stream()
            .sorted(Map.Entry.comparingByKey())
            .limit(MAX_CONFLICTS)
            .map(e -> conflict(e.getKey(), e.getValue()))
            .toList(),
        state.problems().stream().limit(MAX_PROBLEMS).toList(),
        state.keys());
  }

  /**
   * By reason and family, each a few runs: of many addresses that are lost at once most stand side
   * by side.
   */
  private static List<SpeakerReport.TookOver> tookOver(Snapshot state) {
    Map<String, Map<Family, Set<Ip>>> taken =
        state.tookOver().stream()
            // Others may answer on the other side of a cut. If they died, their Leases tell.
            .filter(one -> !state.cutOff().contains(one.nic()))
            .collect(
                groupingBy(
                    AddressStatus::reason,
                    TreeMap::new,
                    groupingBy(
                        one -> one.address().family(),
                        () -> new EnumMap<>(Family.class),
                        mapping(AddressStatus::address, toSet()))));
    List<SpeakerReport.TookOver> told = new ArrayList<>();
    int left = MAX_RUNS;
    for (Map.Entry<String, Map<Family, Set<Ip>>> entry : taken.entrySet()) {
      for (Set<Ip> addresses : entry.getValue().values()) {
        List<IpRange> all = AddressSet.ofAddresses(addresses).ranges();
        List<IpRange> some = all.subList(0, Math.min(all.size(), left));
        if (!some.isEmpty()) {
          told.add(
              new SpeakerReport.TookOver(AddressSet.ofRanges(some).toString(), entry.getKey()));
          left -= some.size();
        }
      }
    }
    return told;
  }

  private static SpeakerReport.Conflict conflict(Ip address, Snapshot.Stranger stranger) {
    return new SpeakerReport.Conflict(
        address.toString(), stranger.mac().toString(), stranger.beforeAnnouncement());
  }

  /** Pods' ends of cables have no address, or one of the link only. */
  private static boolean hasSegment(Nic nic) {
    return nic.addresses().stream().map(Cidr::address).anyMatch(address -> !address.isLinkLocal());
  }

  /** A bond that balances ARP answers with the MAC of any of its members. */
  private static List<String> members(Nic nic, Snapshot state) {
    return state.nics().values().stream()
        .filter(part -> part.master().equals(nic.name()) && state.open().contains(nic.name()))
        .map(part -> part.mac().toString())
        .filter(mac -> !mac.equals(nic.mac().toString()))
        .distinct()
        .sorted()
        .limit(MAX_MEMBERS)
        .toList();
  }

  private static SpeakerReport.Interface describe(Nic nic, List<String> members) {
    return new SpeakerReport.Interface(
        nic.name(),
        nic.mac().toString(),
        nic.up(),
        nic.addresses().stream().map(Cidr::toString).sorted().toList(),
        nic.routes().stream().map(Cidr::toString).sorted().limit(MAX_ROUTES).toList(),
        members);
  }
}
