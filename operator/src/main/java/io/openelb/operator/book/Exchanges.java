package io.openelb.operator.book;

import io.openelb.core.address.Ip;
import io.openelb.core.allocation.Claim;
import io.openelb.core.allocation.Decision;
import io.openelb.core.allocation.Grant;
import io.openelb.core.allocation.Ledger;
import io.openelb.core.allocation.Tenant;
import io.openelb.operator.conflict.Strangers;
import io.openelb.operator.conflict.UnannouncedAddresses;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Which addresses are exchanged because a stranger had them before we gave them out. */
record Exchanges(Ledger ledger, UnannouncedAddresses unannounced, Strangers strangers) {

  /**
   * What it holds and nobody announced yet, because a stranger had it before.
   *
   * @param before what of that was to be exchanged and could not be: it is no newcomer for ever
   */
  Set<Ip> spoiled(Tenant tenant, Set<Ip> before) {
    return ledger.heldBy(tenant).stream()
        .filter(ip -> unannounced.contains(ip) || before.contains(ip))
        .filter(strangers::wereFirst)
        .collect(Collectors.toUnmodifiableSet());
  }

  /** Takes note of a decision that is not recorded yet. */
  void decided(Claim claim, Decision decision) {
    abandoned(claim, decision);
    given(decision)
        .filter(ip -> ledger.occupants(ip).isEmpty() && !claim.held().contains(ip))
        .forEach(unannounced::give);
  }

  /**
   * Takes note of a decision that is recorded.
   *
   * @param before what those who waited held before any of them was served
   */
  void served(Claim claim, Decision decision, Set<Ip> before) {
    abandoned(claim, decision);
    given(decision)
        .filter(ip -> ledger.occupants(ip).size() == 1 && !before.contains(ip))
        .forEach(unannounced::give);
  }

  private void abandoned(Claim claim, Decision decision) {
    decision.releases().stream().filter(claim.spoiled()::contains).forEach(strangers::abandon);
  }

  private static Stream<Ip> given(Decision decision) {
    return decision instanceof Decision.Assign assign
        ? assign.grants().stream().map(Grant::address)
        : Stream.empty();
  }
}
