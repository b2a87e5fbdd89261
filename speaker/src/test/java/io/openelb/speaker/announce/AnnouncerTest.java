package io.openelb.speaker.announce;

import static org.assertj.core.api.Assertions.assertThat;

import io.openelb.core.announcement.Timings;
import io.openelb.speaker.echo.Echo;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class AnnouncerTest {

  private final Announcer announcer = announcer();

  private static Announcer announcer() {
    return new Announcer(
        "worker-p001", 7, Timings.defaults(), new Echo(Path.of("nft")), Clock.systemUTC());
  }

  @BeforeEach
  void start() {
    announcer.start();
  }

  @AfterEach
  void stop() {
    announcer.close();
  }

  private Snapshot snapshot() throws Exception {
    return announcer.snapshot().get(10, TimeUnit.SECONDS);
  }

  @Test
  void saysWhyAnInterfaceIsNotOpen() throws Exception {
    announcer.problems(List.of("interface eth9 does not exist"));

    assertThat(snapshot().problems())
        .containsExactly(
            "interface eth9 does not exist",
            "no key yet: Secret openelb-speaker-key is missing or empty");

    announcer.problems(List.of());

    assertThat(snapshot().problems()).doesNotContain("interface eth9 does not exist");
  }

  @Test
  void whatNoFellowSealedTakesNoRoom() {
    Announcer stuck = announcer();

    for (int i = 0; i < 10_000; i++) {
      assertThat(stuck.advertised("eth0", new byte[60])).isTrue();
    }
  }

  @Test
  void saysWhetherItCanTalk() throws Exception {
    assertThat(announcer.hasKey().get(10, TimeUnit.SECONDS)).isFalse();

    announcer.keys(List.of(new byte[] {1}));

    assertThat(announcer.hasKey().get(10, TimeUnit.SECONDS)).isTrue();
  }
}
