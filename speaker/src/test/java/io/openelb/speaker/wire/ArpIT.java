package io.openelb.speaker.wire;

import static io.openelb.speaker.wire.Row.answered;
import static io.openelb.speaker.wire.Row.silent;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** ARP (RFC 826, RFC 5227), frame by frame. */
@ExtendWith(BedExtension.class)
final class ArpIT {

  private static final String VIP = "192.168.77.91";

  private static final String ANSWER =
      "Ether(src=NODE, dst=CLIENT)/ARP(op=2, hwsrc=NODE, psrc='192.168.77.91', hwdst=CLIENT,"
          + " pdst=CLIENT4)/Padding(bytes(18))";

  static final List<Row> TABLE =
      List.of(
          answered(
              "a request for an owned address is answered, unicast, padded to 60 octets",
              "Ether(src=CLIENT, dst=ALL)/ARP(op=1, hwsrc=CLIENT, psrc=CLIENT4, pdst='192.168.77.91')",
              ANSWER),
          answered(
              "so is a request to this station alone, as caches send to verify an entry",
              "Ether(src=CLIENT, dst=NODE)/ARP(op=1, hwsrc=CLIENT, psrc=CLIENT4, hwdst=NODE,"
                  + " pdst='192.168.77.91')",
              ANSWER),
          answered(
              "a probe, whose sender is 0.0.0.0, is answered",
              "Ether(src=CLIENT, dst=ALL)/ARP(op=1, hwsrc=CLIENT, psrc='0.0.0.0', pdst='192.168.77.91')",
              "Ether(src=NODE, dst=CLIENT)/ARP(op=2, hwsrc=NODE, psrc='192.168.77.91', hwdst=CLIENT,"
                  + " pdst='0.0.0.0')/Padding(bytes(18))"),
          answered(
              "the answer goes to the sender that the packet names",
              "Ether(src=CLIENT, dst=ALL)/ARP(op=1, hwsrc=OTHER, psrc=CLIENT4, pdst='192.168.77.91')",
              "Ether(src=NODE, dst=OTHER)/ARP(op=2, hwsrc=NODE, psrc='192.168.77.91', hwdst=OTHER,"
                  + " pdst=CLIENT4)/Padding(bytes(18))"),
          answered(
              "a request that has a priority is answered, untagged",
              "Ether(src=CLIENT, dst=ALL)/Dot1Q(vlan=0, prio=5)/ARP(op=1, hwsrc=CLIENT, psrc=CLIENT4,"
                  + " pdst='192.168.77.91')",
              ANSWER),
          answered(
              "so is one whose priority is a provider's",
              "Ether(src=CLIENT, dst=ALL)/Dot1AD(vlan=0)/ARP(op=1, hwsrc=CLIENT, psrc=CLIENT4,"
                  + " pdst='192.168.77.91')",
              ANSWER),
          silent(
              "a request for an address that nobody owns",
              "Ether(src=CLIENT, dst=ALL)/ARP(op=1, hwsrc=CLIENT, psrc=CLIENT4, pdst='192.168.77.92')"),
          silent(
              "a request to another station, which a switch without its MAC floods",
              "Ether(src=CLIENT, dst=OTHER)/ARP(op=1, hwsrc=CLIENT, psrc=CLIENT4, pdst='192.168.77.91')"),
          silent(
              "a reply to all",
              "Ether(src=CLIENT, dst=ALL)/ARP(op=2, hwsrc=CLIENT, psrc=CLIENT4, pdst='192.168.77.91')"),
          silent(
              "a reply to the node",
              "Ether(src=CLIENT, dst=NODE)/ARP(op=2, hwsrc=CLIENT, psrc=CLIENT4, pdst='192.168.77.91')"),
          silent(
              "operation 0",
              "Ether(src=CLIENT, dst=ALL)/ARP(op=0, hwsrc=CLIENT, psrc=CLIENT4, pdst='192.168.77.91')"),
          silent(
              "a reverse request (RARP's operation)",
              "Ether(src=CLIENT, dst=ALL)/ARP(op=3, hwsrc=CLIENT, psrc=CLIENT4, pdst='192.168.77.91')"),
          silent(
              "hardware type IEEE 802",
              "Ether(src=CLIENT, dst=ALL)/ARP(hwtype=6, op=1, hwsrc=CLIENT, psrc=CLIENT4,"
                  + " pdst='192.168.77.91')"),
          silent(
              "protocol type IPv6",
              "Ether(src=CLIENT, dst=ALL)/ARP(ptype=0x86dd, plen=4, op=1, hwsrc=CLIENT, psrc=CLIENT4,"
                  + " pdst='192.168.77.91')"),
          silent(
              "hardware addresses said to be of 8 octets",
              "Ether(src=CLIENT, dst=ALL)/Raw(bytes(ARP(op=1, hwsrc=CLIENT, psrc=CLIENT4,"
                  + " pdst='192.168.77.91')).replace(b'\\x06\\x04', b'\\x08\\x04', 1))"),
          silent(
              "protocol addresses said to be of 16 octets",
              "Ether(src=CLIENT, dst=ALL)/Raw(bytes(ARP(op=1, hwsrc=CLIENT, psrc=CLIENT4,"
                  + " pdst='192.168.77.91')).replace(b'\\x06\\x04', b'\\x06\\x10', 1))"),
          silent(
              "each truncation of a request",
              "[Ether(bytes(Ether(src=CLIENT, dst=ALL)/ARP(op=1, hwsrc=CLIENT, psrc=CLIENT4,"
                  + " pdst='192.168.77.91'))[:n]) for n in range(15, 42)]"),
          silent(
              "a sender's MAC that is a group's",
              "Ether(src=CLIENT, dst=ALL)/ARP(op=1, hwsrc='01:00:5e:00:00:01', psrc=CLIENT4,"
                  + " pdst='192.168.77.91')"),
          silent(
              "a sender's MAC that is everybody's",
              "Ether(src=CLIENT, dst=ALL)/ARP(op=1, hwsrc=ALL, psrc=CLIENT4, pdst='192.168.77.91')"),
          silent(
              "a sender's MAC that is the node's own",
              "Ether(src=CLIENT, dst=ALL)/ARP(op=1, hwsrc=NODE, psrc=CLIENT4, pdst='192.168.77.91')"),
          silent(
              "a request tagged for a VLAN",
              "Ether(src=CLIENT, dst=ALL)/Dot1Q(vlan=7)/ARP(op=1, hwsrc=CLIENT, psrc=CLIENT4,"
                  + " pdst='192.168.77.91')"),
          silent(
              "a request with a priority and a tag for a VLAN",
              "Ether(src=CLIENT, dst=ALL)/Dot1Q(vlan=0, prio=5)/Dot1Q(vlan=7)/ARP(op=1, hwsrc=CLIENT,"
                  + " psrc=CLIENT4, pdst='192.168.77.91')"),
          silent(
              "a truncated request that has a priority",
              "[Ether(bytes(Ether(src=CLIENT, dst=ALL)/Dot1Q(vlan=0)/ARP(op=1, hwsrc=CLIENT, psrc=CLIENT4,"
                  + " pdst='192.168.77.91'))[:n]) for n in range(15, 46)]"),
          silent(
              "a request with two tags",
              "Ether(src=CLIENT, dst=ALL)/Dot1AD(vlan=7)/Dot1Q(vlan=8)/ARP(op=1, hwsrc=CLIENT,"
                  + " psrc=CLIENT4, pdst='192.168.77.91')"));

  @BeforeAll
  static void own(Bed bed) {
    Node node = bed.node();
    node.start();
    bed.api().eip("layer2-eip", Bed.POOL4, "eth0");
    bed.api().service(VIP, "n1");
    bed.station().awaitAnswer(VIP, node.mac());
    bed.station().awaitAnnouncements(VIP, node.mac());
  }

  @ParameterizedTest(name = "{0}")
  @FieldSource("TABLE")
  void holds(Row row, Bed bed) {
    assertThat(bed.station().replies(row.sent(), VIP))
        .as("what the node says to %s", row.sent())
        .isEqualTo(row.owed(bed.station()));
  }
}
