package io.openelb.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseBuilder;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

final class SightingsTest {

  private final AtomicLong clock = new AtomicLong();
  private final Sightings sightings = new Sightings(clock::get);
  private int renewals;

  @Test
  void whoDoesNotRenewForALeaseWhileOthersDoIsDead() {
    renew("a");
    renew("b");
    othersRenew(4);
    assertThat(sightings.living()).containsOnlyKeys("a", "b");

    othersRenew(1);
    assertThat(sightings.living()).containsOnlyKeys("b");
    assertThat(sightings.known()).containsOnlyKeys("a", "b");

    renew("a");
    assertThat(sightings.living()).containsOnlyKeys("a", "b");
  }

  @Test
  void whenNobodyIsHeardOfNobodyDies() {
    renew("a");
    renew("b");
    pass(600);

    assertThat(sightings.living()).containsOnlyKeys("a", "b");
  }

  @Test
  void afterASilenceAFullLeasePassesBeforeAnybodyIsDead() {
    renew("a");
    renew("b");
    pass(600);
    renew("b");
    othersRenew(4);
    assertThat(sightings.living()).containsOnlyKeys("a", "b");

    othersRenew(1);
    assertThat(sightings.living()).containsOnlyKeys("b");
  }

  @Test
  void theSameLeaseSeenAgainIsNoSignOfLife() {
    Lease same = lease("a", "{}");
    sightings.see(same);
    for (int i = 0; i < 5; i++) {
      othersRenew(1);
      sightings.see(same);
    }

    assertThat(sightings.living()).containsOnlyKeys("b");
  }

  @Test
  void oneMadeAnewIsASignOfLife() {
    Lease old = lease("a", "{}");
    sightings.see(old);
    othersRenew(5);

    sightings.see(old.edit().editMetadata().withUid("uid-anew").endMetadata().build());

    assertThat(sightings.living()).containsOnlyKeys("a", "b");
  }

  @Test
  void aDeletedLeaseCountsAsOneThatIsNotRenewed() {
    renew("b");
    Lease deleted = lease("a", "{}");
    sightings.see(deleted);
    sightings.forget(deleted);
    othersRenew(4);
    assertThat(sightings.living()).containsOnlyKeys("a", "b");

    othersRenew(1);
    assertThat(sightings.known()).containsOnlyKeys("b");
  }

  @Test
  void aReportThatCannotBeReadLeavesTheLastOneStandingAndIsASignOfLife() {
    sightings.see(lease("a", "{\"hears\": [\"b\"]}"));
    othersRenew(4);
    assertThat(sightings.see(lease("a", "{"))).isFalse();
    othersRenew(4);

    assertThat(sightings.living())
        .hasEntrySatisfying("a", report -> assertThat(report.hears()).containsExactly("b"));
  }

  @Test
  void oneThatReportsNothingLives() {
    Lease silent = lease("a", "{}");
    silent.getMetadata().setAnnotations(Map.of());

    assertThat(sightings.see(silent)).isTrue();
    assertThat(sightings.living())
        .hasEntrySatisfying("a", report -> assertThat(report.layer2()).isFalse());
  }

  private void othersRenew(int times) {
    for (int i = 0; i < times; i++) {
      pass(5);
      renew("b");
    }
  }

  private void renew(String node) {
    sightings.see(lease(node, "{}"));
  }

  private void pass(int seconds) {
    clock.addAndGet(Duration.ofSeconds(seconds).toNanos());
  }

  private Lease lease(String node, String report) {
    return new LeaseBuilder()
        .withNewMetadata()
        .withName(SpeakerLease.name(node))
        .addToAnnotations(Names.REPORT, report)
        .endMetadata()
        .withNewSpec()
        .withHolderIdentity(node)
        .withLeaseDurationSeconds(20)
        .withRenewTime(
            ZonedDateTime.of(2026, 1, 1, 0, 0, 0, 0, ZoneOffset.UTC).plusSeconds(renewals++))
        .endSpec()
        .build();
  }
}
