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
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

final class SpeakersTest {

  private final AtomicLong clock = new AtomicLong();
  private final Speakers speakers = new Speakers(clock::get);
  private int renewals;

  @Test
  void onlyTheLivingSayWhomTheyHear() {
    speakers.observe(lease("a", List.of("a", "c")));
    Lease deleted = lease("c", List.of());
    speakers.observe(deleted);
    assertThat(speakers.view())
        .hasEntrySatisfying("c", c -> assertThat(c.heard()).isTrue())
        .hasEntrySatisfying("a", a -> assertThat(a.heard()).isFalse())
        .allSatisfy((_, speaker) -> assertThat(speaker.alive()).isTrue());
    speakers.forget(deleted);

    for (int i = 0; i < 5; i++) {
      clock.addAndGet(Duration.ofSeconds(5).toNanos());
      speakers.observe(lease("b", List.of()));
    }
    assertThat(speakers.view()).containsOnlyKeys("a", "b");
    assertThat(speakers.present()).extracting(SpeakerReport::node).containsExactly("b");
  }

  @Test
  void whoDoesNotRenewButIsHeardIsPresent() {
    speakers.observe(lease("a", List.of()));
    for (int i = 0; i < 5; i++) {
      clock.addAndGet(Duration.ofSeconds(5).toNanos());
      speakers.observe(lease("b", List.of("a")));
    }

    assertThat(speakers.view())
        .hasEntrySatisfying(
            "a",
            a ->
                assertThat(a)
                    .extracting(Speaker::alive, Speaker::heard)
                    .containsExactly(false, true));
    assertThat(speakers.present()).extracting(SpeakerReport::node).containsExactly("a", "b");
  }

  private Lease lease(String node, List<String> hears) {
    return new LeaseBuilder()
        .withNewMetadata()
        .withName(SpeakerLease.name(node))
        .addToAnnotations(
            Names.REPORT,
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
