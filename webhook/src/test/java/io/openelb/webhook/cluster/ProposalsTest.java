package io.openelb.webhook.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.openelb.core.address.AddressSet;
import io.openelb.core.address.Ip;
import io.openelb.core.allocation.Ledger;
import io.openelb.core.allocation.ServiceId;
import io.openelb.core.pool.InterfaceSelector;
import io.openelb.core.pool.Pool;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

final class ProposalsTest {

  private static final AddressSet ADDRESSES = AddressSet.of("192.168.0.1-192.168.0.250");

  private final AtomicLong nanoTime = new AtomicLong(Long.MAX_VALUE - 1);
  private final Proposals proposals = new Proposals(nanoTime::get);

  @Test
  void proposesTheLowestWhenNobodyElseAsks() {
    assertThat(propose("a")).contains(Ip.of("192.168.0.1"));
    assertThat(propose("b")).contains(Ip.of("192.168.0.2"));
    proposals.want(id("a"), Set.of(Ip.of("192.168.0.1")));
    proposals.want(id("b"), Set.of(Ip.of("192.168.0.2")));
    assertThat(propose("c")).contains(Ip.of("192.168.0.3"));
  }

  @Test
  void keepsToItsShareUnderContention() {
    proposals.keepTo(new Share(1, 2));
    assertThat(propose("a")).contains(Ip.of("192.168.0.1"));
    assertThat(propose("b")).contains(Ip.of("192.168.0.2"));

    assertThat(propose("c")).contains(Ip.of("192.168.0.3"));
    assertThat(propose("d")).contains(Ip.of("192.168.0.5"));
  }

  @Test
  void othersThatWaitAreContention() {
    proposals.keepTo(new Share(0, 2));
    proposals.want(id("a"), Set.of(Ip.of("192.168.0.1")));
    proposals.want(id("b"), Set.of(Ip.of("192.168.0.2")));

    assertThat(propose("c")).contains(Ip.of("192.168.0.4"));
  }

  @Test
  void aBurstIsContentionThoughEverybodyHasItsAddressAtOnce() {
    proposals.keepTo(new Share(0, 2));
    for (int i = 0; i < Proposals.BURST; i++) {
      proposals.want(id("s" + i), Set.of());
      proposals.forget(id("s" + i));
    }
    assertThat(propose("late")).contains(Ip.of("192.168.0.2"));
    proposals.forget(id("late"));

    nanoTime.addAndGet(Proposals.BURST_TIME.toNanos());
    assertThat(propose("alone")).contains(Ip.of("192.168.0.1"));
  }

  @Test
  void replicasNeverProposeTheSameWhileThereIsRoomInTheirShares() {
    var other = new Proposals(nanoTime::get);
    proposals.keepTo(Share.of("pod-a", List.of("pod-b", "pod-a")));
    other.keepTo(Share.of("pod-b", List.of("pod-b", "pod-a")));

    var proposed = new HashSet<Ip>();
    int twice = 0;
    for (int i = 0; i < 120; i++) {
      twice += proposed.add(propose("s" + i).orElseThrow()) ? 0 : 1;
      twice += proposed.add(propose(other, "t" + i).orElseThrow()) ? 0 : 1;
    }

    // Before there is contention both begin with the lowest.
    assertThat(twice).isLessThanOrEqualTo(Proposals.CONTENTION);
  }

  @Test
  void neverProposesOneAddressTwice() {
    var proposed = new HashSet<Ip>();
    for (int i = 0; i < 250; i++) {
      assertThat(propose("s" + i)).hasValueSatisfying(ip -> assertThat(proposed.add(ip)).isTrue());
    }
    assertThat(propose("one too many")).isEmpty();
  }

  @Test
  void forgetsAProposalThatCameToNothing() {
    propose("a");
    nanoTime.addAndGet(Proposals.HOLD.toNanos());

    assertThat(propose("b")).contains(Ip.of("192.168.0.1"));
  }

  @Test
  void forgetsWhatAServiceNoLongerWaitsFor() {
    proposals.want(id("a"), Set.of(Ip.of("192.168.0.1")));
    assertThat(proposals.taken(Ip.of("192.168.0.1"), id("b"))).isTrue();
    assertThat(proposals.taken(Ip.of("192.168.0.1"), id("a"))).isFalse();

    proposals.forget(id("a"));
    assertThat(proposals.taken(Ip.of("192.168.0.1"), id("b"))).isFalse();
  }

  private Optional<Ip> propose(String service) {
    return propose(proposals, service);
  }

  private static Optional<Ip> propose(Proposals proposals, String service) {
    Optional<Ip> ip = proposals.choiceFor(id(service)).from(new Ledger().freeOf(pool()));
    ip.ifPresent(proposed -> proposals.hold(id(service), List.of(proposed)));
    return ip;
  }

  private static ServiceId id(String name) {
    return new ServiceId("shop", name);
  }

  private static Pool pool() {
    return new Pool(
        "pool",
        Instant.EPOCH,
        ADDRESSES,
        ADDRESSES,
        new TreeMap<>(),
        new InterfaceSelector.BySubnet(),
        false,
        0,
        Set.of(),
        null,
        null,
        false,
        true);
  }
}
