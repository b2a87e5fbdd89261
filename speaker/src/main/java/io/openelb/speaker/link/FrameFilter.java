package io.openelb.speaker.link;

import io.openelb.core.address.Ip;
import io.openelb.core.address.IpRange;
import io.openelb.speaker.arp.ArpObserver;
import io.openelb.speaker.arp.ArpResponder;
import io.openelb.speaker.frame.ArpLayout;
import io.openelb.speaker.frame.Ethernet;
import io.openelb.speaker.frame.NdpLayout;
import io.openelb.speaker.ndp.NdpObserver;
import io.openelb.speaker.ndp.NdpResponder;
import java.util.List;

/**
 * Which frames may concern a speaker: all that {@link ArpResponder}, {@link ArpObserver}, {@link
 * NdpResponder} and {@link NdpObserver} would act upon, and few others. It becomes a BPF program,
 * which the kernel runs on each frame of the interface: other frames don't wake the speaker.
 *
 * @param owned covers the addresses that are answered for: ARP requests and neighbour solicitations
 *     for them pass
 * @param watched covers those that others may claim: claims of them and probes for them pass
 */
record FrameFilter(Cover owned, Cover watched) {

  /** Lets nothing pass. */
  static final FrameFilter NONE = new FrameFilter(Cover.NONE, Cover.NONE);

  /** Lets all pass that speaks of any address. */
  static final FrameFilter ALL = new FrameFilter(Cover.ALL, Cover.ALL);

  /** What the kernel knows beside the frame, see {@code linux/filter.h}: SKF_AD_PKTTYPE. */
  private static final int PACKET_TYPE = 0xfffff004;

  /**
   * The same, SKF_AD_VLAN_TAG: where untagged frames and those that have a priority only have a
   * zero. The kernel looks at the frame without its outer tag, whatever that says.
   */
  static final int VLAN_TAG = 0xfffff02c;

  /** The packet type of what the node itself sends. */
  private static final int OUTGOING = 4;

  /** An IPv6 address is kept in slots of 32 bits; an IPv4 address is in the last of them. */
  private static final int WORDS = 4;

  private static final int LAST_WORD = WORDS - 1;

  /** The filter of a policy, and no wider than that. */
  static FrameFilter of(AnswerPolicy policy) {
    return NONE.with(policy, AnswerPolicy.SILENT);
  }

  /**
   * This, wide enough for the policy too; equal to this if it was so before.
   *
   * @param earlier one that it is wide enough for
   */
  FrameFilter with(AnswerPolicy policy, AnswerPolicy earlier) {
    return new FrameFilter(
        owned.with(policy.owned(), earlier.owned()),
        watched.with(policy.watched(), earlier.watched()));
  }

  /**
   * The program.
   *
   * @param octets of an accepted frame that are handed on, at most
   */
  List<Bpf.Instruction> program(int octets) {
    return new Bpf()
        .load32(PACKET_TYPE)
        .ifEqual(OUTGOING, new Bpf().drop())
        .load16(VLAN_TAG)
        .and(Ethernet.VLAN_BITS)
        .require(0, 0)
        .load16(Ethernet.TYPE)
        .ifEqual(Ethernet.ARP, arp(octets))
        .require(Ethernet.IPV6, Ethernet.IPV6)
        .append(ndp(octets))
        .instructions();
  }

  /** Who speaks from 0.0.0.0 asks for the target, anybody else claims to be the sender. */
  private Bpf arp(int octets) {
    return new Bpf()
        .load32(ArpLayout.TARGET_IP)
        .keep(LAST_WORD)
        .load16(ArpLayout.OPERATION)
        .ifEqual(ArpLayout.REQUEST, accept(owned.ipv4(), LAST_WORD, octets))
        .load32(ArpLayout.SENDER_IP)
        .unlessEqual(0, new Bpf().keep(LAST_WORD))
        .append(accept(watched.ipv4(), LAST_WORD, octets))
        .drop();
  }

  private Bpf ndp(int octets) {
    Bpf target = new Bpf();
    Bpf fromUnspecified = new Bpf();
    for (int word = 0; word < WORDS; word++) {
      target.load32(NdpLayout.TARGET + 4 * word).keep(word);
      fromUnspecified.load32(NdpLayout.SOURCE + 4 * word).require(0, 0);
    }
    return new Bpf()
        .load8(NdpLayout.NEXT_HEADER)
        .require(NdpLayout.ICMPV6, NdpLayout.ICMPV6)
        .load8(NdpLayout.ICMP)
        .require(NdpLayout.SOLICITATION, NdpLayout.ADVERTISEMENT)
        .append(target)
        .load8(NdpLayout.ICMP)
        .ifEqual(NdpLayout.SOLICITATION, accept(owned.ipv6(), 0, octets).append(fromUnspecified))
        .append(accept(watched.ipv6(), 0, octets))
        .drop();
  }

  /**
   * Accepts the frame if the kept address is in one of the ranges, judged from this word on: all
   * words that first and last have in common, and the next one, which lies between theirs.
   */
  private static Bpf accept(List<IpRange> ranges, int word, int octets) {
    Bpf bpf = new Bpf();
    int from = 0;
    while (from < ranges.size()) {
      int first = word(ranges.get(from).first(), word);
      int last = word(ranges.get(from).last(), word);
      bpf.recall(word);
      if (word == LAST_WORD || first != last) {
        bpf.acceptIf(first, last, octets);
        from++;
      } else {
        int to = from + 1;
        while (to < ranges.size() && word(ranges.get(to).last(), word) == first) {
          to++;
        }
        bpf.ifEqual(first, accept(ranges.subList(from, to), word + 1, octets));
        from = to;
      }
    }
    return bpf;
  }

  private static int word(Ip address, int word) {
    long half = word < WORDS / 2 ? address.high() : address.low();
    return (int) (word % 2 == 0 ? half >>> 32 : half);
  }
}
