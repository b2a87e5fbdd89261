package io.openelb.speaker.ndp;

import static io.openelb.speaker.frame.Sighting.Kind.ANSWER;
import static io.openelb.speaker.frame.Sighting.Kind.ASK;
import static io.openelb.speaker.frame.Sighting.Kind.ASSERTION;
import static org.assertj.core.api.Assertions.assertThat;

import io.openelb.core.address.Ip;
import io.openelb.core.address.Mac;
import io.openelb.speaker.frame.AddressTable;
import io.openelb.speaker.frame.Hex;
import io.openelb.speaker.frame.Sighting;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Properties;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Against frames that another implementation made: {@code ndp-frames.properties}. */
final class NdpTest {

  private static final Ip ADDRESS = Ip.of("fd00:168::91");
  private static final Mac OURS = Mac.of("52:54:22:3a:e6:6e");
  private static final Mac THEIRS = Mac.of("52:54:22:fa:b9:3b");
  private static final AddressTable OWNED = AddressTable.of(List.of(ADDRESS));
  private static final Properties FRAMES = frames();

  @Test
  void answersAMulticastSolicitationUnicastSolicitedAndOverriding() {
    assertThat(answer("solicitation-by-multicast")).isEqualTo(FRAMES.getProperty("its-answer"));
  }

  @Test
  void answersASolicitationWithoutLinkLayerOptionToTheFramesSender() {
    assertThat(answer("unicast-solicitation-without-source-link-layer-option"))
        .isEqualTo(FRAMES.getProperty("its-answer"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"duplicate-address-detection", "duplicate-address-detection-with-a-nonce"})
  void answersDuplicateAddressDetectionInAFrameToTheAskerAlone(String name) {
    assertThat(answer(name)).isEqualTo(FRAMES.getProperty("answer-to-duplicate-address-detection"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "our-own-probe",
        "hop-limit-254",
        "code-1",
        "option-of-length-zero",
        "option-beyond-the-end",
        "wrong-checksum",
        "unspecified-source-with-a-source-link-layer-option",
        "unspecified-source-to-a-unicast-address",
        "from-a-group",
        "another-address",
        "unicast-to-another-station",
        "multicast-target",
        "tagged-for-a-VLAN",
        "echo-request",
        "unsolicited-advertisement",
      })
  void saysNothingTo(String name) {
    assertThat(answer(name)).isEmpty();
  }

  @Test
  void noPrefixOfASolicitationIsAnsweredOrFails() {
    byte[] whole = frame("solicitation-by-multicast");
    for (int length = 0; length < whole.length; length++) {
      byte[] prefix = Arrays.copyOf(whole, length);
      assertThat(NdpResponder.answer(prefix, OWNED, OURS.value(), new byte[NdpResponder.LENGTH]))
          .isFalse();
      assertThat(NdpObserver.observe(prefix, OWNED, OURS.value())).isNull();
    }
  }

  @Test
  void seesWhoSpeaksOfTheAddress() {
    assertThat(observe("duplicate-address-detection"))
        .isEqualTo(new Sighting(ASK, ADDRESS, THEIRS));
    assertThat(observe("unsolicited-advertisement"))
        .isEqualTo(new Sighting(ASSERTION, ADDRESS, THEIRS));
    assertThat(observe("advertisement-to-us")).isEqualTo(new Sighting(ANSWER, ADDRESS, THEIRS));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "advertisement-to-all-with-the-Solicited-flag",
        "our-own-probe",
        "answer-to-duplicate-address-detection",
        "solicitation-by-multicast",
        "echo-request",
      })
  void learnsNothingFrom(String name) {
    assertThat(observe(name)).isNull();
  }

  @Test
  void ourOwnProbeAndAnnouncementHaveTheOctetsOfTheRfc() {
    assertThat(Hex.text(NdpFrames.probe(ADDRESS, OURS)))
        .isEqualTo(FRAMES.getProperty("our-own-probe"));
    assertThat(Hex.text(NdpFrames.announcement(ADDRESS, THEIRS)))
        .isEqualTo(FRAMES.getProperty("unsolicited-advertisement"));
  }

  private static String answer(String name) {
    byte[] answer = new byte[NdpResponder.LENGTH];
    return NdpResponder.answer(frame(name), OWNED, OURS.value(), answer) ? Hex.text(answer) : "";
  }

  private static @Nullable Sighting observe(String name) {
    return NdpObserver.observe(frame(name), OWNED, OURS.value());
  }

  private static byte[] frame(String name) {
    return Hex.frame(Objects.requireNonNull(FRAMES.getProperty(name), name));
  }

  private static Properties frames() {
    Properties frames = new Properties();
    try (InputStream in = NdpTest.class.getResourceAsStream("/ndp-frames.properties")) {
      frames.load(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return frames;
  }
}
