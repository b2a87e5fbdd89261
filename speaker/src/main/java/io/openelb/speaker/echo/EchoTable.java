package io.openelb.speaker.echo;

import io.openelb.core.address.Family;
import io.openelb.core.address.Ip;
import io.openelb.core.address.Mac;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The text of our nftables table.
 *
 * <p>It has the addresses that have an owner, this node or another. Before that a planned address
 * may be a stranger's, whom the node's Pods talk with.
 *
 * <p>Echo requests to such an address go to the node's own address, before kube-proxy's rules are
 * asked (their chains have priority -100): so ping works whatever kube-proxy does. Conntrack keeps
 * them in a zone of their own: it translates all echoes of a ping as it did the first, so a ping
 * that began before the address was in the table would go astray for as long as it runs. What a
 * router has to say of a reply, such as that it is too big, is about that zone, too. IPv4 needs
 * none of that: the kernel's echo replies may be taken apart under way.
 *
 * <p>What is still addressed to one when it is about to be forwarded or sent was not translated by
 * kube-proxy: a port that no Service has. It is refused here, or the owner would send it back to
 * the segment, where it comes from. What leaves by another interface has found its way: some
 * replacements of kube-proxy have a route for the address. Only new connections are refused: a
 * stray segment of an open one, which conntrack calls invalid, must not reset it, and is dropped.
 * What conntrack knows may be older than our knowledge of the address, and passes. Our chains are
 * behind the usual ones (priority 10), so kube-proxy's own refusals and drops come first.
 *
 * <p>Where the interface is a bridge, frames that it only passes on get here, too
 * (bridge-nf-call-iptables). They are another's to refuse, and are told by their MAC.
 *
 * <p>In IPVS mode the kernel has the addresses itself, and refuses their closed ports. Packets to
 * the node's own addresses are left alone: when a process of the node asks a Pod in the host
 * network, it asks from the address, and the replies go to it.
 *
 * <p>A neighbour that asks by unicast whether an owned IPv6 address is still there is answered from
 * the frame, before packets get here. The kernel would take the question for a packet to forward,
 * and tell the neighbour by a redirect that there is a better way.
 *
 * <p>{@code flags owner} binds the table to the socket of the process that made it: it goes with
 * the process, however that ends. This needs Linux 5.12.
 */
final class EchoTable {

  /** Makes the table, empty: one command a line. */
  static final String CREATE =
      """
      add table inet openelb-speaker { flags owner; }
      add map inet openelb-speaker own4 { type ipv4_addr : ipv4_addr; }
      add map inet openelb-speaker own6 { type ipv6_addr : ipv6_addr; }
      add set inet openelb-speaker nics { type ifname; }
      add set inet openelb-speaker macs { type ether_addr; }
      add chain inet openelb-speaker zone
      add rule inet openelb-speaker zone icmp type echo-request ip daddr @own4 ct original zone set 20293
      add rule inet openelb-speaker zone icmpv6 type echo-request ip6 daddr @own6 ct original zone set 20293
      add rule inet openelb-speaker zone icmpv6 type { destination-unreachable, packet-too-big, time-exceeded, parameter-problem } ip6 daddr @own6 @th,112,8 58 @th,384,8 129 ct original zone set 20293
      add chain inet openelb-speaker zone-in { type filter hook prerouting priority -300; }
      add rule inet openelb-speaker zone-in jump zone
      add chain inet openelb-speaker zone-own { type filter hook output priority -300; }
      add rule inet openelb-speaker zone-own jump zone
      add chain inet openelb-speaker echo
      add rule inet openelb-speaker echo icmp type echo-request dnat ip to ip daddr map @own4
      add rule inet openelb-speaker echo icmpv6 type echo-request dnat ip6 to ip6 daddr map @own6
      add chain inet openelb-speaker echo-in { type nat hook prerouting priority -110; }
      add rule inet openelb-speaker echo-in jump echo
      add chain inet openelb-speaker echo-own { type nat hook output priority -110; }
      add rule inet openelb-speaker echo-own jump echo
      add chain inet openelb-speaker neighbours { type filter hook prerouting priority -300; }
      add rule inet openelb-speaker neighbours iifname @nics ether daddr != @macs return
      add rule inet openelb-speaker neighbours ip6 daddr @own6 icmpv6 type { nd-neighbor-solicit, nd-neighbor-advert } drop
      add chain inet openelb-speaker refuse
      add rule inet openelb-speaker refuse ct state new meta l4proto tcp reject with tcp reset
      add rule inet openelb-speaker refuse ct state new reject with icmpx port-unreachable
      add rule inet openelb-speaker refuse ct state invalid drop
      add chain inet openelb-speaker closed
      add rule inet openelb-speaker closed ip daddr @own4 jump refuse
      add rule inet openelb-speaker closed ip6 daddr @own6 jump refuse
      add chain inet openelb-speaker closed-in { type filter hook forward priority 10; }
      add rule inet openelb-speaker closed-in iifname @nics ether daddr != @macs return
      add rule inet openelb-speaker closed-in oifname @nics jump closed
      add chain inet openelb-speaker closed-own { type filter hook output priority 10; }
      add rule inet openelb-speaker closed-own fib daddr type local return
      add rule inet openelb-speaker closed-own oifname @nics jump closed
      """;

  /** Makes nft show that the table is there. */
  static final String SHOW = "list chain inet openelb-speaker closed-own\n";

  /** How the answer to {@link #SHOW} begins. */
  static final String SHOWN = "table inet openelb-speaker {";

  /** Elements of one command: nft reads a command as one line. */
  private static final int ELEMENTS = 200;

  private EchoTable() {}

  /** The commands that put elements in. */
  static List<String> add(EchoBook.Elements some) {
    return all("add", some);
  }

  /** The commands that take elements out. */
  static List<String> delete(EchoBook.Elements some) {
    return all("delete", some);
  }

  private static List<String> all(String verb, EchoBook.Elements some) {
    Stream<String> nics = some.nics().stream().map("\"%s\""::formatted);
    List<String> commands = new ArrayList<>();
    commands.addAll(elements(verb, "nics", nics));
    commands.addAll(elements(verb, "macs", some.macs().stream().map(Mac::toString)));
    commands.addAll(elements(verb, "own4", of(Family.IPV4, some.addresses())));
    commands.addAll(elements(verb, "own6", of(Family.IPV6, some.addresses())));
    return commands;
  }

  private static Stream<String> of(Family family, Map<Ip, Ip> addresses) {
    return addresses.entrySet().stream()
        .filter(entry -> entry.getKey().family() == family)
        .map(entry -> entry.getKey() + " : " + entry.getValue());
  }

  private static List<String> elements(String verb, String set, Stream<String> all) {
    List<String> elements = all.toList();
    List<String> commands = new ArrayList<>();
    for (int at = 0; at < elements.size(); at += ELEMENTS) {
      List<String> some = elements.subList(at, Math.min(at + ELEMENTS, elements.size()));
      commands.add(
          "%s element inet openelb-speaker %s { %s }"
              .formatted(verb, set, String.join(", ", some)));
    }
    return commands;
  }
}
