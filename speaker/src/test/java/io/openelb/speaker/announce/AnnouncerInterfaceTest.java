package io.openelb.speaker.announce;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.openelb.core.address.Cidr;
import io.openelb.core.address.Ip;
import io.openelb.core.address.Mac;
import io.openelb.core.announcement.Advertisement;
import io.openelb.core.announcement.Assignment;
import io.openelb.core.announcement.Timings;
import io.openelb.speaker.arp.ArpFrames;
import io.openelb.speaker.echo.Echo;
import io.openelb.speaker.frame.Hex;
import io.openelb.speaker.link.FakeLink;
import io.openelb.speaker.link.Nic;
import io.openelb.speaker.liveness.Authenticator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Interfaces that come and go under an announcer, which has no peers. */
final class AnnouncerInterfaceTest {

  private static final Ip VIP = Ip.of("192.168.0.91");
  private static final Ip OTHER_VIP = Ip.of("192.168.0.92");
  private static final Ip VIP6 = Ip.of("fd00:168::91");
  private static final Mac MAC = Mac.of("52:54:22:3a:e6:6e");
  private static final Mac OTHER_MAC = Mac.of("52:54:22:3a:e6:6f");

  /** This machine has no such interfaces, and no such program. */
  private static final String NIC = "eth8";

  private static final String OTHER_NIC = "eth9";
  private static final Path NFT = Path.of("no-such-nft");
  private static final byte[] KEY = {1};

  private final FakeLink link = link(NIC, MAC);
  private final Announcer announcer = announcer();

  private static Announcer announcer() {
    return announcer(NFT);
  }

  private static Announcer announcer(Path nft) {
    return new Announcer(
        "worker-p001",
        7,
        Timings.ofInterval(Duration.ofMillis(50)),
        new Echo(nft),
        Clock.systemUTC());
  }

  private static FakeLink link(String name, Mac mac) {
    return new FakeLink(new Nic(name, 8, mac, true, List.of()));
  }

  @BeforeEach
  void start() {
    announcer.start();
  }

  @AfterEach
  void stop() {
    announcer.close();
  }

  private void plan(List<Ip> assigned, List<Ip> withdrawn) {
    announcer.plan(planOf(assigned, withdrawn));
  }

  private static PlanChange planOf(List<Ip> assigned, List<Ip> withdrawn) {
    return new PlanChange(
        assigned.stream()
            .map(address -> new Assignment(address, List.of("worker-p001"), Set.of(NIC)))
            .toList(),
        withdrawn,
        Set.of(NIC),
        Set.of(),
        List.of());
  }

  private void key() {
    announcer.keys(List.of(KEY));
  }

  private Snapshot snapshot() throws Exception {
    return announcer.snapshot().get(10, TimeUnit.SECONDS);
  }

  private void givenAnOwner() {
    key();
    plan(List.of(VIP), List.of());
    announcer.up(link);
    await().until(() -> link.answers(VIP));
  }

  private static void awaitAnnouncement(FakeLink on, Ip address) {
    String frame = Hex.text(ArpFrames.announcementRequest(address, on.nic().mac()));
    await().until(() -> on.said().stream().map(Hex::text).anyMatch(frame::equals));
  }

  @Test
  void allWhoAskForTheStateBeforeItIsLookedAtGetOneLook() throws Exception {
    assertThat(snapshot()).isNotSameAs(snapshot());

    Announcer notStarted = announcer();
    assertThat(notStarted.snapshot()).isSameAs(notStarted.snapshot()).isNotDone();
  }

  @Test
  void asksBeforeItAnnounces() {
    givenAnOwner();

    awaitAnnouncement(link, VIP);
    assertThat(link.said()).first().isEqualTo(ArpFrames.probe(VIP, MAC));
  }

  @Test
  void saysNothingWithoutAKey() throws Exception {
    plan(List.of(VIP), List.of());
    announcer.up(link);
    assertThat(snapshot().open()).containsExactly(NIC);
    assertThat(link.advertised()).isEmpty();

    key();

    await().until(() -> link.answers(VIP));
    assertThat(read(link.advertised().getFirst()).sequence())
        .as("nothing was to be said before")
        .isEqualTo(1);
  }

  private static Advertisement read(byte[] sealed) {
    Authenticator authenticator = new Authenticator();
    authenticator.use(List.of(KEY));
    return authenticator.opener().open(sealed).orElseThrow();
  }

  @Test
  void anInterfaceThatAppearsLaterAnswersForWhatWasPlannedBefore() throws Exception {
    key();
    plan(List.of(VIP), List.of());
    assertThat(snapshot().open()).isEmpty();

    announcer.up(link);

    awaitAnnouncement(link, VIP);
  }

  @Test
  void anotherInterfaceIsNoneOfItsBusiness() {
    FakeLink other = link(OTHER_NIC, OTHER_MAC);
    announcer.up(other);

    givenAnOwner();

    assertThat(other.answers(VIP)).isFalse();
    assertThat(other.said()).isEmpty();
  }

  @Test
  void anInterfaceThatIsDownIsSilentAtOnce() throws Exception {
    givenAnOwner();
    announcer.seen(Map.of(NIC, link.nic()));

    announcer.down(NIC);

    assertThat(snapshot().open()).isEmpty();
    assertThat(snapshot().planned()).containsExactly(NIC);
    assertThat(link.answers(VIP)).isFalse();
  }

  @Test
  void whatComesBackWithAnotherMacAnnouncesThat() throws Exception {
    givenAnOwner();
    announcer.down(NIC);
    FakeLink back = link(NIC, OTHER_MAC);

    announcer.up(back);

    awaitAnnouncement(back, VIP);
    assertThat(back.answers(VIP)).isTrue();
    assertThat(link.answers(VIP)).isFalse();
  }

  /** A program that writes down what it is told stands in for nft. */
  @Test
  void anAddressIsInThePacketFilterOnceItIsOwned(@TempDir Path folder) throws IOException {
    Path nft = folder.resolve("nft");
    Files.writeString(nft, "#!/bin/sh\nexec cat > $0.said\n");
    Files.setPosixFilePermissions(nft, PosixFilePermissions.fromString("rwx------"));
    Path said = folder.resolve("nft.said");
    try (Announcer owner = announcer(nft)) {
      owner.start();
      owner.keys(List.of(KEY));
      owner.seen(Map.of(NIC, new Nic(NIC, 8, MAC, true, List.of(Cidr.of("192.168.0.1/24")))));
      owner.plan(planOf(List.of(VIP), List.of()));
      await().until(() -> Files.exists(said) && Files.readString(said).contains("list chain"));
      assertThat(said).content().doesNotContain(VIP.toString());

      owner.up(link);

      await().until(() -> Files.readString(said).contains("own4 { 192.168.0.91 : 192.168.0.1 }"));
    }
  }

  @Test
  void whatComesBackUnchangedAnnouncesAgain() {
    givenAnOwner();
    awaitAnnouncement(link, VIP);
    announcer.down(NIC);
    await().until(() -> !link.answers(VIP));
    link.said().clear();

    announcer.up(link);

    awaitAnnouncement(link, VIP);
  }

  @Test
  void whatWasWithdrawnMeanwhileIsNotAnsweredForAgain() {
    givenAnOwner();
    announcer.down(NIC);
    plan(List.of(OTHER_VIP), List.of(VIP));

    announcer.up(link);

    await().until(() -> link.answers(OTHER_VIP));
    assertThat(link.answers(VIP)).isFalse();
  }

  @Test
  void aGroupThatCannotBeJoinedIsAProblemUntilNobodyNeedsIt() {
    givenAnOwner();
    String problem = "can't join ff02::1:ff00:91 on eth8: the interface has no address";

    plan(List.of(VIP6), List.of());
    await().untilAsserted(() -> assertThat(snapshot().problems()).contains(problem));

    plan(List.of(), List.of(VIP6));
    await().untilAsserted(() -> assertThat(snapshot().problems()).doesNotContain(problem));
  }
}
