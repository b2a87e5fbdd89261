package io.openelb.speaker.announce;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.openelb.core.address.Ip;
import io.openelb.core.address.Mac;
import io.openelb.core.announcement.AddressStatus;
import io.openelb.core.announcement.Assignment;
import io.openelb.core.announcement.Timings;
import io.openelb.speaker.arp.ArpFrames;
import io.openelb.speaker.echo.Echo;
import io.openelb.speaker.link.FakeLink;
import io.openelb.speaker.link.Nic;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Two announcers on one segment, of which the first is first in the ranking. */
final class SwitchOffTest {

  private static final Ip VIP = Ip.of("192.168.0.91");

  /** This machine has no such interface. */
  private static final String NIC = "eth8";

  private final FakeLink link = link(1);
  private final FakeLink peersLink = link(2);
  private final Announcer announcer = announcer("worker-p001", 1);
  private final Announcer peer = announcer("worker-p002", 2);

  private static FakeLink link(int mac) {
    return new FakeLink(new Nic(NIC, 8, new Mac(mac), true, List.of()));
  }

  private static Announcer announcer(String node, long bootId) {
    return new Announcer(
        node,
        bootId,
        Timings.ofInterval(Duration.ofMillis(50)),
        new Echo(Path.of("no-such-nft")),
        Clock.systemUTC());
  }

  @BeforeEach
  void connect() {
    link.connect(payload -> peer.advertised(NIC, payload));
    peersLink.connect(payload -> announcer.advertised(NIC, payload));
    for (Announcer each : List.of(announcer, peer)) {
      each.start();
      each.keys(List.of(new byte[] {1}));
      each.plan(
          new PlanChange(
              List.of(new Assignment(VIP, List.of("worker-p001", "worker-p002"), Set.of(NIC))),
              List.of(),
              Set.of(NIC),
              Set.of(),
              List.of()));
    }
  }

  @AfterEach
  void stop() {
    announcer.close();
    peer.close();
  }

  private static Snapshot snapshot(Announcer of) throws Exception {
    return of.snapshot().get(10, TimeUnit.SECONDS);
  }

  private static Inventory inventory(Announcer of) throws Exception {
    return of.inventory().get(10, TimeUnit.SECONDS);
  }

  private void givenAnOwnerWithAPeer() {
    announcer.up(link);
    await().until(() -> link.answers(VIP));
    peer.up(peersLink);
    await().until(() -> hears(announcer, "worker-p002") && hears(peer, "worker-p001"));
  }

  private static boolean hears(Announcer who, String node) throws Exception {
    return snapshot(who).hears().equals(Map.of(NIC, List.of(node)));
  }

  @Test
  void whatItOwnsIsHandedOverAndTold() throws Exception {
    givenAnOwnerWithAPeer();

    announcer.switchOff();

    await().until(() -> peersLink.answers(VIP) && !link.answers(VIP));
    byte[] told = ArpFrames.announcementRequest(VIP, peersLink.nic().mac());
    await().untilAsserted(() -> assertThat(peersLink.said()).contains(told));
    assertThat(snapshot(announcer).layer2()).isFalse();
    assertThat(snapshot(peer).tookOver()).extracting(AddressStatus::address).containsExactly(VIP);
    assertThat(inventory(peer).since()).containsOnlyKeys(new Inventory.Voiced(NIC, VIP));
  }

  @Test
  void itIsSilentThoughNobodyElseIsLeft() throws Exception {
    givenAnOwnerWithAPeer();
    announcer.switchOff();
    await().until(() -> peersLink.answers(VIP) && !link.answers(VIP));
    link.said().clear();

    peer.down(NIC);

    await().until(() -> snapshot(announcer).hears().equals(Map.of(NIC, List.of())));
    assertThat(inventory(announcer).statuses())
        .extracting(AddressStatus::state)
        .containsExactly(AddressStatus.State.IDLE);
    assertThat(link.said()).isEmpty();
  }
}
