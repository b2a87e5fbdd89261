package io.openelb.core.allocation;

import static io.openelb.core.allocation.Given.assigned;
import static io.openelb.core.allocation.Given.claim;
import static io.openelb.core.allocation.Given.grant;
import static io.openelb.core.allocation.Given.ips;
import static io.openelb.core.allocation.Given.pool;
import static io.openelb.core.allocation.Given.pools;
import static io.openelb.core.allocation.Given.service;
import static org.assertj.core.api.Assertions.assertThat;

import io.openelb.core.address.Family;
import io.openelb.core.address.Ip;
import io.openelb.core.pool.Pools;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Who is decided leaves to others what they were promised. */
final class BestChoiceTest {

  private static final List<Family> BOTH = List.of(Family.IPV4, Family.IPV6);

  private final Ledger ledger = new Ledger();
  private final Promises undecided = new Promises();
  private final Promises waiting = new Promises();
  private Pools pools = pools(pool("a", "192.168.0.91-192.168.0.95"), pool("b", "10.0.0.1"));

  @Test
  void whatOthersWantOfAnyKindIsLeftToThem() {
    undecided.put(other("asks").requested(Ip.of("192.168.0.91"), "ip").build());
    undecided.put(other("brings").brought(ips("192.168.0.92")).build());
    waiting.put(other("promised").prefilled(ips("192.168.0.93")).build());

    assertThat(decide(web())).isEqualTo(assigned("192.168.0.94", "a"));
  }

  @Test
  void whileThereIsAnythingElseInWhateverEip() {
    pools = pools(pool("a", "192.168.0.91"), pool("b", "10.0.0.1"));
    undecided.put(other("asks").requested(Ip.of("192.168.0.91"), "ip").build());

    assertThat(decide(web())).isEqualTo(assigned("10.0.0.1", "b"));

    ledger.hold(service("holder", 0), ips("10.0.0.1"));
    assertThat(decide(web())).isEqualTo(assigned("192.168.0.91", "a"));
  }

  @Test
  void whatBringsItNoFurtherIsNotTaken() {
    pools = pools(pool("a", "192.168.0.91"), pool("b", "10.0.0.1"));
    undecided.put(other("asks").requested(Ip.of("192.168.0.91"), "ip").build());

    Decision withoutIpv6 = decide(web().families(BOTH));

    assertThat(withoutIpv6.grants()).containsExactly(grant("10.0.0.1", "b"));
  }

  @Test
  void whoHasToExchangeAnAddressTakesAlsoWhatIsPromised() {
    pools = pools(pool("a", "192.168.0.91-192.168.0.92"));
    ledger.hold(service("web", 1, "TCP/80"), ips("192.168.0.91"));
    undecided.put(other("asks").requested(Ip.of("192.168.0.92"), "ip").build());

    Claim exchanging = web().build().exchanging(Set.of(Ip.of("192.168.0.91")));

    assertThat(decide(exchanging).grants()).containsExactly(grant("192.168.0.92", "a"));
  }

  @Test
  void oneFamilyThatIsPromisedIsTakenForTheSakeOfBoth() {
    pools = pools(pool("a", "192.168.0.91"), pool("six", "fd00::91"));
    undecided.put(other("asks").requested(Ip.of("192.168.0.91"), "ip").build());

    assertThat(decide(web().families(BOTH)).grants())
        .containsExactly(grant("192.168.0.91", "a"), grant("fd00::91", "six"));
  }

  @Test
  void aProposalGivesWayToARequestAndToWhatOthersBring() {
    undecided.put(other("asks").requested(Ip.of("192.168.0.91"), "ip").build());
    waiting.put(other("brings").brought(ips("192.168.0.92")).build());

    assertThat(decide(web().prefilled(ips("192.168.0.91"))))
        .isEqualTo(assigned("192.168.0.93", "a"));
    assertThat(decide(web().prefilled(ips("192.168.0.92"))))
        .isEqualTo(assigned("192.168.0.93", "a"));
  }

  @Test
  void aProposalGivesWayToNoOther() {
    undecided.put(other("promised").prefilled(ips("192.168.0.93")).build());

    assertThat(decide(web().prefilled(ips("192.168.0.93"))))
        .isEqualTo(assigned("192.168.0.93", "a"));
  }

  @Test
  void whoseProposalIsTakenStepsApart() {
    pools = pools(pool("a", "192.168.0.0/24"));
    ledger.hold(service("holder", 0), ips("192.168.0.0"));

    assertThat(decide(web().prefilled(ips("192.168.0.0"))).grants())
        .isNotEmpty()
        .isNotEqualTo(decide(web()).grants());
  }

  @Test
  void whoHoldsItsOwnProposalIsOverruledByNobody() {
    pools = pools(pool("a", "192.168.0.91"), pool("six", "fd00::/64"));
    ledger.hold(service("web", 1, "TCP/80"), ips("192.168.0.91"));

    Decision both =
        decide(web().families(BOTH).held(ips("192.168.0.91")).prefilled(ips("192.168.0.91")));

    assertThat(both.grants()).containsExactly(grant("192.168.0.91", "a"), grant("fd00::", "six"));
  }

  @Test
  void whoHoldsSomethingWantsWhatItAsksForAndWhatItWasPromisedOfTheOtherFamily() {
    pools = pools(pool("a", "192.168.0.91-192.168.0.95"), pool("six", "fd00::91-fd00::92"));
    undecided.put(
        other("moving").held(ips("192.168.0.95")).requested(Ip.of("192.168.0.91"), "ip").build());
    undecided.put(
        other("half")
            .families(BOTH)
            .held(ips("192.168.0.94"))
            .prefilled(ips("192.168.0.92", "fd00::91"))
            .build());

    assertThat(decide(web().families(BOTH)).grants())
        .containsExactly(grant("192.168.0.92", "a"), grant("fd00::92", "six"));
  }

  @Test
  void whoWaitsNoMoreWantsNothing() {
    undecided.put(other("asks").requested(Ip.of("192.168.0.91"), "ip").build());
    undecided.remove(new ServiceId("shop", "asks"));

    assertThat(decide(web())).isEqualTo(assigned("192.168.0.91", "a"));
    assertThat(decide(web().prefilled(ips("192.168.0.91"))))
        .isEqualTo(assigned("192.168.0.91", "a"));
  }

  private static ClaimBuilder web() {
    return claim(service("web", 1, "TCP/80"));
  }

  private static ClaimBuilder other(String name) {
    return claim(service(name, 2, "TCP/80"));
  }

  private Decision decide(ClaimBuilder claim) {
    return decide(claim.build());
  }

  private Decision decide(Claim claim) {
    return new BestChoice(pools, ledger, List.of(undecided, waiting)).decide(claim);
  }
}
