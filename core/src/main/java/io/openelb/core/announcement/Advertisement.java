package io.openelb.core.announcement;

import io.openelb.core.address.Ip;
import io.openelb.core.address.Mac;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a speaker says on an interface, in one datagram. Only its sender's authenticity is beyond
 * this type: it is heard after its HMAC was checked.
 *
 * @param node that speaks
 * @param mac of the interface it was sent on, so that its answers are known from strangers'
 * @param bootId drawn at random by each start of the speaker
 * @param sequence increases with each turn to speak of this boot on this interface
 * @param part counts the datagrams of one turn from 0; they may be heard in any order
 * @param phase where the speaker stands
 * @param strain how long its machine keeps it waiting: it is to be taken for dead no sooner than
 *     after {@link Timings#dead(int)}
 * @param count how many claims it holds on this interface
 * @param digest of these claims, see {@link AddressClaim#digest()}
 * @param echoes the boot ids that it hears; empty in datagrams that only carry further details
 * @param wanted the boot ids whose claims it doesn't know completely
 * @param claims that are new, or, with a span, all that lie in it
 * @param span where {@code claims} are complete; null when they are changes
 * @param released addresses that it owns no more
 * @param withdrawn addresses that it gave up because the plan has them no more: nobody is to take
 *     them over
 * @param offers the addresses that others shall take from it
 */
public record Advertisement(
    String node,
    Mac mac,
    long bootId,
    long sequence,
    int part,
    Phase phase,
    int strain,
    int count,
    long digest,
    BootIds echoes,
    BootIds wanted,
    List<AddressClaim> claims,
    @Nullable Span span,
    List<Ip> released,
    List<Ip> withdrawn,
    List<Offer> offers) {

  /** The addresses from the first to the last, both included, of both families. */
  public record Span(Ip from, Ip to) {}

  public Advertisement {
    if (part < 0 || part > 0xffff) {
      throw new IllegalArgumentException("a turn has no part " + part);
    }
    if (strain < 0 || strain > Timings.MAX_STRAIN) {
      throw new IllegalArgumentException("there is no strain " + strain);
    }
    claims = List.copyOf(claims);
    released = List.copyOf(released);
    withdrawn = List.copyOf(withdrawn);
    offers = List.copyOf(offers);
  }

  /** The same, said in another turn. */
  public Advertisement inTurn(long turn) {
    return new Advertisement(
        node, mac, bootId, turn, part, phase, strain, count, digest, echoes, wanted, claims, span,
        released, withdrawn, offers);
  }

  /** Whether it says no more than that its sender lives, and all is as it said before. */
  boolean isHeartbeatAfter(Advertisement before) {
    return part == 0
        && node.equals(before.node)
        && mac.value() == before.mac.value()
        && phase == before.phase
        && strain == before.strain
        && count == before.count
        && digest == before.digest
        && echoes.equals(before.echoes)
        && wanted.size() == 0
        && span == null
        && claims.isEmpty()
        && released.isEmpty()
        && withdrawn.isEmpty()
        && offers.isEmpty();
  }
}
