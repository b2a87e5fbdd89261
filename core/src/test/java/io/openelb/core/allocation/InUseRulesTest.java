package io.openelb.core.allocation;

import static io.openelb.core.allocation.Given.ips;
import static io.openelb.core.allocation.Given.pool;
import static io.openelb.core.allocation.Given.service;
import static org.assertj.core.api.Assertions.as;
import static org.assertj.core.api.Assertions.assertThat;

import io.openelb.core.pool.Pool;
import io.openelb.core.pool.Pools;
import io.openelb.core.pool.Violation;
import java.util.List;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;

/** What may not be done to a pool in use. */
final class InUseRulesTest {

  private final Ledger ledger = new Ledger();

  @Test
  void whatIsInUseStaysInsideItsPool() {
    Pool before = pool("layer2-eip", "192.168.0.91-192.168.0.100");
    ledger.hold(service("web", 0, "TCP/80"), ips("192.168.0.91"));
    ledger.hold(service("api", 1, "TCP/81"), ips("192.168.0.91"));

    assertThat(
            InUseRules.change(
                "spec.address",
                before,
                pool("layer2-eip", "192.168.0.80-192.168.0.91"),
                Pools.of(List.of(before)),
                ledger))
        .isEmpty();
    assertThat(
            InUseRules.change(
                "spec.address",
                before,
                pool("layer2-eip", "192.168.0.92-192.168.0.100"),
                Pools.of(List.of(before)),
                ledger))
        .map(Violation::message)
        .contains(
            "spec.address of Eip layer2-eip: 192.168.0.91 is used by Service shop/api, 192.168.0.91 is used by Service"
                + " shop/web; keep what is in use inside");
    assertThat(
            InUseRules.deletion(
                pool("layer2-eip", "192.168.0.92"), Pools.of(List.of(before)), ledger))
        .isEmpty();
    for (int i = 2; i <= 6; i++) {
      ledger.hold(service("s" + i, i), ips("192.168.0.9" + i));
    }
    assertThat(InUseRules.deletion(before, Pools.of(List.of(before)), ledger))
        .map(Violation::message)
        .get(as(InstanceOfAssertFactories.STRING))
        .startsWith("Eip layer2-eip can't be deleted: 192.168.0.91 is used by Service shop/api, ")
        .endsWith(
            "192.168.0.94 is used by Service shop/s4 and 2 more; delete these Services or have them use another Eip first");
  }

  @Test
  void ofTwoThatCollideTheOneThatOwnsWhatIsInUseIsInUse() {
    Pool elder = pool("a", "192.168.0.91-192.168.0.95");
    Pool younger = pool("b", "192.168.0.91-192.168.0.100");
    Pools pools = Pools.of(List.of(elder, younger));
    ledger.hold(service("web", 0), ips("192.168.0.91"));

    assertThat(InUseRules.deletion(elder, pools, ledger)).isPresent();
    assertThat(InUseRules.deletion(younger, pools, ledger)).isEmpty();
    Pool mended = pool("b", "192.168.0.96-192.168.0.100");
    assertThat(InUseRules.change("spec.address", younger, mended, pools, ledger)).isEmpty();
    ledger.hold(service("api", 1), ips("192.168.0.96"));
    assertThat(InUseRules.deletion(younger, pools, ledger)).isPresent();
  }
}
