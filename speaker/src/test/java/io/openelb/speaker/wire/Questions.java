package io.openelb.speaker.wire;

import io.openelb.core.address.Family;
import io.openelb.core.address.Ip;

/** What a neighbour asks, and what it is owed, as expressions of {@link Station}. */
final class Questions {

  private Questions() {}

  /** Who has the address? By ARP, or by a solicitation to its group. */
  static String question(String address) {
    String text =
        isIpv4(address)
            ? "Ether(src=CLIENT, dst=ALL)/ARP(op=1, hwsrc=CLIENT, psrc=CLIENT4, pdst='%s')"
            : "Ether(src=CLIENT, dst=group_mac('%1$s'))/IPv6(src=CLIENT6, dst=group('%1$s'))"
                + "/ICMPv6ND_NS(tgt='%1$s')/ICMPv6NDOptSrcLLAddr(lladdr=CLIENT)";
    return text.formatted(address);
  }

  /** The answer of the station with that MAC. */
  static String answer(String address, String mac) {
    String text =
        isIpv4(address)
            ? "Ether(src='%2$s', dst=CLIENT)/ARP(op=2, hwsrc='%2$s', psrc='%1$s', hwdst=CLIENT,"
                + " pdst=CLIENT4)/Padding(bytes(18))"
            : "Ether(src='%2$s', dst=CLIENT)/IPv6(src='%1$s', dst=CLIENT6)"
                + "/ICMPv6ND_NA(R=0, S=1, O=1, tgt='%1$s')/ICMPv6NDOptDstLLAddr(lladdr='%2$s')";
    return text.formatted(address, mac);
  }

  /** What the station says unasked when it gets the address: all frames of it. */
  static String announcement(String address, String mac) {
    String text =
        isIpv4(address)
            ? "[Ether(src='%2$s', dst=ALL)/ARP(op=op, hwsrc='%2$s', psrc='%1$s', hwdst=target,"
                + " pdst='%1$s')/Padding(bytes(18)) for op, target in ((1, NOBODY), (2, ALL))]"
            : "Ether(src='%2$s', dst='33:33:00:00:00:01')/IPv6(src='%1$s', dst='ff02::1')"
                + "/ICMPv6ND_NA(R=0, S=0, O=1, tgt='%1$s')/ICMPv6NDOptDstLLAddr(lladdr='%2$s')";
    return text.formatted(address, mac);
  }

  /** The question of a station that wants the address for itself (RFC 5227 2.1.1, 4862 5.4.2). */
  static String probe(String address, String mac) {
    String text =
        isIpv4(address)
            ? "Ether(src='%2$s', dst=ALL)/ARP(op=1, hwsrc='%2$s', psrc='0.0.0.0', hwdst=NOBODY,"
                + " pdst='%1$s')/Padding(bytes(18))"
            : "Ether(src='%2$s', dst=group_mac('%1$s'))/IPv6(src='::', dst=group('%1$s'))"
                + "/ICMPv6ND_NS(tgt='%1$s')";
    return text.formatted(address, mac);
  }

  private static boolean isIpv4(String address) {
    return Ip.of(address).family() == Family.IPV4;
  }
}
