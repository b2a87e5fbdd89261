package io.openelb.core.allocation;

import static io.openelb.core.allocation.Given.claim;
import static io.openelb.core.allocation.Given.disabled;
import static io.openelb.core.allocation.Given.ips;
import static io.openelb.core.allocation.Given.messages;
import static io.openelb.core.allocation.Given.pool;
import static io.openelb.core.allocation.Given.pools;
import static io.openelb.core.allocation.Given.service;
import static org.assertj.core.api.Assertions.assertThat;

import io.openelb.core.address.Family;
import io.openelb.core.address.Ip;
import io.openelb.core.pool.Pools;
import io.openelb.core.pool.Violation;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** When no address is left. */
final class WaitingTest {

  private static final String LB_IP = "spec.loadBalancerIP";

  private final Ledger ledger = new Ledger();
  private Pools pools = pools(pool("layer2-eip", "192.168.0.91-192.168.0.100"));

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
  void waitingClaimsAreServedInTheOrderOfCreation() {
    pools = pools(pool("layer2-eip", "192.168.0.91"));
    Claim younger = claim(service("younger", 2, "TCP/80")).build();
    Claim elder = claim(service("elder", 1, "TCP/80")).build();

    Map<Claim, Decision> served = serve(List.of(younger, elder));

    assertThat(served).containsOnlyKeys(elder);
    assertThat(ledger.tenants(Ip.of("192.168.0.91"))).containsExactly(elder.tenant());
  }

  @Test
  void aCrowdThatWaitsForAFullPoolCostsLittle() {
    pools = pools(pool("layer2-eip", "192.168.0.91"), pool("v6", "fd00::91"));
    List<Claim> waiting = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      waiting.add(claim(service("s" + i, i, "TCP/80")).build());
      waiting.add(
          claim(service("t" + i, i, "TCP/80")).requested(Ip.of("192.168.0.91"), LB_IP).build());
      waiting.add(claim(service("u" + i, i, "TCP/80")).families(List.of(Family.IPV6)).build());
    }
    waiting.add(
        claim(service("shares", 99, "TCP/81")).requested(Ip.of("192.168.0.91"), LB_IP).build());

    assertThat(serve(waiting).keySet())
        .extracting(claim -> claim.service().name())
        .containsExactly("s0", "u0", "shares");
  }

  @Test
  void aCrowdLeavesToThoseBehindItWhatTheyAskFor() {
    pools = pools(pool("big", "10.1.0.0/16"));
    Ip first = Ip.of("10.1.0.0");
    List<Claim> waiting = new ArrayList<>();
    for (int i = 0; i < 20_000; i++) {
      Ip asked = first.plus(BigInteger.valueOf(i));
      waiting.add(claim(service("asking" + i, 2, "TCP/80")).requested(asked, LB_IP).build());
      waiting.add(claim(service("plain" + i, 1, "TCP/80")).build());
    }

    assertThat(serve(waiting)).hasSize(40_000);
    assertThat(ledger.tenants(first)).containsExactly(waiting.getFirst().tenant());
    assertThat(ledger.heldBy(waiting.get(1))).containsExactly(Ip.of("10.1.78.32"));
  }

  @Test
  void whatOneCanNotHaveSaysNothingOfThoseWhoHoldAPart() {
    pools = pools(pool("v4", "192.168.0.91"), pool("v6", "fd00::91"));
    List<Family> both = List.of(Family.IPV4, Family.IPV6);
    ledger.hold(service("half", 2), ips("192.168.0.91"));
    Claim nothing = claim(service("nothing", 1)).families(both).allFamilies(true).build();
    Claim half = claim(service("half", 2)).families(both).allFamilies(true).build();

    assertThat(serve(List.of(nothing, half)).keySet()).containsExactly(half);
  }

  @Test
  void aCrowdThatWaitsForASecondFamilyCostsLittle() {
    Claim one = half("one", "192.168.0.91").build();
    Claim other = half("other", "192.168.0.92").build();
    Claim asking = half("asking", "192.168.0.93").pool("v6", "x").build();
    Claim exchanging =
        half("exchanging", "192.168.0.94").build().exchanging(Set.of(Ip.of("192.168.0.94")));
    Claim whole = claim(service("whole", 1)).held(ips("192.168.0.95")).build();

    assertThat(wish(one)).isPresent().isEqualTo(wish(other));
    assertThat(wish(claim(service("nothing", 1)).build())).isNotEqualTo(wish(one));
    assertThat(List.of(asking, exchanging, whole)).allMatch(claim -> wish(claim).isEmpty());

    pools = pools(pool("v6", "fd00::1"));
    assertThat(serve(List.of(one, other)).keySet()).containsExactly(one);
  }

  private static ClaimBuilder half(String name, String held) {
    return claim(service(name, 1)).families(List.of(Family.IPV4, Family.IPV6)).held(ips(held));
  }

  private Optional<WaitingLine.Wish> wish(Claim claim) {
    return WaitingLine.Wish.of(claim, ledger);
  }

  @Test
  void whatIsWronglyAskedForSaysNothingOfOthers() {
    Violation problem = new Violation("p", Violation.Reason.INVALID, "bad");
    Claim wrong = claim(service("wrong", 1)).problems(List.of(problem)).build();
    Claim elsewhere = claim(service("elsewhere", 2)).requested(Ip.of("10.9.9.9"), LB_IP).build();
    Claim plain = claim(service("plain", 3)).build();

    assertThat(serve(List.of(wrong, elsewhere, plain)).keySet()).containsExactly(plain);
  }

  @Test
  void whatAMoveFreesGoesToTheEldestInLineOnceTheMoveIsSettled() {
    pools =
        pools(
            pool("open", "192.168.0.91"), pool("shop-eip", "10.0.0.1", 0, false, List.of("shop")));
    ledger.hold(service("mover", 5), ips("192.168.0.91"));
    Claim elder = claim(service("bank", "elder", 1)).build();
    Claim mover = claim(service("mover", 5)).pool("shop-eip", "x").build();
    Claim younger = claim(service("bank", "younger", 6)).build();

    assertThat(serve(List.of(younger, mover, elder)).keySet()).containsExactly(mover);
    ledger.settle(mover.service(), ips("10.0.0.1"));
    assertThat(serve(List.of(younger, elder)).keySet()).containsExactly(elder);
  }

  @Test
  void fillsASixteenWithoutSlowingDown() {
    pools = pools(pool("big", "10.1.0.0/16"));
    for (int i = 0; i < 65536; i++) {
      Claim claim = claim(service("s" + i, i)).build();
      ledger.record(claim, Allocator.decide(pools, ledger, claim));
    }

    Decision decision = decide(claim(service("late", 1)));

    assertThat(messages(decision)).containsExactly("no address left: big 65536 of 65536 used");
  }

  private Map<Claim, Decision> serve(List<Claim> waiting) {
    return WaitingLine.serve(pools, ledger, new Promises(), waiting);
  }

  private Decision decide(ClaimBuilder claim) {
    return Allocator.decide(pools, ledger, claim.build());
  }
}
