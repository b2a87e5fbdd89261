package io.openelb.core.announcement;

import io.openelb.core.address.Ip;
import io.openelb.core.address.Mac;
import java.util.List;

/**
 * What a speaker has to do, in the order given. Addresses that change together come in one effect.
 */
public sealed interface Effect {

  /** Answer requests for these on the interface. */
  record StartAnswering(String nic, List<Ip> addresses) implements Effect {}

  /** Answer no more, at once. */
  record StopAnswering(String nic, List<Ip> addresses) implements Effect {}

  /**
   * These have an owner on the interface, this node or another, where none was known since they are
   * planned there. Said once, whoever owns them later, and though nobody may for a while.
   */
  record Owned(String nic, List<Ip> addresses) implements Effect {}

  /**
   * Tell the neighbours' caches, unasked: gratuitous ARP in request and reply form, or a neighbour
   * advertisement with Override. The repetitions come as effects of their own.
   */
  record Announce(String nic, List<Ip> addresses) implements Effect {}

  /**
   * Ask the segment who answers for these: an ARP probe (RFC 5227), or a DAD solicitation. Others'
   * questions are to be heard from now on (RFC 4862 5.4.2).
   */
  record Ask(String nic, List<Ip> addresses) implements Effect {}

  /** These, which were asked for, are not to be taken for now: others' questions may be missed. */
  record StopAsking(String nic, List<Ip> addresses) implements Effect {}

  /**
   * Multicast this on the interface. When the first part of a turn has left, tell the {@link
   * Fence}: what waits, or is lost, keeps nobody from taking our addresses.
   */
  record Advertise(String nic, Advertisement advertisement) implements Effect {}

  /** Everything is handed over, or there is nobody to take it: the process may end. */
  record Left() implements Effect {}

  /** Something that people want to know. */
  sealed interface Report extends Effect {}

  /**
   * We answer for the address from now on.
   *
   * @param reason such as {@code worker-p001 was silent for 340 ms; took over from it}
   */
  record Took(String nic, Ip address, String reason) implements Report {}

  /**
   * We answer for the address no more.
   *
   * @param reason such as {@code worker-p002 took it}
   */
  record Yielded(String nic, Ip address, String reason) implements Report {}

  /**
   * A station that is no speaker has the address. Said once for each station.
   *
   * @param beforeAnnouncement whether no speaker was ever heard to own the address
   */
  record Conflict(String nic, Ip address, Mac mac, boolean beforeAnnouncement) implements Report {}

  /** The station that had the address doesn't answer any more, or who owns the address tells. */
  record ConflictOver(String nic, Ip address) implements Report {}

  /**
   * The node's kernel answers for an address that its speaker doesn't own: strictARP is needed and
   * off. Said once for each node, until it answers no more.
   */
  record KernelAnswers(String nic, Ip address, String node) implements Report {}

  /**
   * The node's kernel was silent when an address was asked for that its speaker doesn't own, or
   * nothing can be said of it any more: it is no node, or our interface is down.
   */
  record KernelAnswersNoMore(String nic, String node) implements Report {}

  /** We could not send for longer than the others wait, and fell silent on the interface. */
  record Fenced(String nic, long nanos) implements Report {}

  /**
   * Nothing was sent for so long: the others are asked for more time from now on, see {@link
   * Timings#dead(int)}.
   */
  record Busy(String nic, long nanos, int strain) implements Report {}

  /** The machine didn't keep us waiting for a while: the others wait no longer than usual. */
  record BusyNoMore(String nic) implements Report {}
}
