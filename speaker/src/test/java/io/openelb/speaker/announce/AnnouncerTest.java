package io.openelb.speaker.announce;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.openelb.core.address.Cidr;
import io.openelb.core.address.Ip;
import io.openelb.core.address.Mac;
import io.openelb.core.announcement.Advertisement;
import io.openelb.core.announcement.Assignment;
import io.openelb.core.announcement.BootIds;
import io.openelb.core.announcement.Phase;
import io.openelb.core.announcement.Timings;
import io.openelb.speaker.echo.Echo;
import io.openelb.speaker.frame.Sighting;
import io.openelb.speaker.link.Nic;
import io.openelb.speaker.liveness.Authenticator;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class AnnouncerTest {

  private static final long BOOT_ID = 7;
  private static final Ip VIP = Ip.of("192.168.0.91");

  private final Announcer announcer = announcer();

  private static Announcer announcer() {
    return new Announcer(
        "worker-p001",
        BOOT_ID,
        Timings.defaults(),
        new Echo(Path.of("/no/nft")),
        Clock.systemUTC());
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
  void thePacketFilterIsMadeReadyForAPlannedAddress() {
    givenAPlannedAddress();

    await()
        .untilAsserted(() ->
            assertThat(snapshot().problems()).anyMatch(one -> one.startsWith("ping can't be")));
  }

  private void givenAPlannedAddress() {
    Nic eth0 = new Nic("eth0", 1, new Mac(1), true, List.of(Cidr.of("192.168.0.1/24")));
    announcer.seen(Map.of("eth0", eth0));
    announcer.plan(
        new PlanChange(
            List.of(new Assignment(VIP, List.of("worker-p002"), Set.of("eth0"))),
            List.of(),
            Set.of("eth0"),
            Set.of(),
            List.of()));
  }

  @Test
  void whatNoPeerSealedTakesNoRoom() {
    Announcer stuck = announcer();

    for (int i = 0; i < 10_000; i++) {
      assertThat(stuck.advertised("eth0", new byte[60])).isTrue();
    }
  }

  @Test
  void whatIsSaidAgainTakesNoRoom() {
    Announcer stuck = announcer();

    for (int i = 0; i < 20_000; i++) {
      assertThat(stuck.sighted("eth0", sighting(1))).isTrue();
    }
    int more = 0;
    while (stuck.sighted("eth0", sighting(2 + more))) {
      more++;
    }
    assertThat(more).as("others that there is room for").isBetween(10_000, 20_000);
  }

  private static Sighting sighting(int station) {
    return new Sighting(Sighting.Kind.ASK, VIP, new Mac(station));
  }

  @Test
  void saysWhichOfItsInterfacesAreOnOneSegment() throws Exception {
    byte[] key = {1};
    announcer.keys(List.of(key));
    assertThat(announcer.hasKey().get(10, TimeUnit.SECONDS)).isTrue();
    announcer.seen(Map.of("eth0", nic("eth0", 1), "eth1", nic("eth1", 2)));
    Authenticator authenticator = new Authenticator();
    authenticator.use(List.of(key));

    announcer.advertised("eth0", authenticator.seal(own(new Mac(1))));
    assertThat(snapshot().problems()).isEmpty();

    announcer.advertised("eth0", authenticator.seal(own(new Mac(2))));
    assertThat(snapshot().problems())
        .singleElement()
        .asString()
        .startsWith("eth0 and eth1 are on one segment");
  }

  private static Nic nic(String name, int number) {
    return new Nic(name, number, new Mac(number), true, List.of());
  }

  private static Advertisement own(Mac mac) {
    return new Advertisement(
        "worker-p001",
        mac,
        BOOT_ID,
        1,
        0,
        Phase.SPEAKING,
        0,
        0,
        0,
        BootIds.none(),
        BootIds.none(),
        List.of(),
        null,
        List.of(),
        List.of(),
        List.of());
  }

  @Test
  void saysWhetherItCanTalk() throws Exception {
    assertThat(announcer.hasKey().get(10, TimeUnit.SECONDS)).isFalse();

    announcer.keys(List.of(new byte[] {1}));

    assertThat(announcer.hasKey().get(10, TimeUnit.SECONDS)).isTrue();
  }
}
