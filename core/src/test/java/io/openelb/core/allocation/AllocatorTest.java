package io.openelb.core.allocation;

import static io.openelb.core.allocation.Given.claim;
import static io.openelb.core.allocation.Given.disabled;
import static io.openelb.core.allocation.Given.ips;
import static io.openelb.core.allocation.Given.local;
import static io.openelb.core.allocation.Given.pool;
import static io.openelb.core.allocation.Given.pools;
import static io.openelb.core.allocation.Given.service;
import static org.assertj.core.api.Assertions.assertThat;

import io.openelb.core.address.Family;
import io.openelb.core.address.Ip;
import io.openelb.core.pool.Pools;
import io.openelb.core.pool.Violation;
import java.util.List;
import java.util.Map;
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
  void countsWhatWasTriedWhenNothingIsLeft() {
    pools =
        pools(
            pool("layer2-eip", "192.168.0.91-192.168.0.92"),
            pool("pool-b", "10.0.0.1", 0, false, List.of("x")),
            disabled("pool-c", "10.0.0.9"));
    ledger.hold(service("a", 0, "TCP/80"), ips("192.168.0.91"));
    ledger.hold(service("b", 0, "TCP/80"), ips("192.168.0.92"));

    Decision decision = decide(claim(service("web", 1, "TCP/80")));

    assertThat(decision).isInstanceOf(Decision.Refuse.class);
    assertThat(messages(decision))
        .containsExactly(
            "no address left: layer2-eip 2 of 2 used, pool-c is disabled, pool-b is bound to namespaces [x]");
  }

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
        .containsExactly(Violation.Reason.CONFLICT);
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
  void waitingClaimsAreServedInTheOrderOfCreation() {
    pools = pools(pool("layer2-eip", "192.168.0.91"));
    Claim younger = claim(service("younger", 2, "TCP/80")).build();
    Claim elder = claim(service("elder", 1, "TCP/80")).build();

    Map<Claim, Decision> served = Allocator.serve(pools, ledger, List.of(younger, elder));

    assertThat(served).containsOnlyKeys(elder);
    assertThat(ledger.tenants(Ip.of("192.168.0.91"))).containsExactly(elder.tenant());
  }

  private Decision decide(ClaimBuilder claim) {
    return Allocator.decide(pools, ledger, claim.build());
  }

  private static Decision assigned(String ip, String pool) {
    return new Decision.Assign(List.of(grant(ip, pool)), List.of(), List.of());
  }

  private static Decision kept(String ip, String pool) {
    return new Decision.Keep(List.of(grant(ip, pool)), List.of());
  }

  private static Grant grant(String ip, String pool) {
    return new Grant(Ip.of(ip), Optional.of(pool));
  }

  private static List<String> messages(Decision decision) {
    return decision.violations().stream().map(Violation::message).toList();
  }
}
