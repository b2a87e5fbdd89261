package io.openelb.operator.eip;

import static io.openelb.operator.TestObjects.eip;
import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.openelb.core.allocation.Claim;
import io.openelb.core.allocation.Seniority;
import io.openelb.core.allocation.ServiceId;
import io.openelb.core.allocation.Tenant;
import io.openelb.operator.book.AddressBook;
import io.openelb.operator.conflict.Strangers;
import io.openelb.operator.conflict.UnannouncedAddresses;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class PoolMetricsTest {

  private final AddressBook book =
      new AddressBook(_ -> {}, new UnannouncedAddresses(() -> 0), new Strangers(() -> 0));
  private final PoolKeeper keeper = new PoolKeeper(book::setPools);
  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final PoolMetrics metrics = new PoolMetrics(book, registry);

  PoolMetricsTest() {
    book.seed(List.of());
  }

  @Test
  void tellsOfEachEipHowMuchIsUsed() {
    keeper.put(eip("small", "192.168.0.91"));
    keeper.put(eip("huge", "fd00:168::/64"));
    book.decide(claim("web"));
    metrics.update();

    assertThat(registry.scrape())
        .contains(
            "openelb_eip_addresses{eip=\"small\"} 1.0",
            "openelb_eip_addresses_used{eip=\"small\"} 1.0",
            "openelb_eip_addresses_available{eip=\"small\"} 0.0",
            "openelb_eip_addresses{eip=\"huge\"} 1.8446744073709552E19",
            "openelb_eip_addresses_used{eip=\"huge\"} 0.0");
  }

  @Test
  void tellsNothingOfAnEipThatIsGone() {
    keeper.put(eip("small", "192.168.0.91"));
    metrics.update();
    keeper.remove("small");
    metrics.update();

    assertThat(registry.scrape()).doesNotContain("small");
  }

  @Test
  void tellsHowManyWait() {
    keeper.put(eip("small", "192.168.0.91"));
    book.decide(claim("web"));
    book.decide(claim("late"));
    assertThat(registry.scrape()).contains("openelb_services_waiting 1.0");

    keeper.put(eip("more", "192.168.0.92"));
    assertThat(registry.scrape()).contains("openelb_services_waiting 0.0");
  }

  private static Claim claim(String name) {
    ServiceId service = new ServiceId("shop", name);
    return Claim.of(new Tenant(new Seniority(Instant.EPOCH, name, service), Set.of(), false))
        .build();
  }
}
