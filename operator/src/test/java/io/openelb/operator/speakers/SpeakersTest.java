package io.openelb.operator.speakers;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseBuilder;
import io.openelb.api.SpeakerReport;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

final class SpeakersTest {

  private static final String REPORT = "layer2.openelb.kubesphere.io/report";

  private final AtomicLong clock = new AtomicLong();
  private final Speakers speakers = new Speakers(clock::get);
  private int renewals;

  @Test
  void whoRenewsIsAlive() {
    renew("a");
    pass(5);
    renew("a");

    assertThat(speaker("a").alive()).isTrue();
  }

  @Test
  void whoDoesNotRenewForALeaseWhileOthersDoIsDead() {
    renew("a");
    renew("b");
    for (int i = 0; i < 4; i++) {
      pass(5);
      renew("b");
    }
    assertThat(speaker("a").alive()).isTrue();

    pass(5);
    renew("b");
    assertThat(speaker("a").alive()).isFalse();
    assertThat(speaker("b").alive()).isTrue();
  }

  @Test
  void whenNobodyIsHeardOfNobodyDies() {
    renew("a");
    renew("b");
    pass(600);

    assertThat(speakers.view().values()).allMatch(Speakers.Speaker::alive);
  }

  @Test
  void afterASilenceAFullLeasePassesBeforeAnybodyIsDead() {
    renew("a");
    renew("b");
    pass(600);
    renew("b");
    assertThat(speaker("a").alive()).isTrue();

    for (int i = 0; i < 5; i++) {
      pass(5);
      renew("b");
    }
    assertThat(speaker("a").alive()).isFalse();
  }

  @Test
  void theSameLeaseSeenAgainIsNoSignOfLife() {
    Lease same = lease("a", List.of());
    speakers.observe(same);
    for (int i = 0; i < 5; i++) {
      pass(5);
      renew("b");
      speakers.observe(same);
    }

    assertThat(speaker("a").alive()).isFalse();
  }

  @Test
  void onlyTheLivingSayWhomTheyHear() {
    speakers.observe(lease("a", List.of("a", "c")));
    speakers.observe(lease("c", List.of()));
    assertThat(speaker("c").heard()).isTrue();
    assertThat(speaker("a").heard()).isFalse();

    for (int i = 0; i < 5; i++) {
      pass(5);
      renew("b");
    }
    assertThat(speaker("c").heard()).isFalse();
  }

  @Test
  void aDeletedLeaseCountsAsOneThatIsNotRenewed() {
    renew("b");
    speakers.observe(lease("a", List.of()));
    speakers.forget(
        new LeaseBuilder().withNewMetadata().withName("openelb-speaker-a").endMetadata().build());
    assertThat(speaker("a").alive()).isTrue();

    for (int i = 0; i < 5; i++) {
      pass(5);
      renew("b");
    }
    assertThat(speakers.view()).containsOnlyKeys("b");
  }

  @Test
  void aReportThatCannotBeReadLeavesTheLastOneStanding() {
    speakers.observe(lease("a", List.of("b")));
    Lease bad = lease("a", List.of());
    bad.getMetadata().getAnnotations().put(REPORT, "{");

    assertThat(speakers.observe(bad)).isFalse();
    assertThat(speaker("a").report().hears()).containsExactly("b");
  }

  private Speakers.Speaker speaker(String node) {
    return Objects.requireNonNull(speakers.view().get(node));
  }

  private void renew(String node) {
    speakers.observe(lease(node, List.of()));
  }

  private void pass(int seconds) {
    clock.addAndGet(Duration.ofSeconds(seconds).toNanos());
  }

  private Lease lease(String node, List<String> hears) {
    return new LeaseBuilder()
        .withNewMetadata()
        .withName("openelb-speaker-" + node)
        .addToAnnotations(
            REPORT,
            new SpeakerReport(node, "b1", true, null, null, hears, null, false, null, null, null)
                .toJson())
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
