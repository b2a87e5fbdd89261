package io.openelb.speaker.announce;

import io.openelb.core.address.Family;
import io.openelb.core.address.Ip;
import io.openelb.core.address.Mac;
import io.openelb.core.announcement.Fence;
import io.openelb.speaker.arp.ArpFrames;
import io.openelb.speaker.frame.AddressTable;
import io.openelb.speaker.link.AnswerPolicy;
import io.openelb.speaker.link.Link;
import io.openelb.speaker.link.Nic;
import io.openelb.speaker.ndp.GroupKeeper;
import io.openelb.speaker.ndp.NdpFrames;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Does what was decided: sets what each interface answers for, sends what is said unasked, and
 * joins groups. Belongs to the state thread; nothing in it waits.
 */
final class Transmitter {

  private final GroupKeeper groups;
  private final Map<String, OpenInterface> open = new TreeMap<>();
  private Map<String, Nic> nics = Map.of();

  /** One open interface. */
  private static final class OpenInterface {
    private final Link link;
    private final Fence fence;
    private AddressTable owned = AddressTable.empty();
    private AddressTable watched = AddressTable.empty();

    OpenInterface(Link link, Fence fence) {
      this.link = link;
      this.fence = fence;
    }

    void apply() {
      link.apply(new AnswerPolicy(owned, watched, fence::holds));
    }
  }

  /** A transmitter without interfaces. */
  Transmitter(GroupKeeper groups) {
    this.groups = groups;
  }

  void open(Link link, Fence fence) {
    String nic = link.nic().name();
    close(nic);
    open.put(nic, new OpenInterface(link, fence));
  }

  /** The interface's addresses have been given up before. */
  void close(String nic) {
    OpenInterface gone = open.remove(nic);
    if (gone != null) {
      gone.link.apply(AnswerPolicy.SILENT);
    }
  }

  boolean owns(String nic, Ip address) {
    OpenInterface opened = open.get(nic);
    return opened != null && opened.owned.contains(address);
  }

  List<String> open() {
    return List.copyOf(open.keySet());
  }

  Collection<Link> links() {
    return open.values().stream().map(opened -> opened.link).toList();
  }

  void see(Map<String, Nic> seen) {
    nics = seen;
    groups.retry();
  }

  Map<String, Nic> nics() {
    return nics;
  }

  /** From now on others' statements about some more, and some fewer, are reported. */
  void watch(String nic, Collection<Ip> more, Collection<Ip> fewer) {
    OpenInterface opened = open.get(nic);
    if (opened != null) {
      opened.watched = opened.watched.without(fewer).with(more);
      opened.apply();
    }
  }

  void startAnswering(String nic, List<Ip> addresses) {
    OpenInterface opened = open.get(nic);
    if (opened == null) {
      return;
    }
    opened.owned = opened.owned.with(addresses);
    opened.apply();
    groups.add(nic, addresses);
  }

  void stopAnswering(String nic, List<Ip> addresses) {
    OpenInterface opened = open.get(nic);
    if (opened == null) {
      return;
    }
    opened.owned = opened.owned.without(addresses);
    opened.apply();
    groups.remove(nic, addresses);
  }

  void announce(String nic, List<Ip> addresses) {
    OpenInterface opened = open.get(nic);
    if (opened == null) {
      return;
    }
    Mac mac = opened.link.nic().mac();
    for (Ip address : addresses) {
      opened.link.announce(
          address,
          address.family() == Family.IPV4
              ? List.of(
                  ArpFrames.announcementRequest(address, mac),
                  ArpFrames.announcementReply(address, mac))
              : List.of(NdpFrames.announcement(address, mac)));
    }
  }

  void ask(String nic, List<Ip> addresses) {
    OpenInterface opened = open.get(nic);
    if (opened == null) {
      return;
    }
    groups.add(nic, addresses);
    Mac mac = opened.link.nic().mac();
    List<byte[]> frames = new ArrayList<>(addresses.size());
    for (Ip address : addresses) {
      boolean ipv4 = address.family() == Family.IPV4;
      frames.add(ipv4 ? ArpFrames.probe(address, mac) : NdpFrames.probe(address, mac));
    }
    opened.link.ask(frames);
  }

  /** Nobody else's questions for these are of interest any more. */
  void stopAsking(String nic, List<Ip> addresses) {
    groups.remove(nic, addresses);
  }

  /**
   * Sends one part of a turn.
   *
   * @param decided when it was decided on
   */
  void advertise(String nic, int part, byte[] payload, long decided) {
    OpenInterface opened = open.get(nic);
    if (opened == null) {
      return;
    }
    // The first part has the echoes, by which the others know that we live.
    opened.link.advertise(payload, part == 0 ? () -> opened.fence.sent(decided) : () -> {});
  }
}
