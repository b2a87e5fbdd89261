package io.openelb.core.allocation;

import static org.assertj.core.api.Assertions.assertThat;

import io.openelb.core.address.AddressSet;
import io.openelb.core.address.Ip;
import io.openelb.core.pool.Pool;
import io.openelb.core.pool.Pools;
import java.math.BigInteger;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

/** What holds after any sequence of events. */
final class AllocationPropertiesTest {

  private static final Ip FIRST = Ip.of("192.168.0.91");
  private static final int POOL_SIZE = 4;
  private static final int LAST_SERVICE = 6;
  private static final Pools POOLS =
      Given.pools(Given.pool("layer2-eip", "192.168.0.91-192.168.0.94"));

  /**
   * Something happens to a Service: it is created or changed, or goes.
   *
   * @param requested 0 for none, or which address of the pool
   * @param written whether what was decided could be written into its status
   */
  record Event(
      int service, boolean gone, int port, boolean local, int requested, boolean written) {}

  @Provide
  Arbitrary<List<Event>> histories() {
    return Combinators.combine(
            Arbitraries.integers().between(0, LAST_SERVICE),
            Arbitraries.integers().between(0, 4).map(n -> n == 0),
            Arbitraries.integers().between(80, 82),
            Arbitraries.integers().between(0, 4).map(n -> n == 0),
            Arbitraries.integers().between(0, POOL_SIZE),
            Arbitraries.integers().between(0, 2).map(n -> n > 0))
        .as(Event::new)
        .list()
        .ofMaxSize(60);
  }

  @Property(tries = 250)
  void noAddressHasTwoIncompatibleOwners(@ForAll("histories") List<Event> history) {
    Ledger ledger = new Ledger();
    for (Event event : history) {
      happen(event, ledger);
      for (Pool pool : POOLS.all()) {
        ledger
            .usedOf(pool.addresses())
            .keySet()
            .forEach(ip -> assertCompatible(ledger.tenants(ip)));
      }
    }
  }

  private static void assertCompatible(List<Tenant> tenants) {
    for (Tenant one : tenants) {
      for (Tenant other : tenants) {
        assertThat(one.equals(other) || SharingRules.compatible(one, other)).isTrue();
      }
    }
  }

  /** What the API server has of a Service. */
  private record Written(Tenant tenant, Set<Ip> status) {}

  /**
   * Wherever the program ends and another begins from what is written: nothing is to be written to
   * a Service that stands at another with which it may not share it.
   */
  @Property(tries = 1000)
  void nothingIsGivenOnBeforeItWasWrittenOff(
      @ForAll("histories") List<Event> history,
      @ForAll @IntRange(min = 1, max = 20) int eventsOfALife) {
    Ledger ledger = new Ledger();
    Map<ServiceId, Written> cluster = new HashMap<>();
    for (int i = 0; i < history.size(); i++) {
      Event event = history.get(i);
      Written before = cluster.remove(id(event.service()));
      Set<Ip> status = before == null ? Set.of() : before.status();
      decide(event, status, ledger);
      if (!event.gone()) {
        Claim claim = claim(event).build();
        Set<Ip> held = Set.copyOf(ledger.heldBy(claim));
        cluster
            .values()
            .forEach(other ->
                assertThat(held)
                    .filteredOn(ip -> !status.contains(ip) && other.status().contains(ip))
                    .allMatch(_ -> SharingRules.compatible(claim.tenant(), other.tenant())));
        cluster.put(claim.service(), new Written(claim.tenant(), event.written() ? held : status));
      }
      write(event, ledger);
      if (i % eventsOfALife == 0) {
        ledger = rebuilt(cluster.values());
      }
    }
  }

  private static Ledger rebuilt(Collection<Written> cluster) {
    Ledger ledger = new Ledger();
    cluster.forEach(service -> ledger.hold(service.tenant(), service.status()));
    return ledger;
  }

  @Property(tries = 250)
  void theLedgerRebuiltEqualsTheLedgerKept(@ForAll("histories") List<Event> history) {
    Ledger kept = new Ledger();
    history.forEach(event -> happen(event, kept));

    Ledger rebuilt = new Ledger();
    services()
        .forEach(id ->
            kept.recorded(id)
                .ifPresent(tenant -> {
                  rebuilt.leave(tenant, kept.occupiedBy(tenant));
                  rebuilt.record(Claim.of(tenant).build(), keeping(kept.heldBy(tenant)));
                }));

    assertThat(rebuilt).isEqualTo(kept).hasSameHashCodeAs(kept).hasToString(kept.toString());
    POOLS
        .all()
        .forEach(pool -> {
          assertThat(rebuilt.usedOf(pool.addresses())).isEqualTo(kept.usedOf(pool.addresses()));
          assertThat(rebuilt.freeOf(pool).lowest()).isEqualTo(kept.freeOf(pool).lowest());
          assertThat(rebuilt.freeOf(pool).taken()).isEqualTo(kept.freeOf(pool).taken());
        });
  }

  @Property(tries = 250)
  void nobodyElseLosesAnythingByAnEvent(@ForAll("histories") List<Event> history) {
    Ledger ledger = new Ledger();
    for (Event event : history) {
      Map<ServiceId, Set<Ip>> before = holdings(ledger);
      happen(event, ledger);
      Map<ServiceId, Set<Ip>> after = holdings(ledger);
      before.remove(id(event.service()));
      assertThat(after).containsAllEntriesOf(before);
    }
  }

  @Property(tries = 250)
  void decidingTwiceBeforeItIsWrittenChangesNothing(@ForAll("histories") List<Event> history) {
    Ledger ledger = new Ledger();
    for (Event event : history) {
      decide(event, Set.of(), ledger);
      if (!event.gone()) {
        Decision again = Allocator.decide(POOLS, ledger, claim(event).build());
        assertThat(again).isInstanceOfAny(Decision.Keep.class, Decision.Refuse.class);
      }
      write(event, ledger);
    }
  }

  @Property(tries = 250)
  void freeAddressesAreThoseThatNobodyHolds(@ForAll("takenAndGiven") List<Integer> steps) {
    AddressSet pool = AddressSet.of("10.0.0.1-10.0.0.6,10.0.0.9-10.0.0.12");
    FreeAddresses free = new FreeAddresses(pool);
    Set<Ip> held = new TreeSet<>();
    for (int step : steps) {
      Ip ip = Ip.of("10.0.0.0").plus(BigInteger.valueOf(Math.abs(step)));
      if (step > 0) {
        free.take(ip);
        if (pool.contains(ip)) {
          held.add(ip);
        }
      } else {
        free.give(ip);
        held.remove(ip);
      }
      AddressSet expected = pool.minus(AddressSet.ofAddresses(held));
      assertThat(free.lowest()).isEqualTo(expected.first());
      assertThat(free.taken()).isEqualTo(held.size());
      for (int i = 0; i < 15; i++) {
        Ip from = Ip.of("10.0.0.0").plus(BigInteger.valueOf(i));
        assertThat(free.isFree(from)).isEqualTo(expected.contains(from));
        assertThat(free.lowestFrom(from)).isEqualTo(lowestFrom(expected, from));
      }
    }
  }

  @Provide
  Arbitrary<List<Integer>> takenAndGiven() {
    return Arbitraries.integers().between(-13, 13).list().ofMaxSize(40);
  }

  private static Optional<Ip> lowestFrom(AddressSet set, Ip from) {
    return set.minus(
            from.isFirst() ? AddressSet.empty() : AddressSet.of("0.0.0.0-" + from.previous()))
        .first();
  }

  private static void happen(Event event, Ledger ledger) {
    decide(event, Set.of(), ledger);
    write(event, ledger);
  }

  /**
   * Decides without writing.
   *
   * @param status what stands there
   */
  private static void decide(Event event, Set<Ip> status, Ledger ledger) {
    if (event.gone()) {
      ledger.release(id(event.service()));
      return;
    }
    Claim claim = claim(event).held(status).build();
    ledger.record(claim, Allocator.decide(POOLS, ledger, claim));
  }

  private static void write(Event event, Ledger ledger) {
    if (event.written() && !event.gone()) {
      ledger.settle(id(event.service()), ledger.heldBy(claim(event).build()));
    }
  }

  private static Decision keeping(Set<Ip> held) {
    return new Decision.Keep(
        held.stream().map(ip -> new Grant(ip, Optional.empty())).toList(), List.of());
  }

  private static ClaimBuilder claim(Event event) {
    Tenant tenant = Given.service("s" + event.service(), event.service(), "TCP/" + event.port());
    ClaimBuilder claim = Claim.of(event.local() ? Given.local(tenant) : tenant);
    if (event.requested() > 0) {
      claim.requested(FIRST.plus(BigInteger.valueOf(event.requested() - 1)), "spec.loadBalancerIP");
    }
    return claim;
  }

  private static ServiceId id(int service) {
    return new ServiceId("shop", "s" + service);
  }

  private static Map<ServiceId, Set<Ip>> holdings(Ledger ledger) {
    Map<ServiceId, Set<Ip>> holdings = new HashMap<>();
    services()
        .forEach(
            id -> ledger.recorded(id).ifPresent(tenant -> holdings.put(id, ledger.heldBy(tenant))));
    return holdings;
  }

  private static Stream<ServiceId> services() {
    return IntStream.rangeClosed(0, LAST_SERVICE).mapToObj(AllocationPropertiesTest::id);
  }
}
