package io.openelb.speaker.arp;

import static io.openelb.speaker.frame.Sighting.Kind.ANSWER;
import static io.openelb.speaker.frame.Sighting.Kind.ASK;
import static io.openelb.speaker.frame.Sighting.Kind.ASSERTION;
import static org.assertj.core.api.Assertions.assertThat;

import io.openelb.core.address.Ip;
import io.openelb.core.address.Mac;
import io.openelb.speaker.frame.AddressTable;
import io.openelb.speaker.frame.ArpLayout;
import io.openelb.speaker.frame.Ethernet;
import io.openelb.speaker.frame.Hex;
import io.openelb.speaker.frame.Sighting;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class ArpObserverTest {

  private static final Ip ADDRESS = Ip.of("192.168.0.91");
  private static final Mac OURS = Mac.of("52:54:22:3a:e6:6e");
  private static final Mac THEIRS = Mac.of("52:54:22:fa:b9:3b");
  private static final AddressTable WATCHED = AddressTable.of(List.of(ADDRESS));

  @Test
  void aProbeAsks() {
    assertThat(observe(ArpFrames.probe(ADDRESS, THEIRS)))
        .isEqualTo(new Sighting(ASK, ADDRESS, THEIRS));
  }

  @Test
  void bothFormsOfAnAnnouncementAssert() {
    assertThat(observe(ArpFrames.announcementRequest(ADDRESS, THEIRS)))
        .isEqualTo(new Sighting(ASSERTION, ADDRESS, THEIRS));
    assertThat(observe(ArpFrames.announcementReply(ADDRESS, THEIRS)))
        .isEqualTo(new Sighting(ASSERTION, ADDRESS, THEIRS));
  }

  @Test
  void aReplyToUsAnswers() {
    byte[] reply = new byte[Ethernet.MINIMUM];
    assertThat(ArpResponder.answer(ArpFrames.probe(ADDRESS, OURS), WATCHED, THEIRS.value(), reply))
        .isTrue();

    assertThat(observe(reply)).isEqualTo(new Sighting(ANSWER, ADDRESS, THEIRS));
  }

  /** A kernel does so that has the address, and arp_announce 0. */
  @Test
  void whoAsksFromTheAddressForAnotherTakesNothing() {
    byte[] request = ArpFrames.announcementRequest(ADDRESS, THEIRS);
    request[ArpLayout.TARGET_IP + 3]++;

    assertThat(observe(request)).isEqualTo(new Sighting(ANSWER, ADDRESS, THEIRS));
  }

  @Test
  void ourOwnFramesAndOtherAddressesAreNothing() {
    assertThat(observe(ArpFrames.probe(ADDRESS, OURS))).isNull();
    assertThat(observe(ArpFrames.announcementRequest(ADDRESS, OURS))).isNull();
    assertThat(observe(ArpFrames.announcementRequest(ADDRESS.next(), THEIRS))).isNull();
    assertThat(observe(new byte[Ethernet.HEADER])).isNull();
  }

  @Test
  void unaskedFramesHaveTheOctetsOfTheRfc() {
    assertThat(Hex.text(ArpFrames.probe(ADDRESS, OURS)))
        .isEqualTo(
            Hex.text(
                Hex.frame(
                    "ffffffffffff 5254223ae66e 0806 0001 0800 06 04 0001",
                    "5254223ae66e 00000000 000000000000 c0a8005b",
                    "00".repeat(18))));
    assertThat(Hex.text(ArpFrames.announcementRequest(ADDRESS, OURS)))
        .contains("5254223ae66e" + "c0a8005b" + "000000000000" + "c0a8005b");
  }

  private static @Nullable Sighting observe(byte[] frame) {
    return ArpObserver.observe(frame, WATCHED, OURS.value());
  }
}
