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
import io.openelb.speaker.ndp.MulticastGroups;
import io.openelb.speaker.ndp.NdpFrames;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;

/**
 * Does what was decided: sets what each interface answers for, sends what is said unasked, and
 * joins groups. Belongs to the state thread; nothing in it waits.
 */
final class Transmitter {

  private final ExecutorService groupThread;
  private final MulticastGroups groups;
  private final Map<String, Tongue> tongues = new TreeMap<>();
  private Map<String, Nic> nics = Map.of();

  /** One open interface. */
  private static final class Tongue {
    private final Link link;
    private final Fence fence;
    private AddressTable owned = AddressTable.empty();
    private AddressTable watched = AddressTable.empty();

    Tongue(Link link, Fence fence) {
      this.link = link;
      this.fence = fence;
    }

    void speak() {
      link.speak(new AnswerPolicy(owned, watched, fence::holds));
    }
  }

  /**
   * A mouth without interfaces.
   *
   * @param groupThread runs what concerns the groups, in order: joining waits for the kernel
   */
  Transmitter(ExecutorService groupThread, MulticastGroups groups) {
    this.groupThread = groupThread;
    this.groups = groups;
  }

  void open(Link link, Fence fence) {
    String nic = link.nic().name();
    close(nic);
    tongues.put(nic, new Tongue(link, fence));
  }

  /** The interface's addresses have been given up before. */
  void close(String nic) {
    Tongue gone = tongues.remove(nic);
    if (gone != null) {
      gone.link.speak(AnswerPolicy.SILENT);
    }
  }

  boolean owns(String nic, Ip address) {
    Tongue tongue = tongues.get(nic);
    return tongue != null && tongue.owned.contains(address);
  }

  List<String> open() {
    return List.copyOf(tongues.keySet());
  }

  Collection<Link> links() {
    return tongues.values().stream().map(tongue -> tongue.link).toList();
  }

  void see(Map<String, Nic> seen) {
    nics = seen;
    groupThread.execute(groups::retry);
  }

  Map<String, Nic> nics() {
    return nics;
  }

  /** From now on others' statements about some more, and some fewer, are reported. */
  void watch(String nic, Collection<Ip> more, Collection<Ip> fewer) {
    Tongue tongue = tongues.get(nic);
    if (tongue != null) {
      tongue.watched = tongue.watched.without(fewer).with(more);
      tongue.speak();
    }
  }

  void startAnswering(String nic, List<Ip> addresses) {
    Tongue tongue = tongues.get(nic);
    if (tongue == null) {
      return;
    }
    tongue.owned = tongue.owned.with(addresses);
    tongue.speak();
    joinGroups(nic, addresses);
  }

  void stopAnswering(String nic, List<Ip> addresses) {
    Tongue tongue = tongues.get(nic);
    if (tongue == null) {
      return;
    }
    tongue.owned = tongue.owned.without(addresses);
    tongue.speak();
    leaveGroups(nic, addresses);
  }

  private void joinGroups(String nic, Collection<Ip> addresses) {
    List<Ip> ipv6 = ipv6(addresses);
    if (!ipv6.isEmpty()) {
      groupThread.execute(() -> groups.add(nic, ipv6));
    }
  }

  private void leaveGroups(String nic, Collection<Ip> addresses) {
    List<Ip> ipv6 = ipv6(addresses);
    if (!ipv6.isEmpty()) {
      groupThread.execute(() -> groups.remove(nic, ipv6));
    }
  }

  private static List<Ip> ipv6(Collection<Ip> addresses) {
    return addresses.stream().filter(address -> address.family() == Family.IPV6).toList();
  }

  void announce(String nic, List<Ip> addresses) {
    Tongue tongue = tongues.get(nic);
    if (tongue == null) {
      return;
    }
    Mac mac = tongue.link.nic().mac();
    for (Ip address : addresses) {
      tongue.link.announce(
          address,
          address.family() == Family.IPV4
              ? List.of(
                  ArpFrames.announcementRequest(address, mac),
                  ArpFrames.announcementReply(address, mac))
              : List.of(NdpFrames.announcement(address, mac)));
    }
  }

  void ask(String nic, List<Ip> addresses) {
    Tongue tongue = tongues.get(nic);
    if (tongue == null) {
      return;
    }
    joinGroups(nic, addresses);
    Mac mac = tongue.link.nic().mac();
    List<byte[]> frames = new ArrayList<>(addresses.size());
    for (Ip address : addresses) {
      boolean ipv4 = address.family() == Family.IPV4;
      frames.add(ipv4 ? ArpFrames.probe(address, mac) : NdpFrames.probe(address, mac));
    }
    tongue.link.ask(frames);
  }

  /** Nobody else's questions for these are of interest any more. */
  void stopAsking(String nic, List<Ip> addresses) {
    leaveGroups(nic, addresses);
  }

  /**
   * Sends one part of a turn.
   *
   * @param decided when it was decided on
   */
  void advertise(String nic, int part, byte[] payload, long decided) {
    Tongue tongue = tongues.get(nic);
    if (tongue == null) {
      return;
    }
    // The first part has the echoes, by which the others know that we live.
    tongue.link.advertise(payload, part == 0 ? () -> tongue.fence.sent(decided) : () -> {});
  }
}
