package io.openelb.core.allocation;

import static org.assertj.core.api.Assertions.assertThat;

import io.openelb.core.address.AddressSet;
import io.openelb.core.address.Ip;
import io.openelb.core.allocation.ClusterRun.Change;
import io.openelb.core.allocation.ClusterRun.Edit;
import io.openelb.core.allocation.ClusterRun.Event;
import io.openelb.core.allocation.ClusterRun.Written;
import io.openelb.core.pool.Pool;
import io.openelb.core.pool.Pools;
import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** What holds after any sequence of events. */
final class AllocationPropertiesTest {

  @Provide
  Arbitrary<List<Event>> histories() {
    Arbitrary<Event> changes =
        Combinators.combine(
                Arbitraries.integers().between(0, ClusterRun.LAST_SERVICE),
                Arbitraries.integers().between(0, 4).map(n -> n == 0),
                Arbitraries.integers().between(80, 82),
                Arbitraries.integers().between(0, 4).map(n -> n == 0),
                Arbitraries.integers().between(0, ClusterRun.POOL_SIZE),
                Arbitraries.integers().between(0, 2).map(n -> n == 0),
                Arbitraries.integers().between(0, 2).map(n -> n > 0))
            .as(Change::new);
    Arbitrary<Event> edits = Arbitraries.of(Edit.class).map(edit -> edit);
    return Arbitraries.frequencyOf(Tuple.of(6, changes), Tuple.of(1, edits)).list().ofMaxSize(60);
  }

  @Property(tries = 250)
  void noAddressHasTwoIncompatibleOwners(@ForAll("histories") List<Event> history) {
    ClusterRun run = new ClusterRun();
    for (Event event : history) {
      run.happen(event);
      run.used().forEach(ip -> assertCompatible(run.ledger().tenants(ip)));
    }
  }

  private static void assertCompatible(List<Tenant> tenants) {
    for (Tenant one : tenants) {
      for (Tenant other : tenants) {
        assertThat(one.equals(other) || SharingRules.compatible(one, other)).isTrue();
      }
    }
  }

  /**
   * Wherever the program ends and another begins from what is written: nothing is to be written to
   * a Service that stands at another with which it may not share it.
   */
  @Property(tries = 1000)
  void nothingIsGivenOnBeforeItWasWrittenOff(
      @ForAll("histories") List<Event> history,
      @ForAll @IntRange(min = 1, max = 20) int eventsOfALife) {
    ClusterRun run = new ClusterRun();
    for (int i = 0; i < history.size(); i++) {
      if (history.get(i) instanceof Change change && !change.gone()) {
        run.decide(change);
        assertWrittenOffByOthers(run, run.claim(change));
        run.write(change);
      } else {
        run.happen(history.get(i));
      }
      if (i % eventsOfALife == 0) {
        run.restart();
      }
    }
  }

  private static void assertWrittenOffByOthers(ClusterRun run, Claim claim) {
    Set<Ip> given = new TreeSet<>(run.ledger().heldBy(claim));
    given.removeAll(claim.held());
    for (Written other : run.others(claim.service())) {
      assertThat(given)
          .filteredOn(other.status()::contains)
          .allMatch(_ -> SharingRules.compatible(claim.tenant(), other.tenant()));
    }
  }

  @Property(tries = 250)
  void theLedgerRebuiltEqualsTheLedgerKept(@ForAll("histories") List<Event> history) {
    ClusterRun run = new ClusterRun();
    history.forEach(run::happen);
    run.writeAll();

    Ledger kept = run.ledger();
    Ledger rebuilt = run.rebuilt();

    assertThat(rebuilt).isEqualTo(kept).hasSameHashCodeAs(kept).hasToString(kept.toString());
    for (Pool pool : run.pools().all()) {
      assertThat(rebuilt.usedOf(pool.addresses())).isEqualTo(kept.usedOf(pool.addresses()));
      assertThat(rebuilt.freeOf(pool).lowest()).isEqualTo(kept.freeOf(pool).lowest());
      assertThat(rebuilt.freeOf(pool).taken()).isEqualTo(kept.freeOf(pool).taken());
    }
  }

  @Property(tries = 250)
  void nobodyElseLosesAnythingByAnEvent(@ForAll("histories") List<Event> history) {
    ClusterRun run = new ClusterRun();
    for (Event event : history) {
      Map<ServiceId, Set<Ip>> before = run.holdings();
      run.happen(event);
      if (event instanceof Change change) {
        before.remove(change.id());
      }
      assertThat(run.holdings()).containsAllEntriesOf(before);
    }
  }

  @Property(tries = 250)
  void decidingTwiceBeforeItIsWrittenChangesNothing(@ForAll("histories") List<Event> history) {
    ClusterRun run = new ClusterRun();
    for (Event event : history) {
      if (event instanceof Change change && !change.gone()) {
        run.decide(change);
        assertThat(Allocator.decide(run.pools(), run.ledger(), run.claim(change)))
            .isInstanceOfAny(Decision.Keep.class, Decision.Refuse.class);
        run.write(change);
      } else {
        run.happen(event);
      }
    }
  }

  /** Why a Service has an address in mind. */
  enum Wish {
    NONE,
    REQUESTED,
    BROUGHT,
    PROPOSED
  }

  /** With room for all, whether they are decided one by one in some order, or wait in the line. */
  @Property(tries = 250)
  void whoAsksForAnAddressGetsItHoweverItComesToBeDecided(
      @ForAll @Size(6) List<Wish> wishes, @ForAll("orders") List<Integer> order) {
    Pools pools = Given.pools(Given.pool("four", "192.168.0.91-192.168.0.96"));
    List<Claim> claims =
        IntStream.range(0, 6).mapToObj(i -> wishing(i, wishes.get(i), order.get(i))).toList();
    Promises undecided = new Promises();
    claims.forEach(undecided::put);
    Ledger oneByOne = new Ledger();
    for (int i : order) {
      Claim claim = claims.get(i);
      undecided.remove(claim.service());
      BestChoice best = new BestChoice(pools, oneByOne, List.of(undecided));
      oneByOne.record(claim, best.decide(claim));
    }
    Ledger inLine = new Ledger();
    WaitingLine.serve(pools, inLine, new Promises(), claims);

    for (Claim claim : claims) {
      for (Ledger ledger : List.of(oneByOne, inLine)) {
        assertThat(ledger.heldBy(claim)).hasSize(1).containsAll(claim.asksFor());
      }
    }
  }

  @Provide
  Arbitrary<List<Integer>> orders() {
    return Arbitraries.shuffle(0, 1, 2, 3, 4, 5);
  }

  private static Claim wishing(int service, Wish wish, int offset) {
    Ip ip = Ip.of("192.168.0.91").plus(BigInteger.valueOf(offset));
    ClaimBuilder claim = Claim.of(Given.service("s" + service, service, "TCP/80"));
    return switch (wish) {
      case NONE -> claim.build();
      case REQUESTED -> claim.requested(ip, "ip").build();
      case BROUGHT -> claim.brought(Set.of(ip)).build();
      // Perhaps what another asks for.
      case PROPOSED -> claim.prefilled(Set.of(Ip.of("192.168.0.91"))).build();
    };
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
}
