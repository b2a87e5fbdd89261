package io.openelb.speaker.link;

import static org.assertj.core.api.Assertions.assertThat;

import io.openelb.core.address.Ip;
import io.openelb.core.address.Mac;
import io.openelb.speaker.arp.ArpFrames;
import io.openelb.speaker.frame.AddressTable;
import io.openelb.speaker.frame.Hex;
import io.openelb.speaker.frame.Sighting;
import io.openelb.speaker.ndp.NdpFrames;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class FrameLoopTest {

  private static final Mac OURS = Mac.of("52:54:22:3a:e6:6e");
  private static final Mac THEIRS = Mac.of("52:54:22:fa:b9:3b");
  private static final Ip IPV4 = Ip.of("192.168.0.91");
  private static final Ip IPV6 = Ip.of("fd00:168::91");
  private static final AddressTable BOTH = AddressTable.of(List.of(IPV4, IPV6));

  private final LinkCounters counters = new LinkCounters();
  private final List<byte[]> sent = new ArrayList<>();
  private final List<Sighting> sightings = new ArrayList<>();
  private boolean kernelTakesIt = true;
  private boolean readerHasRoom = true;
  private final FrameLoop loop =
      new FrameLoop(
          OURS.value(),
          (frame, length) -> kernelTakesIt && sent.add(frame.clone()),
          sighting -> readerHasRoom && sightings.add(sighting),
          counters);

  @Test
  void answersAndReportsWhileItMay() {
    loop.apply(new AnswerPolicy(BOTH, BOTH, now -> true));

    loop.gotPacket(ArpFrames.probe(IPV4, THEIRS));
    loop.gotPacket(NdpFrames.probe(IPV6, THEIRS));

    assertThat(sent).hasSize(2);
    assertThat(sightings).extracting(Sighting::address).containsExactly(IPV4, IPV6);
    assertThat(counters.answered.sum()).isEqualTo(2);
  }

  @ParameterizedTest
  @CsvSource({
    "81000000,2",
    "8100e000,2",
    "81001000,2",
    "88a80000,2",
    "81000001,0",
    "81000fff,0",
    "91000000,0"
  })
  void aTagOfNoVlanIsNoTag(String tag, int answers) {
    loop.apply(new AnswerPolicy(BOTH, BOTH, now -> true));

    loop.gotPacket(tagged(tag, ArpFrames.probe(IPV4, THEIRS)));
    loop.gotPacket(tagged(tag, NdpFrames.probe(IPV6, THEIRS)));

    assertThat(sent).hasSize(answers);
    assertThat(sightings).hasSize(answers);
  }

  private static byte[] tagged(String tag, byte[] frame) {
    return Hex.frame(Hex.text(frame).replaceFirst("^.{24}", "$0" + tag));
  }

  @Test
  void isSilentFromTheStart() {
    loop.gotPacket(ArpFrames.probe(IPV4, THEIRS));

    assertThat(sent).isEmpty();
    assertThat(sightings).isEmpty();
    assertThat(counters.received.sum()).isEqualTo(1);
  }

  @Test
  void holdsBackWhenThePermissionIsGone() {
    loop.apply(new AnswerPolicy(BOTH, AddressTable.empty(), now -> false));

    loop.gotPacket(ArpFrames.probe(IPV4, THEIRS));
    loop.gotPacket(NdpFrames.probe(IPV6, THEIRS));

    assertThat(sent).isEmpty();
    assertThat(counters.fenced.sum()).isEqualTo(2);
  }

  @Test
  void countsWhatIsLost() {
    loop.apply(new AnswerPolicy(BOTH, BOTH, now -> true));
    kernelTakesIt = false;
    readerHasRoom = false;

    loop.gotPacket(ArpFrames.probe(IPV4, THEIRS));

    assertThat(counters.sendFailures.sum()).isEqualTo(1);
    assertThat(counters.overruns.sum()).isEqualTo(1);
  }

  @Test
  void anythingElseIsNothing() {
    loop.apply(new AnswerPolicy(BOTH, BOTH, now -> true));

    for (int length = 0; length < 70; length++) {
      loop.gotPacket(new byte[length]);
    }

    assertThat(sent).isEmpty();
    assertThat(sightings).isEmpty();
  }
}
