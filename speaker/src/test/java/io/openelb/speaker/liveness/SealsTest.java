package io.openelb.speaker.liveness;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.openelb.api.KeyFingerprint;
import io.openelb.core.address.Mac;
import io.openelb.core.announcement.Advertisement;
import io.openelb.core.announcement.BootIds;
import io.openelb.core.announcement.Phase;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

final class SealsTest {

  private static final byte[] OLD = "old".getBytes(UTF_8);
  private static final byte[] NEW = "new".getBytes(UTF_8);
  private static final Advertisement AD = advertisement(5, Phase.SPEAKING);

  @Test
  void opensWhatWasSealedWithAnyKeyAndIgnoresPadding() {
    byte[] padded = Arrays.copyOf(seals(OLD).seal(AD), 200);

    assertThat(seals(NEW, OLD).opener().open(padded)).contains(AD);
  }

  @Test
  void signsWithTheFirstKey() {
    byte[] sealed = seals(NEW, OLD).seal(AD);

    assertThat(seals(NEW).opener().open(sealed)).contains(AD);
    assertThat(seals(OLD).opener().open(sealed)).isEmpty();
  }

  @Test
  void whoOpensFollowsTheKeys() {
    Seals seals = seals(OLD);
    Seals.Opener opener = seals.opener();
    byte[] sealed = seals(NEW).seal(AD);
    assertThat(opener.open(sealed)).isEmpty();

    seals.use(List.of(OLD, NEW));
    assertThat(opener.open(sealed)).contains(AD);

    seals.use(List.of(OLD));
    assertThat(opener.open(sealed)).isEmpty();
  }

  @Test
  void refusesWhatWasChangedAnywhere() {
    assertThatChangesAreRefused(seals(NEW).opener());
  }

  @Test
  void refusesWhatWasChangedSinceItWasHeard() {
    Seals.Opener opener = seals(NEW).opener();
    assertThat(opener.open(seals(NEW).seal(AD))).contains(AD);

    assertThatChangesAreRefused(opener);
  }

  private static void assertThatChangesAreRefused(Seals.Opener opener) {
    byte[] sealed = seals(NEW).seal(AD);
    for (int i = 0; i < sealed.length; i++) {
      byte[] changed = sealed.clone();
      changed[i] ^= 1;
      assertThat(opener.open(changed)).as("octet %d", i).isEmpty();
      assertThat(opener.open(Arrays.copyOf(sealed, i))).as("first %d octets", i).isEmpty();
    }
  }

  @Test
  void whatIsSaidAgainIsSaidInAnotherTurn() {
    Seals.Opener opener = seals(NEW).opener();
    for (long turn = 1; turn < 4; turn++) {
      assertThat(opener.open(seals(NEW).seal(AD.inTurn(turn)))).contains(AD.inTurn(turn));
    }
  }

  @Test
  void hearsWhatIsOtherThanBefore() {
    Seals.Opener opener = seals(NEW).opener();
    Advertisement leaving = advertisement(5, Phase.LEAVING);
    for (Advertisement ad : List.of(AD, leaving, AD)) {
      assertThat(opener.open(seals(NEW).seal(ad))).contains(ad);
    }
  }

  @Test
  void remembersWhatAnotherKeySealedButDoesNotBelieveIt() {
    Seals seals = seals(OLD);
    Seals.Opener opener = seals.opener();
    assertThat(opener.open(seals(OLD).seal(AD))).contains(AD);

    seals.use(List.of(NEW));
    assertThat(opener.open(seals(OLD).seal(AD.inTurn(2)))).isEmpty();
    assertThat(opener.open(seals(NEW).seal(AD.inTurn(2)))).contains(AD.inTurn(2));
  }

  @Test
  void opensWhatMoreBootsSayThanItRemembers() {
    Seals.Opener opener = seals(NEW).opener();
    for (int round = 0; round < 2; round++) {
      for (long bootId = 0; bootId < 600; bootId++) {
        Advertisement ad = advertisement(bootId, Phase.SPEAKING);
        assertThat(opener.open(seals(NEW).seal(ad))).contains(ad);
      }
    }
  }

  @Test
  void withoutAKeyNothingIsSaidOrHeard() {
    assertThat(seals().hasKey()).isFalse();
    assertThat(seals().opener().open(seals(NEW).seal(AD))).isEmpty();
    assertThatThrownBy(() -> seals().seal(AD)).isInstanceOf(IllegalStateException.class);
    assertThat(seals(new byte[0]).hasKey()).isFalse();
  }

  @Test
  void tellsWhichKeysItAcceptsInTheirOrder() {
    assertThat(seals(NEW, new byte[0], OLD).fingerprints())
        .containsExactly(KeyFingerprint.of(NEW), KeyFingerprint.of(OLD));
    assertThat(KeyFingerprint.of(NEW)).hasSize(16).isNotEqualTo(KeyFingerprint.of(OLD));
  }

  private static Seals seals(byte[]... keys) {
    Seals seals = new Seals();
    seals.use(List.of(keys));
    return seals;
  }

  private static Advertisement advertisement(long bootId, Phase phase) {
    return new Advertisement(
        "worker-p001",
        new Mac(bootId),
        bootId,
        1,
        0,
        phase,
        false,
        1,
        7,
        BootIds.of(List.of(3L, 4L)),
        BootIds.none(),
        List.of(),
        null,
        List.of(),
        List.of(),
        List.of());
  }
}
