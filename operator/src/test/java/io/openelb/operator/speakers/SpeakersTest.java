package io.openelb.operator.speakers;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseBuilder;
import io.openelb.api.Names;
import io.openelb.api.SpeakerLease;
import io.openelb.api.SpeakerReport;
import io.openelb.operator.speakers.Speakers.Speaker;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

final class SpeakersTest {

  private final AtomicLong clock = new AtomicLong();
  private final Speakers speakers = new Speakers(clock::get);
  private int renewals;

  @Test
  void onlyTheLivingSayWhomTheyHear() {
    renew("a", "a", "c");
    renew("c");
    assertThat(speaker("c").heard()).isTrue();
    assertThat(speaker("a").heard()).isFalse();

    aLeasePassesWhile("b");
    assertThat(speaker("c").alive()).isFalse();
    assertThat(speaker("c").heard()).isFalse();
    assertThat(speakers.present()).extracting(SpeakerReport::node).containsExactly("b");
  }

  @Test
  void whoDoesNotRenewButIsHeardIsPresent() {
    renew("a");
    aLeasePassesWhile("b", "a");

    assertThat(speaker("a").alive()).isFalse();
    assertThat(speakers.present()).extracting(SpeakerReport::node).containsExactly("a", "b");
  }

  @Test
  void whoseLeaseIsDeletedIsForgottenOnceItEnds() {
    renew("a");
    speakers.forget(lease("a"));
    aLeasePassesWhile("b");

    assertThat(speakers.view()).containsOnlyKeys("b");
  }

  private Speaker speaker(String node) {
    return Objects.requireNonNull(speakers.view().get(node));
  }

  private void aLeasePassesWhile(String renewing, String... hears) {
    for (int i = 0; i < 5; i++) {
      renew(renewing, hears);
      clock.addAndGet(Duration.ofSeconds(5).toNanos());
    }
    renew(renewing, hears);
  }

  private void renew(String node, String... hears) {
    speakers.observe(lease(node, hears));
  }

  private Lease lease(String node, String... hears) {
    return new LeaseBuilder()
        .withNewMetadata()
        .withName(SpeakerLease.name(node))
        .addToAnnotations(
            Names.REPORT,
            new SpeakerReport(
                    node, "b1", true, null, null, List.of(hears), null, false, null, null, null)
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
