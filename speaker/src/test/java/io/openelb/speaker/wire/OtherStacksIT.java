package io.openelb.speaker.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.openelb.api.SpeakerReport;
import io.openelb.core.address.Ip;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What kernels and other programs make of an owned address: ping above all. */
@ExtendWith(BedExtension.class)
final class OtherStacksIT {

  private static final String VIP4 = "192.168.77.91";
  private static final String VIP6 = "fd00:77::91";

  private static Node node;
  private static Machine pod;

  @BeforeAll
  static void own(Bed bed) {
    node = bed.node();
    pod = bed.pod(node);
    node.start();
    bed.api().eip("layer2-eip", Bed.POOL4, "eth0");
    bed.api().eip("layer2-eip6", Bed.POOL6, "eth0");
    bed.api().service(VIP4, "n1");
    bed.api().service(VIP6, "n1");
    bed.station().awaitAnswer(VIP4, node.mac());
    bed.station().awaitAnswer(VIP6, node.mac());
    // A stack that listens takes a late one for a second answer.
    bed.station().awaitAnnouncements(VIP6, node.mac());
  }

  @ParameterizedTest(name = "{0} answers ping, once and without redirects")
  @ValueSource(strings = {VIP4, VIP6})
  void pings(String address, Bed bed) {
    pings(bed.client(), address);
    assertThat(bed.client().run("ip neighbour show " + address + " dev eth0"))
        .contains("lladdr " + node.mac(), "REACHABLE");
  }

  /** Conntrack on the node knows the ping by then, and translates it as its first echo. */
  @ParameterizedTest(
      name = "{0}: a ping that began before it was announced is answered from then on")
  @ValueSource(strings = {"192.168.77.95", "fd00:77::95"})
  void pingsThatBeganBefore(String address, Bed bed) throws IOException {
    Path said = bed.record("began-before-" + address).resolveSibling("ping-" + address + ".out");
    believeIn(bed, address, node);
    Process ping =
        bed.client()
            .command(List.of("ping", "-n", "-i", "0.2", address))
            .redirectErrorStream(true)
            .redirectOutput(said.toFile())
            .start();
    try {
      String hex = HexFormat.of().formatHex(Ip.of(address).bytes());
      var _ =
          bed.station()
              .await(
                  "the node looks for a neighbour to forward to",
                  1,
                  frame ->
                      frame.isFrom(node.mac())
                          && frame.speaksOfAddresses()
                          && frame.hex().contains(hex));
      bed.api().service(address, "n1");

      await("replies")
          .until(
              () -> Files.readAllLines(said).stream().filter(OtherStacksIT::isReply).count() >= 10);
      assertThat(Files.readAllLines(said).stream().dropWhile(line -> !isReply(line)))
          .noneMatch(line -> line.toLowerCase(Locale.ROOT).contains("port unreachable"));
    } finally {
      ping.descendants().forEach(ProcessHandle::destroy);
      bed.client().run("ip neighbour delete %s dev eth0".formatted(address));
    }
  }

  private static boolean isReply(String line) {
    return line.contains("bytes from");
  }

  /** As a client does whose cache was not called over. */
  private static void believeIn(Bed bed, String address, Node one) {
    bed.client().run("ip neighbour replace %s lladdr %s dev eth0".formatted(address, one.mac()));
  }

  @Test
  void aNodeThatIsNotTheOwnerAnswersPingToo(Bed bed) {
    Node other = bed.node();
    other.start();
    for (String address : List.of(VIP4, VIP6)) {
      believeIn(bed, address, other);
      try {
        await("a reply of the other node to " + bed.clientMac())
            .until(() -> {
              var _ = bed.client().attempt("ping -n -c 1 -W 1 " + address);
              return !bed.station()
                  .heard(frame -> frame.isFrom(other.mac()) && frame.isEchoReply())
                  .isEmpty();
            });
        assertThat(bed.client().run("ping -n -c 4 -i 0.2 -W 2 " + address))
            .contains("4 received")
            .doesNotContain("DUP", "Redirect", "errors");
      } finally {
        bed.client().run("ip neighbour delete %s dev eth0".formatted(address));
      }
      bed.record("other-node-" + address);
    }
  }

  /** So kube-proxy does in IPVS mode, on an interface of its own; strictARP sets arp_ignore. */
  @ParameterizedTest(name = "{0} answers ping while the node's kernel has it too, as with IPVS")
  @ValueSource(strings = {VIP4, VIP6})
  void pingsWithIpvs(String address, Bed bed) {
    node.machine()
        .run("sysctl -qw net.ipv4.conf.all.arp_ignore=1 net.ipv4.conf.all.arp_announce=2");
    node.machine().run("ip address add " + address + " dev lo");
    try {
      pings(bed.client(), address);
    } finally {
      node.machine().run("ip address delete " + address + " dev lo");
    }
  }

  /** So kube-proxy's {@code kube-ipvs0} is, which has the addresses of all Services. */
  @Test
  void isAnnouncedThoughAnInterfaceWithoutArpHasIt(Bed bed) {
    Machine machine = node.machine();
    machine.run("sysctl -qw net.ipv4.conf.all.arp_ignore=1 net.ipv4.conf.all.arp_announce=2");
    machine.run("ip link add kube-ipvs0 type bridge");
    machine.run("ip link set kube-ipvs0 arp off");
    machine.run("ip address add " + VIP4 + "/32 dev kube-ipvs0");
    machine.run("ip link add later type bridge");
    machine.run("ip address add 192.0.2.1/24 dev later");
    try {
      await("the speaker has seen both interfaces")
          .until(() -> interfaces(bed).stream().anyMatch(nic -> nic.name().equals("later")));

      assertThat(interfaces(bed)).noneMatch(nic -> nic.name().equals("kube-ipvs0"));
      bed.station().awaitAnswer(VIP4, node.mac());
    } finally {
      machine.run("ip link delete kube-ipvs0");
      machine.run("ip link delete later");
    }
  }

  /**
   * As with IPVS, which a kernel may lack, and a Pod in the node's own network: whoever asks there
   * asks from the address itself, so replies are to it.
   */
  @ParameterizedTest(name = "{0}: the node reaches a port of its own by it")
  @CsvSource({"192.168.77.91, ip, 192.168.77.1", "[fd00:77::91], ip6, [fd00:77::1]"})
  void aNodeReachesItsOwnPort(String host, String family, String backend) {
    Machine machine = node.machine();
    String address = family.equals("ip") ? VIP4 : VIP6;
    machine.run("sysctl -qw net.ipv4.conf.all.arp_ignore=1 net.ipv4.conf.all.arp_announce=2");
    machine.run("ip address add " + address + " dev lo");
    machine.run("nft add table " + family + " service");
    machine.run(
        "nft add chain %s service out { type nat hook output priority -100; }".formatted(family));
    machine.run(
        "nft add rule %s service out %s daddr %s tcp dport 80 dnat to %s:8080"
            .formatted(family, family, address, backend));
    try {
      machine.serve();

      assertThat(machine.fetch(host)).contains(Machine.SERVED);
      assertThat(machine.fetch(host + ":81")).contains(Machine.REFUSED);
    } finally {
      machine.run("nft delete table " + family + " service");
      machine.run("ip address delete " + address + " dev lo");
    }
  }

  private static List<SpeakerReport.Interface> interfaces(Bed bed) {
    return bed.api().report("n1").map(SpeakerReport::interfaces).orElse(List.of());
  }

  @ParameterizedTest(name = "{0} answers ping on its own node")
  @ValueSource(strings = {VIP4, VIP6})
  void pingsOnItsNode(String address) {
    pings(node.machine(), address);
  }

  private static void pings(Machine from, String address) {
    assertThat(from.attempt("ping -n -c 4 -i 0.2 -W 2 " + address).output())
        .contains("4 packets transmitted, 4 received, 0% packet loss")
        .doesNotContain("DUP", "duplicates", "Redirect", "errors", "exceeded");
  }

  @ParameterizedTest(name = "{0}: a port that no Service has is refused")
  @ValueSource(strings = {"192.168.77.91", "[fd00:77::91]"})
  void refuses(String host, Bed bed) {
    for (Machine from : List.of(bed.client(), pod, node.machine())) {
      assertThat(from.fetch(host + ":81")).as("%s", from).contains(Machine.REFUSED);
    }
  }

  /** So Antrea's proxy does with addresses of Services; what it takes is hidden from conntrack. */
  @ParameterizedTest(name = "{0}: where the node has a route to elsewhere for it, that is taken")
  @CsvSource({"192.168.77.96, 192.168.77.96, ip", "fd00:77::96, [fd00:77::96], ip6"})
  void isRoutedElsewhere(String address, String host, String family, Bed bed) {
    Machine machine = node.machine();
    Machine proxy = bed.pod(node);
    proxy.run("ip address add " + address + " dev eth0");
    proxy.serve();
    machine.run("ip route add %s dev %s".formatted(address, proxy));
    bed.api().service(address, "n1");
    node.awaitInTable(address);
    bed.station().awaitAnswer(address, node.mac());

    assertThat(bed.client().fetch(host + ":8080")).contains(Machine.SERVED);
    assertThat(machine.fetch(host + ":8080")).contains(Machine.SERVED);

    machine.run("nft add table inet proxy");
    machine.run("nft add chain inet proxy raw { type filter hook prerouting priority -300; }");
    machine.run("nft add rule inet proxy raw %s daddr %s notrack".formatted(family, address));
    assertThat(bed.client().fetch(host + ":8080")).contains(Machine.SERVED);
  }

  /** What the router has to say of a reply concerns the ping that conntrack keeps apart. */
  @Test
  void largeRepliesFindTheirWayThroughANarrowerRouter(Bed bed) {
    Machine router = bed.host("router", 8);
    Machine far = bed.boot("far");
    Machine.cable(router, "eth1", far, "eth0", "52:54:00:79:00:02");
    router.run("sysctl -qw net.ipv6.conf.all.forwarding=1");
    router.run("ip address add fd00:79::1/128 dev eth1");
    router.run("ip route add fd00:79::2 dev eth1 mtu 1300");
    far.run("ip address add fd00:79::2/64 dev eth0");
    far.run("ip route add default via fd00:79::1");
    node.machine().run("ip route add fd00:79::2 via fd00:77::8");

    assertThat(far.attempt("ping -n -c 5 -i 0.2 -W 2 -s 1400 " + VIP6).output())
        .contains("4 received");
  }

  @Test
  void arpingHearsOneAnswerToEachRequest(Bed bed) {
    assertThat(bed.client().run("arping -c 3 -W 0.1 -i eth0 " + VIP4))
        .contains("60 bytes from " + node.mac())
        .contains("3 packets transmitted, 3 packets received,   0% unanswered (0 extra)");
  }

  @Test
  void ndisc6HearsOneAnswer(Bed bed) {
    assertThat(bed.client().run("ndisc6 -n -m -w 200 -r 1 " + VIP6 + " eth0"))
        .containsOnlyOnce("Target link-layer address: " + node.mac().toUpperCase(Locale.ROOT))
        .containsOnlyOnce("from " + VIP6);
  }

  @Test
  void tcpdumpReadsTheAnswersWithoutComplaint(Bed bed) {
    Path capture = bed.record("tcpdump");
    bed.station().replies(Questions.question(VIP4), VIP4);
    bed.station().replies(Questions.question(VIP6), VIP4);

    assertThat(Commands.run(List.of("tcpdump", "-nvvr", capture.toString())).orFail())
        .contains("Reply 192.168.77.91 is-at " + node.mac() + ", length 46")
        .contains(
            "fd00:77::91 > fd00:77::5: [icmp6 sum ok] ICMP6, neighbor advertisement, length 32, tgt"
                + " is fd00:77::91, Flags [solicited, override]")
        .doesNotContain("bad", "incorrect", "truncated");
  }

  /** They leave through the interface on which the speaker hears. */
  @Test
  void theNodesOwnQuestionsAreNotAnswered(Bed bed) {
    assertThat(node.machine().attempt("arping -c 2 -w 1 -i eth0 " + VIP4).output())
        .contains("2 packets transmitted, 0 packets received");
    var _ =
        bed.station().await("the questions", 2, frame -> isFromNodeTo(frame, "ff:ff:ff:ff:ff:ff"));

    assertThat(bed.station().heard(frame -> isFromNodeTo(frame, node.mac()))).isEmpty();
  }

  @Test
  void theNodesOwnSolicitationsAreNotAnswered(Bed bed) {
    bed.record("own-solicitations");
    assertThat(node.machine().attempt("ndisc6 -n -m -w 500 -r 2 " + VIP6 + " eth0").output())
        .contains("No response");
    var _ =
        bed.station().await("the questions", 2, frame -> isFromNodeTo(frame, "33:33:ff:00:00:91"));

    assertThat(bed.station().heard(frame -> isFromNodeTo(frame, node.mac()))).isEmpty();
  }

  private static boolean isFromNodeTo(Frame frame, String mac) {
    return frame.speaksOfAddresses() && frame.isFrom(node.mac()) && frame.isTo(mac);
  }
}
