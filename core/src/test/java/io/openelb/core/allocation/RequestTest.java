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
import static io.openelb.core.allocation.Given.selecting;
import static io.openelb.core.allocation.Given.service;
import static io.openelb.core.allocation.Given.withNode;
import static org.assertj.core.api.Assertions.assertThat;

import io.openelb.core.address.Family;
import io.openelb.core.address.Ip;
import io.openelb.core.pool.LabelSelector;
import io.openelb.core.pool.Pools;
import io.openelb.core.pool.Violation;
import io.openelb.core.pool.Violation.Reason;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What users ask for by name or address, and the words when they can't have it. */
final class RequestTest {

  private final Ledger ledger = new Ledger();
  private final Pools pools =
      pools(
          withNode("192.168.0.93"),
          pool("bank-eip", "10.0.0.1-10.0.0.9", 0, false, List.of("bank")),
          selecting("prod-eip", "10.0.1.1-10.0.1.9", LabelSelector.ofLabels(Map.of("env", "prod"))),
          disabled("old-eip", "10.0.2.1"),
          pool("late-eip", "10.0.3.1").withReady(false),
          pool("v6", "fd00::91"));

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          no Eip has it          | 10.9.9.9     | ip of Service shop/web: 10.9.9.9 belongs to no Eip; use an address of one, or none to have one chosen
          a node has it          | 192.168.0.93 | ip of Service shop/web: 192.168.0.93 is the address of Node n; use another address
          bound to a namespace   | 10.0.0.1     | ip of Service shop/web: 10.0.0.1 belongs to Eip bank-eip, which is bound to namespaces [bank]; use an address of another Eip
          bound by labels        | 10.0.1.1     | ip of Service shop/web: 10.0.1.1 belongs to Eip prod-eip, which is bound to a namespaceSelector; use an address of another Eip
          disabled               | 10.0.2.1     | ip of Service shop/web: 10.0.2.1 belongs to Eip old-eip, which is disabled; use an address of another Eip
          not ready              | 10.0.3.1     | ip of Service shop/web: 10.0.3.1 belongs to Eip late-eip, which is not ready; use an address of another Eip
          of another family      | fd00::91     | ip of Service shop/web: fd00::91 is IPv6, but the Service has IPv4; change it or spec.ipFamilies
          """)
  void anAddressIsRefused(String sentence, String ip, String message) {
    Decision decision = decide(claim(service("web", 0, "TCP/80")).requested(Ip.of(ip), "ip"));

    assertThat(decision).as(sentence).isInstanceOf(Decision.Refuse.class);
    assertThat(messages(decision)).containsExactly(message);
    assertThat(decision.violations()).noneMatch(violation -> violation.reason().waits());
    assertThat(decision.grants()).isEmpty();
    assertThat(decision.releases()).isEmpty();
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          it is not there        | gone     | eip of Service shop/web: there is no Eip gone; name one that exists, or none to have one chosen
          bound to a namespace   | bank-eip | eip of Service shop/web: Eip bank-eip is bound to namespaces [bank]; name another Eip
          disabled               | old-eip  | eip of Service shop/web: Eip old-eip is disabled; name another Eip
          of another family      | v6       | eip of Service shop/web: Eip v6 has IPv6 addresses, but the Service has IPv4; change it or spec.ipFamilies
          """)
  void anEipIsRefused(String sentence, String name, String message) {
    assertThat(messages(decide(claim(service("web", 0)).pool(name, "eip"))))
        .as(sentence)
        .containsExactly(message);
  }

  @Test
  void aServiceOfTwoFamiliesNamesThemInItsMessages() {
    Decision decision =
        decide(claim(service("web", 0)).families(List.of(Family.IPV6)).pool("layer2-eip", "eip"));
    assertThat(messages(decision))
        .containsExactly(
            "eip of Service shop/web: Eip layer2-eip has IPv4 addresses, but the Service has IPv6; change it or"
                + " spec.ipFamilies");
  }

  @ParameterizedTest
  @CsvSource({
    "prod-eip, prod-eip",
    "gone, gone",
    // That of the address's family is the one that is in its way.
    "v6 prod-eip, prod-eip"
  })
  void anAddressOfAnotherEipThanTheNamedIsRefused(String names, String inTheWay) {
    ClaimBuilder claim = asking("192.168.0.91").families(List.of(Family.IPV4, Family.IPV6));
    for (String name : names.split(" ", -1)) {
      claim.pool(name, "eip");
    }

    assertThat(messages(decide(claim)))
        .contains(
            "ip of Service shop/web: 192.168.0.91 belongs to Eip layer2-eip, but eip names Eip "
                + inTheWay
                + "; keep one of the two");
  }

  @Test
  void anAddressOfTheNamedEipIsGiven() {
    assertThat(decide(asking("192.168.0.91").pool("bank-eip", "eip").pool("layer2-eip", "eip")))
        .isEqualTo(assigned("192.168.0.91", "layer2-eip"));
  }

  @Test
  void anEipThatIsNamedForOneFamilySaysNothingOfTheOther() {
    assertThat(
            decide(
                asking("192.168.0.95")
                    .pool("v6", "eip")
                    .families(List.of(Family.IPV4, Family.IPV6))))
        .isEqualTo(
            new Decision.Assign(
                List.of(grant("192.168.0.95", "layer2-eip"), grant("fd00::91", "v6")),
                List.of(),
                List.of()));
  }

  private static ClaimBuilder asking(String ip) {
    return claim(service("web", 0)).requested(Ip.of(ip), "ip");
  }

  @Test
  void labelsOfTheNamespaceOpenAnEip() {
    assertThat(
            decide(
                claim(service("web", 0))
                    .namespaceLabels(Map.of("env", "prod"))
                    .pool("prod-eip", "eip")))
        .isEqualTo(assigned("10.0.1.1", "prod-eip"));
  }

  @Test
  void aLocalServiceSharesWithNobody() {
    ledger.hold(service("web", 0, "TCP/80"), ips("192.168.0.91"));

    Decision decision =
        decide(claim(local(service("api", 1, "TCP/81"))).requested(Ip.of("192.168.0.91"), "ip"));

    assertThat(messages(decision))
        .containsExactly(
            "192.168.0.91 is taken by Service shop/web (Eip layer2-eip) and can't be shared with"
                + " externalTrafficPolicy Local; use Cluster or another address");
    assertThat(decision.violations())
        .extracting(Violation::reason)
        .containsExactly(Reason.CONFLICT);
    assertThat(decision.violations())
        .extracting(Violation::path)
        .containsExactly("spec.externalTrafficPolicy");
  }

  @Test
  void onlyExhaustionWaits() {
    for (Reason reason : Reason.values()) {
      assertThat(reason.waits()).isEqualTo(reason == Reason.EXHAUSTED);
      assertThat(reason.toString()).matches("[A-Z][A-Za-z]+");
    }
  }

  private Decision decide(ClaimBuilder claim) {
    return Allocator.decide(pools, ledger, claim.build());
  }
}
