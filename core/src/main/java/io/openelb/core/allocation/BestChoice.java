package io.openelb.core.allocation;

import io.openelb.core.address.Ip;
import io.openelb.core.pool.Pools;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Decides for one Service with regard to the others: what they were promised is left to them while
 * there is anything else, in whatever Eip, or one overruled proposal would overrule the next.
 *
 * @param promises to those who are not decided yet, and to those who wait
 */
public record BestChoice(Pools pools, Ledger ledger, List<Promises> promises) {

  /** Decides a claim; what others were promised is given only if that brings it further. */
  public Decision decide(Claim claim) {
    AddressChoice unpromised = choiceFor(claim);
    Decision without = Allocator.decide(pools, ledger, yielding(claim), unpromised);
    if (claim.isContentWith(without)) {
      return without;
    }
    Decision with = Allocator.decide(pools, ledger, claim, unpromised.or(AddressChoice.lowest()));
    boolean further = claim.isContentWith(with) || with.grants().size() > without.grants().size();
    return further ? with : without;
  }

  /** Without the proposals that others ask for. */
  private Claim yielding(Claim claim) {
    Set<Ip> left =
        claim.prefilled().stream()
            .filter(
                ip -> promises.stream().noneMatch(to -> to.askedForByOthers(ip, claim.service())))
            .collect(Collectors.toSet());
    return claim.proposing(left);
  }

  /**
   * Who was overruled steps apart: the webhook is just proposing the lowest to others, unseen by
   * us.
   */
  private AddressChoice choiceFor(Claim claim) {
    boolean overruled = claim.prefilled().stream().anyMatch(ip -> isOthers(ip, claim.service()));
    return overruled
        ? AddressChoice.startingAt(
            Integer.toUnsignedLong(claim.service().hashCode()), this::unpromisedFrom)
        : AddressChoice.lowestOf(this::unpromisedFrom);
  }

  private boolean isOthers(Ip ip, ServiceId service) {
    return ledger.occupants(ip).stream().anyMatch(one -> !one.service().equals(service));
  }

  private Optional<Ip> unpromisedFrom(Ip ip) {
    Optional<Ip> from = Optional.of(ip);
    for (Promises some : promises) {
      from = from.flatMap(some::unpromisedFrom);
    }
    return from;
  }
}
