package io.openelb.core.allocation;

import static io.openelb.core.allocation.Given.assigned;
import static io.openelb.core.allocation.Given.claim;
import static io.openelb.core.allocation.Given.disabled;
import static io.openelb.core.allocation.Given.grant;
import static io.openelb.core.allocation.Given.ips;
import static io.openelb.core.allocation.Given.kept;
import static io.openelb.core.allocation.Given.local;
import static io.openelb.core.allocation.Given.messages;
import static io.openelb.core.allocation.Given.pool;
import static io.openelb.core.allocation.Given.pools;
import static io.openelb.core.allocation.Given.service;
import static io.openelb.core.allocation.Given.withNode;
import static org.assertj.core.api.Assertions.assertThat;

import io.openelb.core.address.Family;
import io.openelb.core.address.Ip;
import io.openelb.core.pool.Pools;
import io.openelb.core.pool.Violation;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What was given stays given, unless the Service itself gives it up. */
final class KeepingTest {

  private static final String LB_IP = "spec.loadBalancerIP";

  private final Ledger ledger = new Ledger();
  private Pools pools = pools(pool("layer2-eip", "192.168.0.91-192.168.0.100"));

  @Test
  void keepsTheAddressOfADisabledPool() {
    pools = pools(disabled("layer2-eip", "192.168.0.91"));
    ledger.hold(service("web", 0, "TCP/80"), ips("192.168.0.91"));

    assertThat(decide(claim(service("web", 0, "TCP/80"))))
        .isEqualTo(kept("192.168.0.91", "layer2-eip"));
  }

  @Test
  void theYoungerOfTwoIncompatibleLosesARequestedAddress() {
    ledger.hold(service("web", 0, "TCP/80"), ips("192.168.0.91"));
    ledger.hold(service("api", 1, "TCP/80"), ips("192.168.0.91"));

    assertThat(decide(claim(service("web", 0, "TCP/80"))))
        .isEqualTo(kept("192.168.0.91", "layer2-eip"));
    assertThat(decide(claim(service("api", 1, "TCP/80")).requested(Ip.of("192.168.0.91"), LB_IP)))
        .isInstanceOf(Decision.Release.class);
  }

  @Test
  void whoBreaksSharingByItsOwnChangeLosesThoughItIsTheElder() {
    ledger.hold(service("web", 0, "TCP/80"), ips("192.168.0.91"));
    ledger.hold(service("api", 1, "TCP/81"), ips("192.168.0.91"));

    Decision decision =
        decide(claim(service("web", 0, "TCP/81")).requested(Ip.of("192.168.0.91"), LB_IP));

    assertThat(decision).isInstanceOf(Decision.Release.class);
    assertThat(messages(decision))
        .containsExactly(
            "port TCP/81 of 192.168.0.91 is taken by Service shop/api (Eip layer2-eip);"
                + " use another port or another address");
  }

  @Test
  void anAddressOutsideEveryPoolIsKeptAndReported() {
    ledger.hold(service("web", 0, "TCP/80"), ips("192.168.0.200"));

    Decision decision = decide(claim(service("web", 0, "TCP/80")).pool("layer2-eip", "x"));

    assertThat(decision).isInstanceOf(Decision.Keep.class);
    assertThat(decision.violations())
        .extracting(Violation::reason)
        .containsExactly(Violation.Reason.NOT_FOUND);
  }

  @Test
  void aSecondFamilyIsAddedAndTheFirstKept() {
    pools = pools(pool("v4", "192.168.0.91-192.168.0.92"), pool("v6", "fd00::91"));
    ledger.hold(service("web", 0, "TCP/80"), ips("192.168.0.92"));

    Decision decision =
        decide(
            claim(service("web", 0, "TCP/80"))
                .families(List.of(Family.IPV4, Family.IPV6))
                .allFamilies(true));

    assertThat(decision)
        .isEqualTo(
            new Decision.Assign(
                List.of(grant("192.168.0.92", "v4"), grant("fd00::91", "v6")),
                List.of(),
                List.of()));
  }

  @Test
  void whoHoldsOneFamilyKeepsItWhileTheOtherIsMissing() {
    ledger.hold(service("web", 0, "TCP/80"), ips("192.168.0.92"));

    Decision decision =
        decide(
            claim(service("web", 0, "TCP/80"))
                .families(List.of(Family.IPV4, Family.IPV6))
                .allFamilies(true));

    assertThat(decision.grants()).containsExactly(grant("192.168.0.92", "layer2-eip"));
    assertThat(messages(decision))
        .containsExactly("no address left: there is no Eip with IPv6 addresses");
    assertThat(decision).isInstanceOf(Decision.Keep.class);
  }

  @Test
  void aFamilyGivenUpIsReleased() {
    pools = pools(pool("v4", "192.168.0.91"), pool("v6", "fd00::91"));
    ledger.hold(service("web", 0, "TCP/80"), ips("192.168.0.91", "fd00::91"));

    assertThat(decide(claim(service("web", 0, "TCP/80"))))
        .isEqualTo(
            new Decision.Assign(List.of(grant("192.168.0.91", "v4")), ips("fd00::91"), List.of()));
  }

  @Test
  void aChangeOfTheRequestedAddressMovesIt() {
    ledger.hold(service("web", 0, "TCP/80"), ips("192.168.0.91"));

    assertThat(decide(claim(service("web", 0, "TCP/80")).requested(Ip.of("192.168.0.95"), LB_IP)))
        .isEqualTo(
            new Decision.Assign(
                List.of(grant("192.168.0.95", "layer2-eip")), ips("192.168.0.91"), List.of()));
  }

  @Test
  void aRefusedChangeTakesNothingAway() {
    ledger.hold(service("web", 0, "TCP/80"), ips("192.168.0.91"));
    ledger.hold(service("other", 1, "TCP/80"), ips("192.168.0.95"));

    Decision decision =
        decide(claim(service("web", 0, "TCP/80")).requested(Ip.of("192.168.0.95"), LB_IP));

    assertThat(decision).isInstanceOf(Decision.Keep.class);
    assertThat(decision.grants()).containsExactly(grant("192.168.0.91", "layer2-eip"));
    assertThat(messages(decision).getFirst())
        .startsWith("port TCP/80 of 192.168.0.95 is taken by Service shop/other");
  }

  @Test
  void anotherNamedEipMovesIt() {
    pools = pools(pool("layer2-eip", "192.168.0.91"), pool("pool-b", "10.0.0.1"));
    ledger.hold(service("web", 0, "TCP/80"), ips("192.168.0.91"));

    assertThat(decide(claim(service("web", 0, "TCP/80")).pool("pool-b", "x")))
        .isEqualTo(
            new Decision.Assign(
                List.of(grant("10.0.0.1", "pool-b")), ips("192.168.0.91"), List.of()));
    assertThat(decide(claim(service("web", 0, "TCP/80")).pool("layer2-eip", "x")))
        .isEqualTo(kept("192.168.0.91", "layer2-eip"));
    assertThat(
            decide(claim(service("web", 0, "TCP/80")).pool("layer2-eip", "x").pool("pool-b", "x")))
        .isEqualTo(kept("192.168.0.91", "layer2-eip"));
  }

  @Test
  void whoLeavesASharedAddressMayChangePortsAndPolicyAtOnce() {
    pools = pools(pool("layer2-eip", "192.168.0.91-192.168.0.92"), pool("pool-b", "10.0.0.1"));
    ledger.hold(service("web", 0, "TCP/80"), ips("192.168.0.91"));
    Tenant mail = service("mail", 1, "TCP/25");
    ledger.hold(mail, ips("192.168.0.91"));
    Tenant onATakenPort = service("mail", 1, "TCP/80");
    Decision moved =
        new Decision.Assign(
            List.of(grant("192.168.0.92", "layer2-eip")), ips("192.168.0.91"), List.of());

    assertThat(decide(claim(local(mail)).requested(Ip.of("192.168.0.92"), LB_IP))).isEqualTo(moved);
    assertThat(decide(claim(onATakenPort).requested(Ip.of("192.168.0.92"), LB_IP)))
        .isEqualTo(moved);
    assertThat(decide(claim(onATakenPort).pool("pool-b", "x")))
        .isEqualTo(
            new Decision.Assign(
                List.of(grant("10.0.0.1", "pool-b")), ips("192.168.0.91"), List.of()));
  }

  @Test
  void whoseMoveIsRefusedHearsWhyItLosesASharedAddress() {
    ledger.hold(service("web", 0, "TCP/80"), ips("192.168.0.91"));
    Tenant mail = service("mail", 1, "TCP/25");
    ledger.hold(mail, ips("192.168.0.91"));

    Decision decision = decide(claim(local(mail)).requested(Ip.of("10.9.9.9"), LB_IP));

    assertThat(messages(decision))
        .containsExactly(
            "192.168.0.91 is taken by Service shop/web (Eip layer2-eip) and can't be shared with"
                + " externalTrafficPolicy Local; use Cluster or another address",
            "spec.loadBalancerIP of Service shop/mail: 10.9.9.9 belongs to no Eip; use an address of one,"
                + " or none to have one chosen");
  }

  @Test
  void aRequestedAddressIsKeptThoughTheServiceNamesAnotherEip() {
    pools = pools(pool("layer2-eip", "192.168.0.91"), pool("pool-b", "10.0.0.1"));
    ledger.hold(service("web", 0), ips("192.168.0.91"));

    for (String other : List.of("pool-b", "nowhere")) {
      Decision decision =
          decide(
              claim(service("web", 0)).requested(Ip.of("192.168.0.91"), LB_IP).pool(other, "eip"));

      assertThat(decision).isInstanceOf(Decision.Keep.class);
      assertThat(messages(decision))
          .containsExactly(
              "spec.loadBalancerIP of Service shop/web: 192.168.0.91 belongs to Eip layer2-eip, but eip names Eip "
                  + other
                  + "; keep one of the two");
    }
  }

  @Test
  void anEipThatIsNotThereTakesNothingAway() {
    ledger.hold(service("web", 0, "TCP/80"), ips("192.168.0.91"));

    Decision decision = decide(claim(service("web", 0, "TCP/80")).pool("gone", "here"));

    assertThat(decision).isInstanceOf(Decision.Keep.class);
    assertThat(messages(decision))
        .containsExactly(
            "here of Service shop/web: there is no Eip gone; name one that exists, or none to have one chosen");
  }

  @Test
  void problemsGiveNothingNewAndTakeNothingAway() {
    Violation problem = new Violation("p", Violation.Reason.INVALID, "bad");
    ledger.hold(service("web", 0, "TCP/80"), ips("192.168.0.91"));

    assertThat(decide(claim(service("web", 0, "TCP/80")).pool("x", "x").problems(List.of(problem))))
        .isEqualTo(
            new Decision.Keep(List.of(grant("192.168.0.91", "layer2-eip")), List.of(problem)));
    assertThat(decide(claim(service("new", 0, "TCP/80")).problems(List.of(problem))))
        .isEqualTo(new Decision.Refuse(List.of(problem)));
  }

  @Test
  void theYoungerOfTwoIncompatibleIsMovedWhenItAskedForNoAddress() {
    ledger.hold(service("web", 0, "TCP/80"), ips("192.168.0.91"));
    ledger.hold(service("api", 1, "TCP/80"), ips("192.168.0.91"));

    Decision decision = decide(claim(service("api", 1, "TCP/80")));

    assertThat(decision.grants()).containsExactly(grant("192.168.0.92", "layer2-eip"));
    assertThat(decision.releases()).isEqualTo(ips("192.168.0.91"));
    assertThat(decision.violations()).hasSize(1);
  }

  @Test
  void whatTheStatusSaysCountsWhereTheLedgerKnowsNothing() {
    assertThat(decide(claim(service("web", 0, "TCP/80")).held(ips("192.168.0.97"))))
        .isEqualTo(kept("192.168.0.97", "layer2-eip"));

    ledger.hold(service("web", 0, "TCP/80"), ips("192.168.0.98"));
    assertThat(decide(claim(service("web", 0, "TCP/80")).held(ips("192.168.0.97"))))
        .isEqualTo(kept("192.168.0.98", "layer2-eip"));
  }

  @Test
  void ofSeveralHeldOnesTheRequestedStays() {
    ledger.hold(service("web", 0, "TCP/80"), ips("192.168.0.91", "192.168.0.95"));

    Decision decision =
        decide(claim(service("web", 0, "TCP/80")).requested(Ip.of("192.168.0.95"), LB_IP));

    assertThat(decision.grants()).containsExactly(grant("192.168.0.95", "layer2-eip"));
    assertThat(decision.releases()).isEqualTo(ips("192.168.0.91"));
  }

  @Test
  void aServiceOfTheSameNameButAnotherUidHoldsNothing() {
    Tenant gone = service("web", 0, "TCP/80");
    ledger.hold(gone, ips("192.168.0.95"));
    Tenant successor =
        new Tenant(gone.service(), "another", gone.seniority().createdAt(), gone.ports(), false);

    assertThat(decide(claim(successor))).isEqualTo(assigned("192.168.0.91", "layer2-eip"));
    assertThat(decide(claim(successor).requested(Ip.of("192.168.0.95"), LB_IP)))
        .isEqualTo(assigned("192.168.0.95", "layer2-eip"));
  }

  @Test
  void anAddressThatANodeHasTooIsKeptAndReported() {
    pools = pools(withNode("192.168.0.91"));
    ledger.hold(service("web", 0, "TCP/80"), ips("192.168.0.91"));

    Decision decision = decide(claim(service("web", 0, "TCP/80")));

    assertThat(decision).isInstanceOf(Decision.Keep.class);
    assertThat(messages(decision))
        .containsExactly(
            "status.loadBalancer of Service shop/web: 192.168.0.91 is also the address of Node n and is kept;"
                + " change one of them");
    assertThat(decide(claim(service("new", 1)))).isEqualTo(assigned("192.168.0.92", "layer2-eip"));
  }

  @Test
  void anAddressThatIsSpoiledIsExchanged() {
    Tenant web = service("web", 0, "TCP/80");
    ledger.hold(web, ips("192.168.0.91"));
    Claim claim = claim(web).prefilled(ips("192.168.0.91")).build();

    Decision decision = exchanged(claim);

    assertThat(decision.grants()).containsExactly(grant("192.168.0.92", "layer2-eip"));
    assertThat(decision.releases()).containsExactly(Ip.of("192.168.0.91"));
    assertThat(decision.violations()).isEmpty();
  }

  @Test
  void aRequestedAddressIsKeptThoughItIsSpoiled() {
    Tenant web = service("web", 0, "TCP/80");
    ledger.hold(web, ips("192.168.0.91"));

    assertThat(exchanged(claim(web).requested(Ip.of("192.168.0.91"), LB_IP).build()))
        .isEqualTo(kept("192.168.0.91", "layer2-eip"));
  }

  @Test
  void aSpoiledAddressIsKeptWhenThereIsNoOther() {
    pools = pools(pool("layer2-eip", "192.168.0.91"));
    Tenant web = service("web", 0, "TCP/80");
    ledger.hold(web, ips("192.168.0.91"));

    Decision decision = exchanged(claim(web).build());

    assertThat(decision).isInstanceOf(Decision.Keep.class);
    assertThat(messages(decision)).containsExactly("no address left: layer2-eip 1 of 1 used");
  }

  private Decision exchanged(Claim claim) {
    return Allocator.decide(pools, ledger, claim.exchanging(Set.of(Ip.of("192.168.0.91"))));
  }

  private Decision decide(ClaimBuilder claim) {
    return Allocator.decide(pools, ledger, claim.build());
  }
}
