package io.openelb.speaker.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import io.openelb.api.SpeakerReport;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/**
 * Interfaces of every kind, several at once, that appear, change and go while the speaker runs. One
 * of them, macvlan, hears a group only if it was joined: again, when it comes back as another.
 */
@ExtendWith(BedExtension.class)
final class InterfaceIT {

  private static final String VIP = "192.168.77.91";

  /** The kernel's addresses and settings are read every five seconds. */
  private static final Duration SEVERAL_READINGS = Duration.ofSeconds(30);

  private static Node node;

  static final List<NicKind> KINDS =
      List.of(
          new NicKind("vlan", 71, "eth0.7", "", "link add link eth0 name eth0.7 type vlan id 7"),
          new NicKind(
              "bridge",
              72,
              "br0",
              "eth2",
              "link add br0 type bridge",
              "link set eth2 up master br0"),
          new NicKind(
              "macvlan",
              73,
              "mv0",
              "eth3",
              "link set eth3 up",
              "link add mv0 link eth3 type macvlan"),
          new NicKind(
              "bond",
              74,
              "bond0",
              "eth4",
              "link add bond0 type bond",
              "link set eth4 down master bond0"),
          new NicKind("can-reach", 75, "eth5", "eth5"),
          new NicKind("by-subnet", 76, "eth6", "eth6"));

  @BeforeAll
  static void own(Bed bed) {
    node = bed.node();
    node.start();
    bed.api().eip("layer2-eip", Bed.POOL4, "eth0");
    bed.api().service(VIP, "n1");
    for (NicKind kind : KINDS) {
      bed.api().eip(kind.name(), kind.vip(), kind.selector());
      bed.api().service(kind.vip(), "n1");
      bed.api().eip(kind.name() + "-6", kind.vip6(), kind.selector6());
      bed.api().service(kind.vip6(), "n1");
      kind.connect(bed.client(), node.machine());
    }
    bed.station().awaitAnswer(VIP, node.mac());
  }

  @ParameterizedTest(name = "{0}: appears, is answered on alone, and comes back as another")
  @FieldSource("KINDS")
  void comesAndGoes(NicKind kind, Bed bed) {
    if (kind.isMadeOfOthers()) {
      awaitProblem(bed, kind.missing());
    }
    assumeThat(kind.make(node.machine(), 1)).as("the kernel has it").isTrue();
    try (Station station = bed.station(kind.clientNic(), kind.mac(1))) {
      station.awaitAnswer(kind.vip(), kind.mac(1));
      station.awaitAnswer(kind.vip6(), kind.mac(1));
      assertThat(bed.station().replies(Questions.question(kind.vip()), VIP))
          .as("on another interface")
          .noneMatch(Frame::isUnicast);
      assertThat(station.replies(Questions.question(VIP), kind.vip()))
          .as("another interface's address")
          .noneMatch(Frame::isUnicast);

      if (kind.isMadeOfOthers()) {
        node.machine().run("ip link delete " + kind.nic());
        awaitProblem(bed, kind.missing());
        kind.make(node.machine(), 2);
      } else {
        node.machine().run("ip link set %s address %s".formatted(kind.nic(), kind.mac(2)));
      }
      station.awaitAnswer(kind.vip(), kind.mac(2));
      station.awaitAnswer(kind.vip6(), kind.mac(2));
    }
  }

  @Test
  void anAddressThatIsNotOnItsInterfacesSegmentIsTold(Bed bed) {
    bed.api().eip("elsewhere", "172.16.0.1", "eth0");

    awaitProblem(bed, "no address of Eip elsewhere is in a subnet of interface eth0");
  }

  /** As DHCPv6 gives it: an address without a prefix, and a route. */
  @Test
  void theSegmentOfARouteIsOneOfTheInterfaces(Bed bed) {
    node.machine().run("ip address add fd00:78::1/128 dev eth0");
    node.machine().run("ip route add fd00:78::/64 dev eth0");
    bed.api().eip("by-route", "fd00:78::91", "");
    bed.api().service("fd00:78::91", "n1");

    bed.station().awaitAnswer("fd00:78::91", node.mac());
  }

  @Test
  void anInterfaceThatBelongsToAnotherIsTold(Bed bed) {
    node.machine().run("ip link add br9 type bridge");
    node.machine().run("ip link add eth9 up type veth peer name far9");
    node.machine().run("ip link set eth9 master br9");
    bed.api().eip("part", "192.168.79.91", "eth9");

    awaitProblem(bed, "interface eth9 of Eip part belongs to br9; name that one");
  }

  /** So a host firewall does that knows IP only. */
  @Test
  void thatNothingCanBeSentIsTold(Bed bed) {
    String problem = "advertisements can't be sent on eth0";
    Machine machine = node.machine();
    machine.run("nft add table netdev firewall");
    machine.run(
        "nft add chain netdev firewall out { type filter hook egress device eth0 priority 0; }");
    machine.run("nft add rule netdev firewall out ether type 0x88b5 drop");
    awaitProblem(bed, problem);

    machine.run("nft delete table netdev firewall");
    await("no problem").until(() -> !problems(bed).contains(problem));
    bed.station().awaitAnswer(VIP, node.mac());
  }

  /**
   * As with virtual machines on the node, and {@code bridge-nf-call-iptables}, as kubeadm wants.
   */
  @Test
  void whatIsOnlyBridgedThroughTheNodeIsLeftAlone(Bed bed) {
    Machine bridge = node.machine();
    assumeThat(bridge.attempt("ls /proc/sys/net/bridge").status()).as("br_netfilter").isZero();
    bridge.run("ip link add br7 up type bridge nf_call_iptables 1 nf_call_ip6tables 1");
    Node owner = bed.node();
    Machine guest = bed.boot("guest");
    Machine.cable(bridge, "eth7", owner.machine(), "eth7", "52:54:00:80:00:02");
    Machine.cable(bridge, "eth8", guest, "eth0", "52:54:00:80:00:05");
    bridge.run("ip link set eth7 master br7");
    bridge.run("ip link set eth8 master br7");
    addresses(bridge, "br7", 1);
    addresses(owner.machine(), "eth7", 2);
    addresses(guest, "eth0", 5);
    bed.api().eip("bridged", "192.168.80.91", "");
    bed.api().eip("bridged-6", "fd00:80::91", "");
    bed.api().service("192.168.80.91", "n2");
    bed.api().service("fd00:80::91", "n2");
    owner.machine().run("sysctl -qw net.ipv4.conf.all.arp_ignore=1");
    owner.machine().run("ip address add 192.168.80.91 dev lo");
    owner.machine().run("ip address add fd00:80::91 dev lo");
    owner.machine().serve();
    owner.start();
    node.awaitInTable("192.168.80.91");
    node.awaitInTable("fd00:80::91");

    assertThat(guest.fetch("192.168.80.91:8080")).contains(Machine.SERVED);
    assertThat(guest.fetch("[fd00:80::91]:8080")).contains(Machine.SERVED);
    guest.run("ip neighbour change fd00:80::91 dev eth0 nud probe");
    String entry = "ip neighbour show fd00:80::91 dev eth0";
    assertThat(await("probed").until(() -> guest.run(entry), said -> !said.contains("PROBE")))
        .contains("REACHABLE");
  }

  private static void addresses(Machine machine, String nic, int host) {
    machine.run("ip address add 192.168.80.%d/24 dev %s".formatted(host, nic));
    machine.run("ip address add fd00:80::%d/64 dev %s".formatted(host, nic));
  }

  /**
   * As kube-proxy in IPVS mode does without strictARP; so late, that no speaker's question is
   * answered by it.
   */
  @Test
  void aKernelThatHasTheAddressTooIsTold(Bed bed) {
    String problem = "the kernel of node n1 answers ARP for addresses that its speaker doesn't own";
    Machine machine = node.machine();
    machine.run("ip address add " + VIP + "/32 dev lo");
    try {
      await(problem).atMost(SEVERAL_READINGS).until(() -> problems(bed).contains(problem));

      machine.run("sysctl -qw net.ipv4.conf.all.arp_ignore=1");
      await("no problem").atMost(SEVERAL_READINGS).until(() -> !problems(bed).contains(problem));
    } finally {
      machine.run("sysctl -qw net.ipv4.conf.all.arp_ignore=0");
      machine.run("ip address delete " + VIP + "/32 dev lo");
    }
  }

  private static void awaitProblem(Bed bed, String problem) {
    await(problem).until(() -> problems(bed).contains(problem));
  }

  private static String problems(Bed bed) {
    return bed.api().report("n1").map(SpeakerReport::problems).orElse(List.of()).toString();
  }
}
