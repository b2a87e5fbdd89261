package io.openelb.speaker.link;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.openelb.speaker.frame.Sighting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class LinkKeeperTest {

  private static final Duration PAUSE = Duration.ofMillis(200);

  /** Longer than any test waits. */
  private static final Duration CALM = Duration.ofHours(1);

  /** Within them everything is read again, which is done each five seconds. */
  private static final int ALL_LOOKS = 25;

  private static final String MAC = "52:54:22:3a:e6:6e";
  private static final String OTHER_MAC = "52:54:22:3a:e6:6f";

  @TempDir private Path sys;

  private final List<String> events = new CopyOnWriteArrayList<>();
  private final List<FakeLink> opened = new ArrayList<>();
  private String refusal = "";
  private int tries;
  private final AtomicLong now = new AtomicLong();
  private Duration next = Duration.ZERO;
  private LinkKeeper keeper;
  private volatile @Nullable QuietWatch watch;

  private static final class Listener implements LinkListener {
    @Override
    public boolean sighted(String nic, Sighting sighting) {
      return true;
    }

    @Override
    public boolean advertised(String nic, byte[] payload) {
      return true;
    }
  }

  private final class Events implements LinkKeeper.Events {
    @Override
    public void seen(Map<String, Nic> nics) {}

    @Override
    public void up(Link link) {
      events.add("up %s %s".formatted(link.nic().name(), link.nic().mac()));
    }

    @Override
    public void down(String nic) {
      events.add("down " + nic);
    }

    @Override
    public void problems(List<String> sentences) {
      events.add(sentences.toString());
    }
  }

  private Link open(Nic nic, LinkCounters counters, LinkListener listener, QuietWatch over)
      throws LinkException {
    watch = over;
    tries++;
    if (!refusal.isEmpty()) {
      throw new LinkException(refusal, new IOException());
    }
    FakeLink link = new FakeLink(nic);
    opened.add(link);
    return link;
  }

  @BeforeEach
  void keep() {
    keep(PAUSE);
  }

  private void keep(Duration amiss) {
    keeper =
        new LinkKeeper(
            new NicScanner(sys, sys),
            new Listener(),
            new Events(),
            this::open,
            new LinkKeeper.Pauses(amiss.toNanos(), PAUSE.toNanos(), CALM.toNanos()),
            now::get);
  }

  @AfterEach
  void close() {
    keeper.close();
  }

  private void appears(int index, String mac, boolean up) throws IOException {
    Path nic = Files.createDirectories(sys.resolve("eth8"));
    Files.writeString(nic.resolve("type"), "1\n");
    Files.writeString(nic.resolve("flags"), "0x1003\n");
    Files.writeString(nic.resolve("ifindex"), index + "\n");
    Files.writeString(nic.resolve("address"), mac + "\n");
    carrier(up);
  }

  private void carrier(boolean up) throws IOException {
    Files.writeString(sys.resolve("eth8").resolve("carrier"), up ? "1\n" : "0\n");
  }

  private void vanishes() throws IOException {
    for (String file : List.of("type", "flags", "ifindex", "address", "carrier")) {
      Files.delete(sys.resolve("eth8").resolve(file));
    }
    Files.delete(sys.resolve("eth8"));
  }

  /** What happens in so many looks. */
  private List<String> look(int times) {
    events.clear();
    for (int i = 0; i < times; i++) {
      now.addAndGet(PAUSE.toNanos());
      next = Duration.ofNanos(keeper.look());
    }
    return List.copyOf(events);
  }

  private FakeLink givenAnOpenInterface() throws IOException {
    appears(2, MAC, true);
    keeper.want(Set.of("eth8"));
    assertThat(look(1)).containsExactly("up eth8 " + MAC);
    return opened.getFirst();
  }

  @Test
  void anInterfaceThatIsSetDownIsClosed() throws IOException {
    FakeLink link = givenAnOpenInterface();
    carrier(false);
    assertThat(look(2)).containsExactly("down eth8", "[interface eth8 has no carrier]");
    assertThat(link.isClosed()).isFalse();

    Files.writeString(sys.resolve("eth8").resolve("flags"), "0x1002\n");
    assertThat(look(2)).containsExactly("down eth8", "[interface eth8 is down]");
    assertThat(link.isClosed()).isTrue();

    appears(2, MAC, true);
    assertThat(look(1)).containsExactly("up eth8 " + MAC, "[]");
  }

  @Test
  void tellsWhatIsMissingWhenThatChanges() {
    keeper.want(Set.of("eth8", "eth9"));
    assertThat(look(2))
        .containsExactly("[interface eth8 does not exist, interface eth9 does not exist]");

    keeper.want(Set.of("eth9"));
    assertThat(look(2)).containsExactly("[interface eth9 does not exist]");
  }

  @Test
  void looksByItself() {
    keeper.want(Set.of("eth8"));

    keeper.start();

    await()
        .untilAsserted(() -> assertThat(events).containsExactly("[interface eth8 does not exist]"));
  }

  /** Begins, and looks no more for an hour unless there is a reason. */
  private void givenAPatientOne(String wanted, String event) {
    keep(CALM);
    keeper.want(Set.of(wanted));
    keeper.start();
    await().untilAsserted(() -> assertThat(events).contains(event));
  }

  @Test
  void looksAtOnceForWhatIsWantedFromNowOn() throws IOException {
    appears(2, MAC, true);
    givenAPatientOne("eth9", "[interface eth9 does not exist]");

    keeper.want(Set.of("eth8"));

    await().untilAsserted(() -> assertThat(events).contains("up eth8 " + MAC));
  }

  @Test
  void looksForTheCarrierWhenNobodyIsHeard() throws IOException {
    appears(2, MAC, true);
    givenAPatientOne("eth8", "up eth8 " + MAC);
    carrier(false);
    now.addAndGet(PAUSE.toNanos());

    await()
        .untilAsserted(() -> {
          requireNonNull(watch).said();
          assertThat(events).contains("down eth8");
        });
  }

  @Test
  void looksLessOftenWhileAllIsWell() throws IOException {
    givenAnOpenInterface();
    assertThat(next).as("all is read again").isEqualTo(PAUSE);
    look(1);
    assertThat(next).isEqualTo(CALM);

    carrier(false);
    look(2);
    assertThat(next).as("without a carrier").isEqualTo(PAUSE);

    carrier(true);
    look(2);
    keeper.want(Set.of("eth8", "eth9"));
    look(2);
    assertThat(next).as("one is missing").isEqualTo(PAUSE);
  }

  @Test
  void opensAnInterfaceThatAppearsLater() throws IOException {
    keeper.want(Set.of("eth8"));
    look(1);

    appears(2, MAC, true);

    assertThat(look(ALL_LOOKS)).containsExactly("up eth8 " + MAC, "[]");
  }

  @Test
  void opensAnInterfaceAsSoonAsItIsUp() throws IOException {
    appears(2, MAC, false);
    keeper.want(Set.of("eth8"));
    assertThat(look(2)).containsExactly("[interface eth8 is down]");

    carrier(true);

    assertThat(look(1)).containsExactly("up eth8 " + MAC, "[]");
  }

  @Test
  void keepsTheLinkThroughTheLossOfTheCarrier() throws IOException {
    FakeLink link = givenAnOpenInterface();

    carrier(false);
    assertThat(look(ALL_LOOKS)).containsExactly("down eth8", "[interface eth8 has no carrier]");

    carrier(true);
    assertThat(look(ALL_LOOKS)).containsExactly("up eth8 " + MAC, "[]");
    assertThat(opened).containsExactly(link);
    assertThat(link.isClosed()).isFalse();
  }

  @Test
  void opensAnewAtOnceWithAnotherMac() throws IOException {
    FakeLink link = givenAnOpenInterface();

    appears(2, OTHER_MAC, true);

    assertThat(look(2)).containsExactly("down eth8", "up eth8 " + OTHER_MAC);
    assertThat(link.isClosed()).isTrue();
    assertThat(look(ALL_LOOKS)).isEmpty();
  }

  @Test
  @Timeout(30)
  void anInterfaceThatIsStuckHoldsUpNoOther() throws IOException {
    FakeLink stuck = givenAnOpenInterface();
    stuck.getStuck();

    appears(2, OTHER_MAC, true);

    assertThat(look(ALL_LOOKS)).containsExactly("down eth8", "up eth8 " + OTHER_MAC);
  }

  @Test
  void opensAnewWhatCameBackUnderTheSameName() throws IOException {
    FakeLink link = givenAnOpenInterface();

    appears(3, MAC, true);

    assertThat(look(ALL_LOOKS)).containsExactly("down eth8", "up eth8 " + MAC);
    assertThat(link.isClosed()).isTrue();
    assertThat(opened.getLast().nic().index()).isEqualTo(3);
  }

  @Test
  void noticesAtOnceThatAnInterfaceVanished() throws IOException {
    FakeLink link = givenAnOpenInterface();

    vanishes();
    link.fail();

    assertThat(look(2)).containsExactly("down eth8", "[interface eth8 does not exist]");
    assertThat(link.isClosed()).isTrue();
  }

  @Test
  void closesWhatIsWantedNoMore() throws IOException {
    FakeLink link = givenAnOpenInterface();

    keeper.want(Set.of());

    assertThat(look(ALL_LOOKS)).containsExactly("down eth8");
    assertThat(link.isClosed()).isTrue();
  }

  @Test
  void saysOnceWhyAnInterfaceCannotBeOpenedAndTriesAgain() throws IOException {
    refusal = "can't capture on eth8: Operation not permitted";
    appears(2, MAC, true);
    keeper.want(Set.of("eth8"));
    assertThat(look(3)).containsExactly("[" + refusal + "]");

    refusal = "";

    assertThat(look(ALL_LOOKS)).containsExactly("up eth8 " + MAC, "[]");
  }

  @Test
  void triesToOpenAnInterfaceOnceBetweenTwoReadingsOfAll() throws IOException {
    refusal = "can't capture on eth8: Operation not permitted";
    appears(2, MAC, true);
    keeper.want(Set.of("eth8"));
    look(ALL_LOOKS);
    assertThat(tries).isEqualTo(1);

    look(ALL_LOOKS);

    assertThat(tries).isEqualTo(2);
  }

  @Test
  void triesToOpenAnInterfaceAgainAsSoonAsItsCarrierIsBack() throws IOException {
    refusal = "can't capture on eth8: The interface disappeared";
    appears(2, MAC, true);
    keeper.want(Set.of("eth8"));
    look(2);
    refusal = "";
    carrier(false);
    assertThat(look(1)).containsExactly("[interface eth8 is down]");

    carrier(true);

    assertThat(look(1)).containsExactly("up eth8 " + MAC, "[]");
  }

  @Test
  void saysThatNothingCanBeSentForAsLongAsThatIsSo() throws IOException {
    FakeLink link = givenAnOpenInterface();

    link.mute(true);
    assertThat(look(2))
        .containsExactly(
            "[advertisements can't be sent on eth8: something on this node drops EtherType 0x88b5,"
                + " such as a host firewall]");

    carrier(false);
    assertThat(look(2)).containsExactly("down eth8", "[interface eth8 has no carrier]");

    carrier(true);
    link.mute(false);
    assertThat(look(2)).containsExactly("up eth8 " + MAC, "[]");
  }

  @Test
  void countsWhatWasDroppedThroughAllLinksOfAnInterface() throws IOException {
    givenAnOpenInterface();
    assertThat(keeper.dropped("eth8")).isEqualTo(1);

    appears(2, OTHER_MAC, true);
    look(2);

    assertThat(keeper.dropped("eth8")).isEqualTo(2);
  }

  @ParameterizedTest
  @CsvSource({"PT0.3S, PT0.15S", "PT0.2S, PT0.08S", "PT0.1S, PT0S", "PT3S, PT0.2S"})
  void looksBeforeADeathThoughItSpeaksOnlyEachInterval(Duration dead, Duration patience) {
    long interval = Duration.ofMillis(100).toNanos();

    assertThat(LinkKeeper.patience(interval, dead.toNanos())).isEqualTo(patience.toNanos());
  }

  @ParameterizedTest
  @CsvSource({"PT0.3S, PT0.15S", "PT0.15S, PT0.075S", "PT3S, PT0.2S"})
  void looksTwiceInTheTimeOfADeath(Duration dead, Duration pause) {
    assertThat(LinkKeeper.pause(dead.toNanos())).isEqualTo(pause.toNanos());
  }
}
