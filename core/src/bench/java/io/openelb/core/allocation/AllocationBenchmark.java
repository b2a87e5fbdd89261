package io.openelb.core.allocation;

import io.openelb.core.address.AddressSet;
import io.openelb.core.address.Family;
import io.openelb.core.address.Ip;
import io.openelb.core.address.IpRange;
import io.openelb.core.pool.Pool;
import io.openelb.core.pool.PoolReader;
import io.openelb.core.pool.PoolReading;
import io.openelb.core.pool.PoolRules;
import io.openelb.core.pool.PoolSpec;
import io.openelb.core.pool.Pools;
import io.openelb.core.pool.Reserved;
import io.openelb.core.pool.Violation;
import java.math.BigInteger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** What a decision costs in a pool of so many addresses, all but the last of them held. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(value = 1, jvmArgsAppend = {"-Xmx2g", "-XX:+UseSerialGC"})
public class AllocationBenchmark {

  private static final Instant DAY = Instant.parse("2026-11-01T00:00:00Z");
  private static final Ip FIRST = Ip.of("10.0.0.0");
  private static final Set<PortKey> HTTP = Set.of(new PortKey(PortKey.Protocol.TCP, 80));

  @Param({"10", "10000", "1000000"})
  private int addresses;

  private Pools pools = Pools.of(List.of());
  private Ledger ledger = new Ledger();
  private Claim claim = Claim.of(tenant("late")).build();
  private Tenant middle = tenant("middle");
  private List<Ip> middleAddress = List.of(FIRST);
  private Pool scattered = pool("scattered", "192.168.0.1");
  private List<Pool> others = List.of();

  /** Fills the pool, and makes others that don't collide: every second address of the same network. */
  @Setup
  public void fill() {
    Ip last = FIRST.plus(BigInteger.valueOf(addresses - 1L));
    pools = Pools.of(List.of(pool("big", FIRST + "-" + last)));
    ledger = new Ledger();
    for (int i = 0; i < addresses - 1; i++) {
      ledger.hold(tenant("s" + i), List.of(FIRST.plus(BigInteger.valueOf(i))));
    }
    claim = Claim.of(tenant("late")).build();
    middleAddress = List.of(FIRST.plus(BigInteger.valueOf(addresses / 2L - 1)));
    middle = ledger.tenants(middleAddress.getFirst()).getFirst();
    Pool template = pool("template", "10.0.0.1");
    scattered = withAddresses(template, "even", everySecond(0));
    others = List.of(withAddresses(template, "odd", everySecond(1)));
  }

  /** The next free address is found, and taken. */
  @Benchmark
  public Decision allocate() {
    Decision decision = Allocator.decide(pools, ledger, claim);
    ledger.record(claim, decision);
    ledger.release(claim.service());
    return decision;
  }

  /** An address in the middle is given back, and taken again. */
  @Benchmark
  public Ledger release() {
    ledger.release(middle.service());
    ledger.hold(middle, middleAddress);
    return ledger;
  }

  /** A pool of that many ranges is held against another of as many. */
  @Benchmark
  public List<Violation> overlap() {
    return PoolRules.against(others, scattered);
  }

  private AddressSet everySecond(int offset) {
    List<IpRange> ranges = new ArrayList<>();
    for (long i = 0; i < addresses; i++) {
      ranges.add(IpRange.single(new Ip(Family.IPV4, 0, FIRST.low() + 2 * i + offset)));
    }
    return AddressSet.ofRanges(ranges);
  }

  private static Tenant tenant(String name) {
    return new Tenant(new ServiceId("shop", name), name, DAY, HTTP, false);
  }

  private static Pool pool(String name, String address) {
    PoolReading reading =
        PoolReader.read(
            new PoolSpec(name, DAY, address, List.of(), "", "", false, 0, List.of(), null, null, false, false),
            Reserved.none());
    return ((PoolReading.Valid) reading).pool();
  }

  private static Pool withAddresses(Pool pool, String name, AddressSet addresses) {
    return new Pool(
        name,
        pool.createdAt(),
        addresses,
        addresses,
        pool.leftOut(),
        pool.interfaceSelector(),
        pool.disabled(),
        pool.priority(),
        pool.namespaces(),
        pool.namespaceSelector(),
        pool.nodeSelector(),
        pool.isDefault(),
        pool.ready());
  }
}
