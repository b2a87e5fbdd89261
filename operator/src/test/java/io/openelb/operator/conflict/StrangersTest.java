package io.openelb.operator.conflict;

import static org.assertj.core.api.Assertions.assertThat;

import io.openelb.core.address.Ip;
import io.openelb.operator.speakers.Speakers.Speaker;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class StrangersTest {

  private static final Ip ADDRESS = Ip.of("192.168.0.91");
  private static final String SAID = "answered for by 52:54:22:00:00:01 (seen by worker-p001)";

  private long time;
  private final Strangers strangers = new Strangers(() -> time);

  @Test
  void whoHasAnAddressIsNamedWithWhoSawIt() {
    see(true);

    assertThat(strangers.all()).containsExactly(Map.entry(ADDRESS, SAID));
    assertThat(strangers.at(Ip.of("192.168.0.92"))).isEmpty();
  }

  @Test
  void aStrangerWasFirstOnlyWhenEverySpeakerSaysSo() {
    see(true);
    assertThat(strangers.wereFirst(ADDRESS)).isTrue();

    strangers.see(
        Map.of(
            "worker-p001", TestSpeakers.reporting("worker-p001", "192.168.0.91", true),
            "worker-p002", TestSpeakers.reporting("worker-p002", "192.168.0.91", false)));
    assertThat(strangers.wereFirst(ADDRESS)).isFalse();
  }

  @Test
  void aStrangerWasNotFirstWhereASpeakerHasTheAddress() {
    strangers.see(
        Map.of(
            "worker-p001", TestSpeakers.reporting("worker-p001", "192.168.0.91", true),
            "worker-p002", TestSpeakers.announcing("worker-p002", "192.168.0.91")));

    assertThat(strangers.wereFirst(ADDRESS)).isFalse();
  }

  @Test
  void whoeverIsASpeakerIsNoStranger() {
    strangers.see(
        Map.of(
            "worker-p001", TestSpeakers.reporting("worker-p001", "192.168.0.91", true),
            "worker-p002", TestSpeakers.onSegment("worker-p002", "52:54:22:00:00:01")));

    assertThat(strangers.all()).isEmpty();
  }

  /** A bond that balances answers ARP with any of them. */
  @Test
  void aMemberOfASpeakersBondIsNoStranger() {
    Speaker bond = TestSpeakers.onSegment("worker-p002", "52:54:22:00:00:09", "52:54:22:00:00:01");
    strangers.see(
        Map.of(
            "worker-p001",
            TestSpeakers.reporting("worker-p001", "192.168.0.91", true),
            "worker-p002",
            bond));

    assertThat(strangers.all()).isEmpty();
  }

  @Test
  void aConflictEndsWithTheReportOrWithItsSpeaker() {
    see(true);
    strangers.see(Map.of());
    assertThat(strangers.all()).isEmpty();

    Speaker alive = TestSpeakers.reporting("worker-p001", "192.168.0.91", true);
    strangers.see(Map.of("worker-p001", new Speaker(alive.report(), false, false)));
    assertThat(strangers.all()).isEmpty();
  }

  @Test
  void anExchangedAddressIsLeftToTheStrangerForAWhile() {
    see(true);
    strangers.abandon(ADDRESS);
    strangers.see(Map.of());

    assertThat(strangers.all()).containsExactly(Map.entry(ADDRESS, SAID));
    time += Duration.ofMinutes(10).toNanos();
    assertThat(strangers.all()).isEmpty();
  }

  private void see(boolean beforeAnnouncement) {
    strangers.see(
        Map.of(
            "worker-p001",
            TestSpeakers.reporting("worker-p001", "192.168.0.91", beforeAnnouncement)));
  }
}
