package io.openelb.speaker.announce;

import static org.assertj.core.api.Assertions.assertThat;

import io.openelb.core.address.Ip;
import io.openelb.core.address.Mac;
import io.openelb.core.announcement.Effect;
import io.openelb.speaker.announce.Inventory.Voiced;
import io.openelb.speaker.announce.Snapshot.Stranger;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class JournalTest {

  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
  private static final Ip ADDRESS = Ip.of("192.168.0.91");
  private static final Mac STRANGER = new Mac(0x020000000001L);

  private final Totals totals = new Totals();
  private Instant time = START;
  private Duration passed = Duration.ZERO;

  private final Clock clock =
      new Clock() {
        @Override
        public ZoneOffset getZone() {
          return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
          return this;
        }

        @Override
        public Instant instant() {
          return time;
        }
      };

  private final Journal journal = new Journal(clock, () -> passed.toNanos(), totals);

  private void note(Effect.Report report) {
    journal.note(List.of(report));
  }

  @Test
  void knowsSinceWhenAnAddressIsOwned() {
    note(new Effect.Took("eth0", ADDRESS, "nobody answered for it"));
    time = START.plusSeconds(5);

    assertThat(journal.since()).containsExactly(Map.entry(voiced(), START));
    assertThat(totals.owned()).isEqualTo(1);

    note(new Effect.Yielded("eth0", ADDRESS, "worker-p002 took it"));

    assertThat(journal.since()).isEmpty();
    assertThat(totals.owned()).isZero();
  }

  private static Voiced voiced() {
    return new Voiced("eth0", ADDRESS);
  }

  @Test
  void countsTheInterfacesThatAreBusyNow() {
    note(new Effect.Busy("eth0", 210_000_000, 1));
    note(new Effect.Busy("eth1", 210_000_000, 1));
    note(new Effect.Busy("eth1", 410_000_000, 2));
    note(new Effect.BusyNoMore("eth0"));

    assertThat(totals.busy()).isEqualTo(1);
  }

  @Test
  void aConflictBeforeTheAnnouncementLastsUntilItIsOver() {
    note(new Effect.Conflict("eth0", ADDRESS, STRANGER, true));
    passed = Duration.ofHours(1);

    assertThat(journal.conflicts()).containsEntry(ADDRESS, new Stranger(STRANGER, true));

    note(new Effect.ConflictOver("eth0", ADDRESS));

    assertThat(journal.conflicts()).isEmpty();
  }

  @Test
  void aConflictOverAnOwnedAddressIsForgottenWhenItIsNotSeenForAMinute() {
    note(new Effect.Took("eth0", ADDRESS, "nobody answered for it"));
    note(new Effect.Conflict("eth0", ADDRESS, STRANGER, false));
    passed = Duration.ofSeconds(59);
    assertThat(journal.conflicts()).containsKey(ADDRESS);

    passed = Duration.ofSeconds(61);
    // The clock is set meanwhile.
    time = START.minusSeconds(3600);

    assertThat(journal.conflicts()).isEmpty();
  }

  @Test
  void aKernelThatAnswersIsAProblemOfItsNode() {
    note(new Effect.KernelAnswers("eth0", ADDRESS, "worker-p002"));

    assertThat(journal.problems()).singleElement().asString().contains("worker-p002", "strictARP");
  }

  @Test
  void aKernelIsAProblemUntilItAnswersOnNoInterface() {
    note(new Effect.KernelAnswers("eth0", ADDRESS, "worker-p002"));
    note(new Effect.KernelAnswers("eth1", ADDRESS, "worker-p002"));

    note(new Effect.KernelAnswersNoMore("eth0", "worker-p002"));
    assertThat(journal.problems()).hasSize(1);

    note(new Effect.KernelAnswersNoMore("eth1", "worker-p002"));
    assertThat(journal.problems()).isEmpty();
  }

  @Test
  void twoInterfacesOnOneSegmentAreAProblemForAsLongAsTheyHearEachOther() {
    assertThat(journal.doubled("eth1", "eth0")).isTrue();
    assertThat(journal.doubled("eth0", "eth1")).isFalse();
    assertThat(journal.problems()).singleElement().asString().contains("eth0 and eth1");

    passed = Duration.ofSeconds(11);

    assertThat(journal.problems()).isEmpty();
  }
}
