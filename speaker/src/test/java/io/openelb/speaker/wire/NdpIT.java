package io.openelb.speaker.wire;

import static io.openelb.speaker.wire.Row.answered;
import static io.openelb.speaker.wire.Row.silent;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** Neighbour discovery (RFC 4861, RFC 4862), frame by frame. */
@ExtendWith(BedExtension.class)
final class NdpIT {

  private static final String VIP = "fd00:77::91";

  /** For what asks whether the speaker is through with a frame. */
  private static final String VIP4 = "192.168.77.91";

  private static final String MULTICAST =
      "Ether(src=CLIENT, dst=group_mac('fd00:77::91'))/IPv6(src=CLIENT6, dst=group('fd00:77::91'))";
  private static final String UNICAST =
      "Ether(src=CLIENT, dst=NODE)/IPv6(src=CLIENT6, dst='fd00:77::91')";
  private static final String DETECTION =
      "Ether(src=CLIENT, dst=group_mac('fd00:77::91'))/IPv6(src='::', dst=group('fd00:77::91'))";
  private static final String NS = "/ICMPv6ND_NS(tgt='fd00:77::91')";
  private static final String OPTION = "/ICMPv6NDOptSrcLLAddr(lladdr=CLIENT)";

  private static final String ANSWER =
      "Ether(src=NODE, dst=CLIENT)/IPv6(src='fd00:77::91', dst=CLIENT6, hlim=255)"
          + "/ICMPv6ND_NA(R=0, S=1, O=1, tgt='fd00:77::91')/ICMPv6NDOptDstLLAddr(lladdr=NODE)";
  private static final String ANSWER_TO_ALL =
      "Ether(src=NODE, dst=CLIENT)/IPv6(src='fd00:77::91', dst='ff02::1', hlim=255)"
          + "/ICMPv6ND_NA(R=0, S=0, O=1, tgt='fd00:77::91')/ICMPv6NDOptDstLLAddr(lladdr=NODE)";

  static final List<Row> TABLE =
      List.of(
          answered(
              "a solicitation by multicast is answered, unicast, Solicited and Override set",
              MULTICAST + NS + OPTION,
              ANSWER),
          answered(
              "so is one by unicast, without a source link-layer option: is the neighbour reachable?",
              UNICAST + NS,
              ANSWER),
          answered("so is one by unicast, with the option", UNICAST + NS + OPTION, ANSWER),
          answered(
              "so is one by multicast without the option, to the frame's sender",
              MULTICAST + NS,
              ANSWER),
          answered(
              "so is one to the group, in a frame to this station alone",
              "Ether(src=CLIENT, dst=NODE)/IPv6(src=CLIENT6, dst=group('fd00:77::91'))"
                  + NS
                  + OPTION,
              ANSWER),
          answered(
              "so is one with options that nobody knows, before and behind the one that counts",
              MULTICAST
                  + NS
                  + "/ICMPv6NDOptUnknown(type=200, len=2, data=bytes(14))"
                  + OPTION
                  + "/ICMPv6NDOptUnknown(type=14, len=1, data=b'nonce!')",
              ANSWER),
          answered(
              "the answer goes to the MAC that the option names",
              MULTICAST + NS + "/ICMPv6NDOptSrcLLAddr(lladdr=OTHER)",
              ANSWER.replace("dst=CLIENT)", "dst=OTHER)")),
          answered(
              "the answer goes to a link-local source as well",
              MULTICAST.replace("CLIENT6", "'fe80::5'") + NS + OPTION,
              ANSWER.replace("CLIENT6", "'fe80::5'")),
          answered(
              "duplicate address detection is answered to all nodes, in a frame to the asker alone, Override set, Solicited not",
              DETECTION + NS,
              ANSWER_TO_ALL),
          answered(
              "so is enhanced duplicate address detection, which brings a nonce (RFC 7527)",
              DETECTION + NS + "/ICMPv6NDOptUnknown(type=14, len=1, data=b'nonce!')",
              ANSWER_TO_ALL),
          answered(
              "a solicitation that has a priority is answered, untagged",
              (MULTICAST + NS + OPTION).replace("/IPv6(", "/Dot1Q(vlan=0, prio=7)/IPv6("),
              ANSWER),
          answered(
              "so is the detection of a duplicate that has one",
              (DETECTION + NS).replace("/IPv6(", "/Dot1Q(vlan=0)/IPv6("),
              ANSWER_TO_ALL),
          silent(
              "an address that nobody owns, but whose group was joined",
              MULTICAST + "/ICMPv6ND_NS(tgt='fd00:78::91')" + OPTION),
          silent(
              "an address that nobody owns",
              (MULTICAST + NS + OPTION).replace("fd00:77::91", "fd00:77::92")),
          silent(
              "hop limit 254",
              MULTICAST.replace("dst=group('fd00:77::91')", "hlim=254, dst=group('fd00:77::91')")
                  + NS
                  + OPTION),
          silent(
              "a wrong checksum",
              MULTICAST + "/ICMPv6ND_NS(tgt='fd00:77::91', cksum=0x1234)" + OPTION),
          silent("no checksum", MULTICAST + "/ICMPv6ND_NS(tgt='fd00:77::91', cksum=0)" + OPTION),
          silent("code 1", MULTICAST + "/ICMPv6ND_NS(code=1, tgt='fd00:77::91')" + OPTION),
          silent(
              "an option of length zero",
              MULTICAST + NS + "/ICMPv6NDOptSrcLLAddr(len=0, lladdr=CLIENT)"),
          silent(
              "an option beyond the end",
              MULTICAST + NS + "/ICMPv6NDOptSrcLLAddr(len=2, lladdr=CLIENT)"),
          silent("half an option", MULTICAST + NS + OPTION + "/Raw(b'\\x01')"),
          silent(
              "each truncation of a solicitation",
              "[Ether(bytes(%s)[:n]) for n in range(15, 86)]".formatted(MULTICAST + NS + OPTION)),
          silent(
              "a solicitation whose packet says that it is shorter, with the checksum of that",
              "Ether(src=CLIENT, dst=NODE)/IPv6(src=CLIENT6, dst='fd00:77::91', plen=20)"
                  + "/ICMPv6Unknown(type=135, code=0, msgbody=bytes(4)+bytes(12))"),
          silent("a multicast target", MULTICAST + "/ICMPv6ND_NS(tgt='ff02::1:ff00:91')" + OPTION),
          silent(
              "duplicate address detection with a source link-layer option",
              DETECTION + NS + OPTION),
          silent(
              "duplicate address detection to the address instead of its group",
              "Ether(src=CLIENT, dst=NODE)/IPv6(src='::', dst='fd00:77::91')" + NS),
          silent(
              "a solicitation from a group (RFC 4291 2.7)",
              MULTICAST.replace("CLIENT6", "'ff02::2'") + NS + OPTION),
          silent(
              "a source link-layer option that names a group's MAC",
              MULTICAST + NS + "/ICMPv6NDOptSrcLLAddr(lladdr='33:33:00:00:00:01')"),
          silent(
              "a source link-layer option that names the node's own MAC",
              MULTICAST + NS + "/ICMPv6NDOptSrcLLAddr(lladdr=NODE)"),
          silent(
              "a unicast solicitation to another station, which a switch without its MAC floods",
              "Ether(src=CLIENT, dst=OTHER)/IPv6(src=CLIENT6, dst='fd00:77::91')" + NS + OPTION),
          silent(
              "a solicitation to another address's group",
              "Ether(src=CLIENT, dst=NODE)/IPv6(src=CLIENT6, dst='ff02::1:ff00:92')" + NS + OPTION),
          silent(
              "a solicitation that a fragment header hides (RFC 6980)",
              MULTICAST + "/IPv6ExtHdrFragment()" + NS + OPTION),
          silent(
              "a router solicitation",
              "Ether(src=CLIENT, dst='33:33:00:00:00:02')/IPv6(src=CLIENT6, dst='ff02::2')"
                  + "/ICMPv6ND_RS()/ICMPv6NDOptSrcLLAddr(lladdr=CLIENT)"),
          silent(
              "an advertisement of another address",
              "Ether(src=CLIENT, dst=NODE)/IPv6(src=CLIENT6, dst='fd00:77::91')"
                  + "/ICMPv6ND_NA(tgt=CLIENT6)/ICMPv6NDOptDstLLAddr(lladdr=CLIENT)"),
          silent(
              "a solicitation tagged for a VLAN",
              (MULTICAST + NS + OPTION).replace("/IPv6(", "/Dot1Q(vlan=7)/IPv6(")),
          silent(
              "a solicitation with two tags",
              (MULTICAST + NS + OPTION).replace("/IPv6(", "/Dot1AD(vlan=7)/Dot1Q(vlan=8)/IPv6(")));

  @BeforeAll
  static void own(Bed bed) {
    Node node = bed.node();
    node.start();
    bed.api().eip("layer2-eip", Bed.POOL4, "eth0");
    bed.api().eip("layer2-eip6", Bed.POOL6, "eth0");
    bed.api().service(VIP4, "n1");
    bed.api().service(VIP, "n1");
    bed.station().awaitAnswer(VIP4, node.mac());
    bed.station().awaitAnswer(VIP, node.mac());
    bed.station().awaitAnnouncements(VIP4, node.mac());
    bed.station().awaitAnnouncements(VIP, node.mac());
  }

  @ParameterizedTest(name = "{0}")
  @FieldSource("TABLE")
  void holds(Row row, Bed bed) {
    assertThat(bed.station().replies(row.sent(), VIP4))
        .as("what the node says to %s", row.sent())
        .isEqualTo(row.owed(bed.station()));
  }
}
