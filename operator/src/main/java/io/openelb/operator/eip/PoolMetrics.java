package io.openelb.operator.eip;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import io.openelb.core.pool.Pool;
import io.openelb.operator.book.AddressBook;
import java.util.ArrayList;
import java.util.List;

/** How much of each Eip is used, and how many Services wait: what the leader alone knows. */
public final class PoolMetrics {

  private final AddressBook book;
  private final MultiGauge size;
  private final MultiGauge used;
  private final MultiGauge available;

  /** Metrics that tell of no Eip yet. */
  public PoolMetrics(AddressBook book, MeterRegistry registry) {
    this.book = book;
    this.size = gauge("addresses", "Addresses of an Eip that may be given out", registry);
    this.used = gauge("addresses.used", "Addresses of an Eip that Services hold", registry);
    this.available = gauge("addresses.available", "Addresses of an Eip that are left", registry);
    Gauge.builder("openelb.services.waiting", book, known -> known.waiting().size())
        .description("Services that wait for an address, or for another one")
        .register(registry);
  }

  private static MultiGauge gauge(String name, String help, MeterRegistry registry) {
    return MultiGauge.builder("openelb.eip." + name).description(help).register(registry);
  }

  /** Tells from now on what is in the book at this moment; linear in what is used. */
  public void update() {
    List<MultiGauge.Row<?>> sizes = new ArrayList<>();
    List<MultiGauge.Row<?>> uses = new ArrayList<>();
    List<MultiGauge.Row<?>> rests = new ArrayList<>();
    for (Pool pool : book.pools().all()) {
      Tags eip = Tags.of("eip", pool.name());
      PoolUsage usage = PoolUsage.of(pool, book.usedOf(pool).keySet());
      sizes.add(MultiGauge.Row.of(eip, usage.size()));
      uses.add(MultiGauge.Row.of(eip, usage.used()));
      rests.add(MultiGauge.Row.of(eip, usage.available()));
    }
    size.register(sizes, true);
    used.register(uses, true);
    available.register(rests, true);
  }
}
