package io.openelb.speaker.link;

import static org.assertj.core.api.Assertions.assertThat;

import io.openelb.speaker.frame.Hex;
import io.openelb.speaker.frame.Sighting;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class AdvertisementLoopTest {

  private static final String MACS = "034f454c4201 5254223ae66e ";

  private final List<String> heard = new ArrayList<>();
  private final LinkCounters counters = new LinkCounters();
  private boolean readerHasRoom = true;
  private long now;
  private int doubts;
  private final QuietWatch watch = new QuietWatch(5, () -> doubts++, () -> now);
  private final AdvertisementLoop loop =
      new AdvertisementLoop(
          "eth0",
          new LinkListener() {
            @Override
            public boolean sighted(String nic, Sighting sighting) {
              throw new AssertionError(sighting);
            }

            @Override
            public boolean advertised(String nic, byte[] payload) {
              return readerHasRoom && heard.add(nic + " " + Hex.text(payload));
            }
          },
          counters,
          watch);

  @ParameterizedTest
  @ValueSource(strings = {"88b5 c0ffee", "8100 e000 88b5 c0ffee"})
  void handsOnWhatASpeakerSays(String rest) {
    loop.gotPacket(Hex.frame(MACS + rest));

    assertThat(heard).containsExactly("eth0 c0ffee");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "88", "88b5", "8100 0000 88b5", "0806 c0ffee", "8100 0007 88b5 c0ffee"})
  void leavesAnythingElse(String rest) {
    loop.gotPacket(Hex.frame(MACS + rest));

    assertThat(heard).isEmpty();
    assertThat(counters.overruns.sum()).isZero();
  }

  @Test
  void countsWhatTheReaderHasNoRoomFor() {
    readerHasRoom = false;

    loop.gotPacket(Hex.frame(MACS + "88b5 c0ffee"));

    assertThat(counters.overruns.sum()).isEqualTo(1);
  }

  @Test
  void whoIsHeardHasACarrierHere() {
    now = 4;
    watch.said();
    assertThat(doubts).as("soon after the start").isZero();
    loop.gotPacket(Hex.frame(MACS + "88b5 c0ffee"));
    now = 8;
    watch.said();
    assertThat(doubts).isZero();

    loop.gotPacket(Hex.frame(MACS + "0806 c0ffee"));
    now = 9;
    watch.said();
    assertThat(doubts).as("nobody was heard for 5 ns").isEqualTo(1);
  }
}
