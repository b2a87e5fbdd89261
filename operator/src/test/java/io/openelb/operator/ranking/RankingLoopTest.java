package io.openelb.operator.ranking;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.coordination.v1.LeaseBuilder;
import io.openelb.api.Names;
import io.openelb.api.SpeakerLease;
import io.openelb.core.address.Ip;
import io.openelb.core.allocation.ServiceId;
import io.openelb.core.pool.Pools;
import io.openelb.operator.cluster.NodeFacts;
import io.openelb.operator.speakers.Speakers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class RankingLoopTest {

  private final Map<String, NodeFacts> nodes = new HashMap<>();
  private final List<Set<ServiceId>> rechecked = new ArrayList<>();
  private final Pools pools = Pools.of(List.of());
  private boolean mayRank = true;
  private long time;
  private final Speakers speakers = new Speakers(() -> time);
  private final RankingLoop loop =
      new RankingLoop(
          nodes::values,
          speakers,
          () -> pools,
          _ -> Set.of(),
          rechecked::add,
          () -> mayRank,
          Optional.of(Duration.ofMinutes(1)),
          () -> time);

  RankingLoopTest() {
    for (String name : List.of("a", "b", "c")) {
      becomes(name, NodeFacts.Readiness.READY);
      speakers.observe(
          new LeaseBuilder()
              .withNewMetadata()
              .withName(SpeakerLease.name(name))
              .addToAnnotations(
                  Names.REPORT, TestRankings.speaker(name, List.of()).report().toJson())
              .endMetadata()
              .withNewSpec()
              .endSpec()
              .build());
    }
  }

  @Test
  void firstPlacesMoveAtOnceHoweverMany() {
    services(120);
    becomes("a", NodeFacts.Readiness.NOT_READY);

    round(Duration.ofMillis(100));

    assertThat(rechecked).hasSize(1);
    assertThat(rechecked.getFirst()).hasSize(120);
  }

  @Test
  void behindThemFiftyChangeInASecond() {
    services(120);
    becomes("b", NodeFacts.Readiness.NOT_READY);

    round(Duration.ofMillis(900));
    assertThat(rechecked).isEmpty();

    round(Duration.ofMillis(100));
    round(Duration.ofMillis(900));
    assertThat(rechecked).extracting(Set::size).containsExactly(50);

    round(Duration.ofMillis(100));
    round(Duration.ofSeconds(1));
    round(Duration.ofSeconds(1));
    assertThat(rechecked).extracting(Set::size).containsExactly(50, 50, 20);
  }

  @Test
  void oneServiceIsMovedInEachInterval() {
    services(9);
    round(Duration.ofMillis(100));

    round(Duration.ofSeconds(59));
    assertThat(rechecked).isEmpty();

    round(Duration.ofSeconds(1));
    round(Duration.ofSeconds(30));
    assertThat(rechecked).extracting(Set::size).containsExactly(1);

    round(Duration.ofSeconds(30));
    assertThat(rechecked).extracting(Set::size).containsExactly(1, 1);
  }

  @Test
  void whoMayNotRankDoesNothing() {
    services(1);
    becomes("a", NodeFacts.Readiness.NOT_READY);
    mayRank = false;

    round(Duration.ofMinutes(2));

    assertThat(rechecked).isEmpty();
  }

  /** Services that all are first on {@code a}; what stands on them is believed. */
  private void services(int count) {
    for (int i = 1; i <= count; i++) {
      loop.rankings()
          .of(
              TestRankings.tenant("s" + i, false),
              List.of(Ip.of("192.168.0." + i)),
              Set.of(),
              List.of("a", "b", "c"));
    }
    // The first round ranks everything; nothing has changed yet.
    loop.rankAgain();
    assertThat(rechecked).isEmpty();
  }

  private void becomes(String name, NodeFacts.Readiness readiness) {
    nodes.put(name, TestRankings.node(name, readiness));
  }

  private void round(Duration after) {
    time += after.toNanos();
    loop.rankAgain();
  }
}
