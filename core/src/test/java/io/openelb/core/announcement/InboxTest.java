package io.openelb.core.announcement;

import static org.assertj.core.api.Assertions.assertThat;

import io.openelb.core.address.Ip;
import io.openelb.core.address.Mac;
import io.openelb.core.announcement.Inbox.Fate;
import java.util.List;
import org.junit.jupiter.api.Test;

class InboxTest {

  private static final long INTERVAL = Timings.millis(100);

  private final Inbox inbox = new Inbox(INTERVAL);
  private long sequence;

  @Test
  void aSignOfLifeWaits() {
    assertThat(add(heartbeat(1), 0)).isEqualTo(Fate.CALLS);
    assertThat(add(heartbeat(1), INTERVAL)).isEqualTo(Fate.WAITS);
    assertThat(add(heartbeat(2), INTERVAL)).isEqualTo(Fate.CALLS);
    assertThat(inbox.take()).extracting(Input.Heard::at).containsExactly(0L, INTERVAL, INTERVAL);
    assertThat(inbox.isEmpty()).isTrue();
  }

  @Test
  void oneThatWasLongMissedCalls() {
    add(heartbeat(1), 0);
    assertThat(add(heartbeat(1), 2 * INTERVAL)).isEqualTo(Fate.CALLS);
  }

  @Test
  void theSameOnAnotherInterfaceCalls() {
    add(heartbeat(1), 0);
    assertThat(inbox.add(new Input.Heard("eth1", heartbeat(1), 0))).isEqualTo(Fate.CALLS);
  }

  @Test
  void whateverIsOtherThanBeforeCalls() {
    List<Advertisement> news =
        List.of(
            with(Phase.LEAVING, 1, 7, BootIds.none(), BootIds.none(), List.of()),
            with(Phase.SPEAKING, 2, 7, BootIds.none(), BootIds.none(), List.of()),
            with(Phase.SPEAKING, 1, 8, BootIds.none(), BootIds.none(), List.of()),
            with(Phase.SPEAKING, 1, 7, BootIds.of(List.of(5L)), BootIds.none(), List.of()),
            with(Phase.SPEAKING, 1, 7, BootIds.none(), BootIds.of(List.of(5L)), List.of()),
            with(
                Phase.SPEAKING,
                1,
                7,
                BootIds.none(),
                BootIds.none(),
                List.of(Ip.of("192.168.0.91"))));
    for (Advertisement each : news) {
      add(heartbeat(1), 0);
      assertThat(add(each, 0)).isEqualTo(Fate.CALLS);
    }
  }

  @Test
  void manyAreNotLeftWaitingForLong() {
    add(heartbeat(1), 0);
    for (int i = 0; i < 254; i++) {
      assertThat(add(heartbeat(1), i)).isEqualTo(Fate.WAITS);
    }
    assertThat(add(heartbeat(1), 254)).isEqualTo(Fate.CALLS);
    add(heartbeat(1), 255);
    assertThat(inbox.take()).hasSize(256);
    assertThat(inbox.isEmpty()).isFalse();
  }

  @Test
  void hasAnEnd() {
    Fate last = Fate.WAITS;
    for (int i = 0; i <= 4096; i++) {
      last = add(heartbeat(1), i);
    }
    assertThat(last).isEqualTo(Fate.LOST);
  }

  private Fate add(Advertisement advertisement, long at) {
    return inbox.add(new Input.Heard("eth0", advertisement, at));
  }

  private Advertisement heartbeat(long bootId) {
    return advertisement(bootId, Phase.SPEAKING, 1, 7, BootIds.none(), BootIds.none(), List.of());
  }

  private Advertisement with(
      Phase phase, int count, long digest, BootIds echoes, BootIds wanted, List<Ip> released) {
    return advertisement(1, phase, count, digest, echoes, wanted, released);
  }

  private Advertisement advertisement(
      long bootId,
      Phase phase,
      int count,
      long digest,
      BootIds echoes,
      BootIds wanted,
      List<Ip> released) {
    return new Advertisement(
        "n" + bootId,
        new Mac(bootId),
        bootId,
        sequence++,
        0,
        phase,
        0,
        count,
        digest,
        echoes,
        wanted,
        List.of(),
        null,
        released,
        List.of(),
        List.of());
  }
}
