package io.openelb.core.allocation;

import static io.openelb.core.allocation.Given.assigned;
import static io.openelb.core.allocation.Given.claim;
import static io.openelb.core.allocation.Given.ips;
import static io.openelb.core.allocation.Given.pool;
import static io.openelb.core.allocation.Given.pools;
import static io.openelb.core.allocation.Given.service;
import static org.assertj.core.api.Assertions.assertThat;

import io.openelb.core.pool.Pools;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the webhook proposed, and what another load balancer gave, without anybody's asking. */
final class ProposalTest {

  private final Ledger ledger = new Ledger();
  private final Pools pools =
      pools(
          pool("open", "192.168.0.91-192.168.0.99"),
          pool("of-the-shop", "10.0.0.1-10.0.0.2", 0, false, List.of("shop")));

  @Test
  void ofThePoolThatIsChosenItIsTaken() {
    assertThat(decide(web().prefilled(ips("10.0.0.2"))))
        .isEqualTo(assigned("10.0.0.2", "of-the-shop"));
  }

  @Test
  void ofAnotherPoolItIsNot() {
    assertThat(decide(web().prefilled(ips("192.168.0.95"))))
        .isEqualTo(assigned("10.0.0.1", "of-the-shop"));
  }

  @Test
  void ofTheNextPoolItIsWhileTheFirstIsFull() {
    ledger.hold(service("other", 1), ips("10.0.0.1", "10.0.0.2"));

    assertThat(decide(web().prefilled(ips("192.168.0.95"))))
        .isEqualTo(assigned("192.168.0.95", "open"));
  }

  @Test
  void ofThePoolThatTheServiceNamesItIs() {
    assertThat(decide(web().prefilled(ips("192.168.0.95")).pool("open", "x")))
        .isEqualTo(assigned("192.168.0.95", "open"));
  }

  @Test
  void whatAnotherLoadBalancerGaveIsTakenOfAnyPool() {
    assertThat(decide(web().prefilled(ips("10.0.0.1")).brought(ips("192.168.0.95"))))
        .isEqualTo(assigned("192.168.0.95", "open"));
  }

  @Test
  void whatAServiceHoldsIsNoProposalAnyMore() {
    ledger.hold(service("web", 0, "TCP/80"), ips("192.168.0.95"));

    assertThat(decide(web().prefilled(ips("192.168.0.95"))))
        .isEqualTo(Given.kept("192.168.0.95", "open"));
  }

  private static ClaimBuilder web() {
    return claim(service("web", 0, "TCP/80"));
  }

  private Decision decide(ClaimBuilder claim) {
    return Allocator.decide(pools, ledger, claim.build());
  }
}
