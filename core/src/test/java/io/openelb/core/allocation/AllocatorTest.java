package io.openelb.core.allocation;

import static io.openelb.core.allocation.Given.assigned;
import static io.openelb.core.allocation.Given.claim;
import static io.openelb.core.allocation.Given.disabled;
import static io.openelb.core.allocation.Given.grant;
import static io.openelb.core.allocation.Given.ips;
import static io.openelb.core.allocation.Given.local;
import static io.openelb.core.allocation.Given.messages;
import static io.openelb.core.allocation.Given.pool;
import static io.openelb.core.allocation.Given.pools;
import static io.openelb.core.allocation.Given.service;
import static org.assertj.core.api.Assertions.assertThat;

import io.openelb.core.address.Family;
import io.openelb.core.address.Ip;
import io.openelb.core.pool.Pools;
import io.openelb.core.pool.Violation;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Who gets which address, and what those are told who get none. */
final class AllocatorTest {

  private static final String LB_IP = "spec.loadBalancerIP";

  private final Ledger ledger = new Ledger();
  private Pools pools = pools(pool("layer2-eip", "192.168.0.91-192.168.0.100"));

  @Test
  void givesTheLowestFreeAddress() {
    ledger.hold(service("other", 0, "TCP/80"), ips("192.168.0.91"));

    Decision decision = decide(claim(service("web", 1, "TCP/80")));

    assertThat(decision).isEqualTo(assigned("192.168.0.92", "layer2-eip"));
  }

  @Test
  void givesTheRequestedAddress() {
    assertThat(decide(claim(service("web", 0, "TCP/80")).requested(Ip.of("192.168.0.95"), LB_IP)))
        .isEqualTo(assigned("192.168.0.95", "layer2-eip"));
  }

  @Test
  void sharesARequestedAddressWhenPortsDiffer() {
    ledger.hold(service("web", 0, "TCP/80"), ips("192.168.0.91"));

    assertThat(decide(claim(service("api", 1, "TCP/81")).requested(Ip.of("192.168.0.91"), LB_IP)))
        .isEqualTo(assigned("192.168.0.91", "layer2-eip"));
  }

  @Test
  void refusesATakenPortWithTheWordsOfTheContract() {
    ledger.hold(service("web", 0, "TCP/80"), ips("192.168.0.91"));

    assertThat(
            messages(
                decide(
                    claim(service("api", 1, "TCP/80", "TCP/81"))
                        .requested(Ip.of("192.168.0.91"), LB_IP))))
        .containsExactly(
            "port TCP/80 of 192.168.0.91 is taken by Service shop/web (Eip layer2-eip);"
                + " use another port or another address");
  }

  @Test
  void refusesToShareWithALocalService() {
    ledger.hold(local(service("web", 0, "TCP/80")), ips("192.168.0.91"));

    assertThat(
            messages(
                decide(claim(service("api", 1, "TCP/81")).requested(Ip.of("192.168.0.91"), LB_IP))))
        .containsExactly(
            "192.168.0.91 is taken by Service shop/web (Eip layer2-eip), which has externalTrafficPolicy Local;"
                + " use Cluster there or another address");
  }

  @Test
  void dualStackGetsOneOfEachFamilyInItsOrder() {
    pools = pools(pool("v4", "192.168.0.91"), pool("v6", "fd00::91"));

    Decision decision =
        decide(claim(service("web", 0, "TCP/80")).families(List.of(Family.IPV6, Family.IPV4)));

    assertThat(decision.grants())
        .extracting(Grant::address)
        .isEqualTo(ips("fd00::91", "192.168.0.91"));
  }

  @Test
  void requireDualStackGetsNothingRatherThanHalf() {
    ClaimBuilder both =
        claim(service("web", 0, "TCP/80")).families(List.of(Family.IPV4, Family.IPV6));

    assertThat(decide(both)).isInstanceOf(Decision.Assign.class);
    assertThat(decide(both.allFamilies(true))).isInstanceOf(Decision.Refuse.class);
  }

  @Test
  void anIpv6NetworkCostsNothing() {
    pools = pools(pool("v6", "fd00:91::/64"));
    assertThat(decide(claim(service("web", 0)).families(List.of(Family.IPV6))))
        .isEqualTo(assigned("fd00:91::", "v6"));
  }

  @Test
  void aPoolThatIsNotReadyGivesNothing() {
    pools = pools(pool("layer2-eip", "192.168.0.91").withReady(false));

    assertThat(messages(decide(claim(service("web", 0)))))
        .containsExactly("no address left: layer2-eip is not ready");
    assertThat(messages(decide(claim(service("web", 0)).pool("layer2-eip", "here"))))
        .containsExactly("here of Service shop/web: Eip layer2-eip is not ready; name another Eip");
  }

  @Test
  void aProposedAddressIsTakenOnlyWhenAllIsWell() {
    pools =
        pools(
            pool("layer2-eip", "192.168.0.91-192.168.0.100"),
            pool("pool-b", "10.0.0.1-10.0.0.2", 0, false, List.of("x")),
            disabled("pool-c", "10.0.0.9"));
    ledger.hold(service("other", 0, "TCP/1"), ips("192.168.0.97"));

    for (String unfit : List.of("192.168.0.97", "10.0.0.1", "10.0.0.9", "10.9.9.9", "fd00::1")) {
      assertThat(decide(claim(service("web", 0, "TCP/80")).prefilled(ips(unfit))))
          .as(unfit)
          .isEqualTo(assigned("192.168.0.91", "layer2-eip"));
    }
    assertThat(decide(claim(service("web", 0, "TCP/80")).prefilled(ips("192.168.0.99"))))
        .isEqualTo(assigned("192.168.0.99", "layer2-eip"));
  }

  @Test
  void bothFamiliesAreProposedAndNamed() {
    pools =
        pools(
            pool("v4", "192.168.0.91-192.168.0.99"),
            pool("v4-b", "10.0.0.1-10.0.0.9"),
            pool("v6", "fd00::91-fd00::99"),
            pool("v6-b", "fd01::1-fd01::9"));
    ClaimBuilder both = claim(service("web", 0)).families(List.of(Family.IPV4, Family.IPV6));

    assertThat(decide(both.prefilled(ips("192.168.0.95", "fd00::95"))).grants())
        .containsExactly(grant("192.168.0.95", "v4"), grant("fd00::95", "v6"));
    assertThat(decide(both.pool("v6-b", "x").pool("v4", "y")).grants())
        .containsExactly(grant("192.168.0.95", "v4"), grant("fd01::1", "v6-b"));
    ClaimBuilder named =
        claim(service("web", 0))
            .families(List.of(Family.IPV4, Family.IPV6))
            .pool("v6-b", "x")
            .pool("v4", "y");
    assertThat(decide(named).grants())
        .containsExactly(grant("192.168.0.91", "v4"), grant("fd01::1", "v6-b"));
  }

  @Test
  void aNamedEipThatIsFullSaysSoWhereItIsNamed() {
    pools = pools(pool("a", "10.0.0.1"), pool("b", "10.0.0.2"), pool("free", "10.0.0.3"));
    ledger.hold(service("one", 0), ips("10.0.0.1"));
    ledger.hold(service("two", 0), ips("10.0.0.2"));

    Decision decision = decide(claim(service("web", 0)).pool("a", "here").pool("b", "there"));

    assertThat(decision.violations()).extracting(Violation::path).containsExactly("here", "there");
    assertThat(messages(decision))
        .containsExactly("no address left: a 1 of 1 used", "no address left: b 1 of 1 used");
  }

  @Test
  void theChoiceMayAvoidAndSpread() {
    Claim claim = claim(service("web", 0)).build();
    AddressChoice except =
        AddressChoice.lowestExcept(ips("192.168.0.91", "192.168.0.92")::contains);
    assertThat(Allocator.decide(pools, ledger, claim, except))
        .isEqualTo(assigned("192.168.0.93", "layer2-eip"));
    assertThat(Allocator.decide(pools, ledger, claim, AddressChoice.startingAt(14, Optional::of)))
        .isEqualTo(assigned("192.168.0.95", "layer2-eip"));
    AddressChoice leaping =
        AddressChoice.startingAt(
            8,
            ip ->
                ip.compareTo(Ip.of("192.168.0.99")) < 0
                    ? Optional.of(ip)
                    : Optional.of(Ip.of("192.168.0.255")));
    assertThat(Allocator.decide(pools, ledger, claim, leaping))
        .isEqualTo(assigned("192.168.0.91", "layer2-eip"));
    assertThat(
            messages(
                Allocator.decide(pools, ledger, claim, AddressChoice.lowestExcept(ip -> true))))
        .containsExactly("no address left: layer2-eip 0 of 10 used and the others promised");
  }

  private Decision decide(ClaimBuilder claim) {
    return Allocator.decide(pools, ledger, claim.build());
  }
}
