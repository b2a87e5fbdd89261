package io.openelb.operator.eip;

import static io.openelb.operator.TestObjects.eip;
import static org.assertj.core.api.Assertions.assertThat;

import io.openelb.api.Eip;
import io.openelb.api.EipStatus;
import io.openelb.core.address.Ip;
import io.openelb.core.pool.Pool;
import io.openelb.core.pool.Pools;
import io.openelb.core.pool.Reserved;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class PoolKeeperTest {

  private final List<Pools> told = new ArrayList<>();
  private final PoolKeeper keeper = new PoolKeeper(told::add);

  @Test
  void anEipWhoseStatusAloneChangesIsNoNews() {
    keeper.put(eip("a", "192.168.0.91"));
    Eip withStatus = eip("a", "192.168.0.91");
    withStatus.getMetadata().setResourceVersion("8");
    withStatus.setStatus(
        new EipStatus(null, null, null, null, null, null, null, true, null, null, 1L));

    keeper.put(withStatus);

    assertThat(told).hasSize(1);
  }

  @Test
  void anEipThatCameChangedOrWentIsNews() {
    keeper.put(eip("a", "192.168.0.91"));
    keeper.put(eip("a", "192.168.0.92"));
    keeper.remove("a");

    assertThat(told)
        .extracting(
            pools -> pools.all().stream().map(Pool::addresses).map(Object::toString).toList())
        .containsExactly(List.of("192.168.0.91"), List.of("192.168.0.92"), List.of());
  }

  /** The figures and conditions of Eips are written after news only. */
  @Test
  void soIsAnotherReasonForWhichAnEipIsNotInOrder() {
    keeper.put(eip("a", "192.168.0.3"));
    keeper.reserve(node("worker-p001"));
    keeper.reserve(node("worker-p002"));

    assertThat(told).hasSize(3);
    assertThat(keeper.reading("a").orElseThrow().violations().getFirst().message())
        .contains("worker-p002");
  }

  @Test
  void anEipWhoseLastAddressANodeTakesStaysAPoolThatGivesNothingOut() {
    keeper.put(eip("a", "192.168.0.3"));
    keeper.reserve(node("worker-p001"));

    Pool pool = keeper.reading("a").orElseThrow().pool().orElseThrow();
    assertThat(pool.ready()).isFalse();
    assertThat(pool.leftOut())
        .containsEntry(Ip.of("192.168.0.3"), "the address of Node worker-p001");
    assertThat(told.getLast().holding(Ip.of("192.168.0.3"))).isPresent();
  }

  @Test
  void strangersAloneDoNotPutAnEipOutOfOrder() {
    keeper.put(eip("a", "192.168.0.91"));
    keeper.leaveOut(Map.of(Ip.of("192.168.0.91"), "also of 52:54:22:00:00:01"));

    assertThat(keeper.reading("a").orElseThrow().violations()).isEmpty();
    assertThat(told.getLast().all()).allMatch(pool -> pool.assignable().isEmpty());
  }

  private static Reserved node(String name) {
    return Reserved.of(Map.of(name, List.of(Ip.of("192.168.0.3"))), Map.of());
  }
}
