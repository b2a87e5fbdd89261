package io.openelb.api;

import io.openelb.core.address.Ip;
import io.openelb.core.address.Parsed;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A station outside the cluster that answers for an address of ours.
 *
 * @param mac lower case, with colons
 * @param node whose speaker saw it
 * @param beforeAnnouncement whether no speaker is known to have announced the address before
 */
public record Stranger(String mac, String node, boolean beforeAnnouncement) {

  /**
   * Those of whom speakers tell. Where advertisements don't pass, one that has just started may not
   * know its peers yet, and take them for strangers.
   *
   * @param living what the living speakers say, by the names of their nodes
   * @param known what all say that are known
   */
  public static Map<Ip, Stranger> reported(
      SortedMap<String, SpeakerReport> living, Collection<SpeakerReport> known) {
    Map<Ip, Stranger> reported = new HashMap<>();
    Set<Ip> announced = new HashSet<>();
    Set<String> peers =
        known.stream()
            .flatMap(report -> report.interfaces().stream())
            .flatMap(nic -> Stream.concat(Stream.of(nic.mac()), nic.members().stream()))
            .collect(Collectors.toSet());
    living.forEach((node, report) -> {
      for (SpeakerReport.Conflict conflict : report.conflicts()) {
        if (!peers.contains(conflict.mac())
            && Ip.parse(conflict.address()) instanceof Parsed.Good<Ip>(Ip ip)) {
          reported.putIfAbsent(ip, new Stranger(conflict.mac(), node, true));
          if (!conflict.beforeAnnouncement()) {
            announced.add(ip);
          }
        }
      }
      report.tookOver().forEach(taken -> announced.addAll(taken.each()));
    });
    announced.forEach(ip ->
        reported.computeIfPresent(
            ip, (_, stranger) -> new Stranger(stranger.mac(), stranger.node(), false)));
    return Map.copyOf(reported);
  }

  /** Words that follow the address and "is". */
  public String description() {
    return "answered for by " + mac + " (seen by " + node + ")";
  }
}
