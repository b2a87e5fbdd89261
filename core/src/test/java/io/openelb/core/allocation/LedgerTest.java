package io.openelb.core.allocation;

import static io.openelb.core.allocation.Given.grant;
import static io.openelb.core.allocation.Given.ips;
import static io.openelb.core.allocation.Given.pool;
import static io.openelb.core.allocation.Given.service;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.openelb.core.address.AddressSet;
import io.openelb.core.address.Ip;
import io.openelb.core.pool.Pool;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What is recorded, and what follows from it. */
final class LedgerTest {

  private static final Ip FIRST = Ip.of("10.0.0.1");

  private final Ledger ledger = new Ledger();
  private final Pool pool = pool("p", "10.0.0.1-10.0.0.3");

  @Test
  void anAddressIsFreeWhenItsLastServiceGoes() {
    assertThat(ledger.freeOf(pool).lowest()).contains(FIRST);
    ledger.hold(service("a", 0, "TCP/80"), ips("10.0.0.1", "10.0.0.2"));
    ledger.hold(service("b", 1, "TCP/81"), ips("10.0.0.1"));
    assertThat(ledger.freeOf(pool).lowest()).contains(Ip.of("10.0.0.3"));

    ledger.release(service("a", 0).service());
    assertThat(ledger.freeOf(pool).lowest()).contains(Ip.of("10.0.0.2"));
    ledger.release(service("b", 0).service());
    assertThat(ledger.freeOf(pool).lowest()).contains(FIRST);
    assertThat(ledger.tenants(FIRST)).isEmpty();
    ledger.release(service("b", 0).service());
    assertThat(ledger.freeOf(pool).taken()).isZero();
  }

  @Test
  void whatIsGivenUpIsFreeOnceItIsSettled() {
    Tenant web = service("web", 0, "TCP/80");
    Claim claim = Given.claim(web).build();
    ledger.hold(web, ips("10.0.0.1"));

    ledger.record(
        claim, new Decision.Assign(List.of(grant("10.0.0.2", "p")), ips("10.0.0.1"), List.of()));

    assertThat(ledger.heldBy(web)).containsExactly(Ip.of("10.0.0.2"));
    assertThat(ledger.tenants(FIRST)).isEmpty();
    assertThat(ledger.occupants(FIRST)).containsExactly(web);
    assertThat(ledger.isLeaving(web.service())).isTrue();
    assertThat(ledger.freeOf(pool).lowest()).contains(Ip.of("10.0.0.3"));
    assertThat(ledger.usedOf(pool.addresses())).containsOnlyKeys(ips("10.0.0.1", "10.0.0.2"));

    assertThat(ledger.settle(web.service(), ips("10.0.0.1"))).isFalse();
    assertThat(ledger.freeOf(pool).isFree(FIRST)).isFalse();
    assertThat(ledger.settle(web.service(), ips("10.0.0.2"))).isTrue();
    assertThat(ledger.freeOf(pool).lowest()).contains(FIRST);
    assertThat(ledger.isLeaving(web.service())).isFalse();
    assertThat(ledger.settle(web.service(), List.of())).isFalse();
    assertThat(ledger.heldBy(web)).containsExactly(Ip.of("10.0.0.2"));
  }

  @Test
  void allThatWasGivenUpOneAfterTheOtherIsRememberedAndWhatIsTakenAgainIsNot() {
    Tenant web = service("web", 0, "TCP/80");
    Claim claim = Given.claim(web).build();
    ledger.hold(web, ips("10.0.0.1"));

    ledger.record(claim, Given.assigned("10.0.0.2", "p"));
    ledger.record(claim, Given.assigned("10.0.0.3", "p"));
    assertThat(ledger.occupiedBy(web))
        .containsExactlyElementsOf(ips("10.0.0.1", "10.0.0.2", "10.0.0.3"));

    ledger.record(claim, Given.assigned("10.0.0.1", "p"));
    ledger.settle(web.service(), ips("10.0.0.1"));
    assertThat(ledger.occupiedBy(web)).containsExactly(FIRST);
    assertThat(ledger.heldBy(web)).containsExactly(FIRST);
  }

  @Test
  void whoLeavesIsOnItsAddressesTillItIsSettled() {
    Tenant web = service("web", 0, "TCP/80");
    ledger.hold(web, ips("10.0.0.1"));

    ledger.leave(web, ips("10.0.0.2"));

    assertThat(ledger.heldBy(Given.claim(web).held(ips("10.0.0.1")).build())).isEmpty();
    assertThat(ledger.occupiedBy(web)).containsExactlyElementsOf(ips("10.0.0.1", "10.0.0.2"));
    assertThat(ledger.settle(web.service(), List.of())).isTrue();
    assertThat(ledger.recorded(web.service())).isEmpty();
    assertThat(ledger).isEqualTo(new Ledger());
  }

  @Test
  void whoGoesIsOffWhatItGaveUpToo() {
    Tenant web = service("web", 0, "TCP/80");
    ledger.leave(web, ips("10.0.0.1"));
    Tenant successor =
        new Tenant(web.service(), "another", web.seniority().createdAt(), web.ports(), false);
    assertThat(ledger.occupiedBy(successor)).isEmpty();

    ledger.release(web.service());

    assertThat(ledger.freeOf(pool).lowest()).contains(FIRST);
    assertThat(ledger.isLeaving(web.service())).isFalse();
  }

  @Test
  void holdingOtherAddressesGivesTheFormerBack() {
    ledger.hold(service("a", 0, "TCP/80"), ips("10.0.0.1"));
    ledger.hold(service("a", 0, "TCP/81"), ips("10.0.0.2"));

    assertThat(ledger.usedOf(pool.addresses()))
        .isEqualTo(Map.of(Ip.of("10.0.0.2"), List.of(service("a", 0).service())));
    assertThat(ledger.recorded(service("a", 0).service())).contains(service("a", 0, "TCP/81"));
    ledger.hold(service("a", 0, "TCP/81"), List.of());
    assertThat(ledger.recorded(service("a", 0).service())).isEmpty();
  }

  @Test
  void tenantsAreSortedByAge() {
    ledger.hold(service("a-young", 2, "TCP/80"), ips("10.0.0.1"));
    ledger.hold(service("z-elder", 1, "TCP/81"), ips("10.0.0.1"));

    assertThat(ledger.tenants(FIRST))
        .extracting(tenant -> tenant.service().name())
        .containsExactly("z-elder", "a-young");
    assertThat(ledger.usedOf(pool.addresses()).get(FIRST))
        .extracting(ServiceId::name)
        .containsExactly("a-young", "z-elder");
  }

  @Test
  void poolsMayChangeUnderIt() {
    ledger.hold(service("a", 0), ips("10.0.0.1", "10.0.0.9"));
    assertThat(ledger.freeOf(pool).taken()).isEqualTo(1);

    FreeAddresses wider = ledger.freeOf(pool("p", "10.0.0.1-10.0.0.20"));
    assertThat(wider.taken()).isEqualTo(2);
    assertThat(ledger.freeOf(pool("p", "10.0.0.1-10.0.0.20"))).isSameAs(wider);
    ledger.retain(List.of());
    assertThat(ledger.freeOf(pool("p", "10.0.0.1-10.0.0.20"))).isNotSameAs(wider);
  }

  @Test
  void twoThatRecordTheSameAreEqual() {
    Ledger other = new Ledger();
    ledger.hold(service("a", 0), ips("10.0.0.1"));
    assertThat(ledger).isNotEqualTo(other).isNotEqualTo("");
    other.hold(service("a", 0), ips("10.0.0.1"));
    assertThat(ledger).isEqualTo(other);
    assertThat(ledger.toString()).contains("shop/a");
  }

  @Test
  void theEndsOfTheFamiliesAreTakenAndGivenBack() {
    for (String ends :
        List.of(
            "255.255.255.253-255.255.255.255",
            "ffff:ffff:ffff:ffff:ffff:ffff:ffff:fffd-ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff")) {
      FreeAddresses free = new FreeAddresses(AddressSet.of(ends));
      Ip last = free.assignable().last().orElseThrow();
      free.take(last);
      assertThat(free.isFree(last)).isFalse();
      free.give(last);
      free.give(last);
      assertThat(free.taken()).isZero();
      assertThat(free.lowestFrom(last)).contains(last);
    }
    FreeAddresses two = new FreeAddresses(AddressSet.ofAddresses(ips("255.255.255.255", "::")));
    two.take(Ip.of("::"));
    two.give(Ip.of("::"));
    assertThat(two.isFree(Ip.of("::"))).isTrue();
    two.take(Ip.of("255.255.255.255"));
    two.give(Ip.of("255.255.255.255"));
    assertThat(two.isFree(Ip.of("255.255.255.255"))).isTrue();
  }

  @Test
  void aClaimHasAFamily() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Given.claim(service("a", 0)).families(List.of()).build());
  }
}
