package io.openelb.speaker.liveness;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.openelb.api.KeyFingerprint;
import io.openelb.core.address.Mac;
import io.openelb.core.announcement.Advertisement;
import io.openelb.core.announcement.AdvertisementCodec;
import io.openelb.core.announcement.BootIds;
import io.openelb.core.announcement.Phase;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

final class AuthenticatorTest {

  private static final byte[] OLD = "old".getBytes(UTF_8);
  private static final byte[] NEW = "new".getBytes(UTF_8);
  private static final Advertisement AD = advertisement(5, Phase.SPEAKING);

  @Test
  void opensWhatWasSealedWithAnyKeyAndIgnoresPadding() {
    byte[] padded = Arrays.copyOf(authenticator(OLD).seal(AD), 200);

    assertThat(authenticator(NEW, OLD).opener().open(padded)).contains(AD);
  }

  @Test
  void signsWithTheFirstKey() {
    byte[] sealed = authenticator(NEW, OLD).seal(AD);

    assertThat(authenticator(NEW).opener().open(sealed)).contains(AD);
    assertThat(authenticator(OLD).opener().open(sealed)).isEmpty();
  }

  @Test
  void theLargestFitsIntoTheSmallestSegmentOfIpv6() {
    int seal = authenticator(NEW).seal(AD).length - AdvertisementCodec.encode(AD).length;

    assertThat(AdvertisementCodec.MAX_SIZE + seal).isLessThanOrEqualTo(1280);
  }

  @Test
  void whoOpensFollowsTheKeys() {
    Authenticator authenticator = authenticator(OLD);
    Authenticator.Opener opener = authenticator.opener();
    byte[] sealed = authenticator(NEW).seal(AD);
    assertThat(opener.open(sealed)).isEmpty();

    authenticator.use(List.of(OLD, NEW));
    assertThat(opener.open(sealed)).contains(AD);

    authenticator.use(List.of(OLD));
    assertThat(opener.open(sealed)).isEmpty();
  }

  @Test
  void refusesWhatWasChangedAnywhere() {
    assertThatChangesAreRefused(authenticator(NEW).opener());
  }

  @Test
  void refusesWhatWasChangedSinceItWasHeard() {
    Authenticator.Opener opener = authenticator(NEW).opener();
    assertThat(opener.open(authenticator(NEW).seal(AD))).contains(AD);

    assertThatChangesAreRefused(opener);
  }

  private static void assertThatChangesAreRefused(Authenticator.Opener opener) {
    byte[] sealed = authenticator(NEW).seal(AD);
    for (int i = 0; i < sealed.length; i++) {
      byte[] changed = sealed.clone();
      changed[i] ^= 1;
      assertThat(opener.open(changed)).as("octet %d", i).isEmpty();
      assertThat(opener.open(Arrays.copyOf(sealed, i))).as("first %d octets", i).isEmpty();
    }
  }

  @Test
  void whatIsSaidAgainIsSaidInAnotherTurn() {
    Authenticator.Opener opener = authenticator(NEW).opener();
    for (long turn = 1; turn < 4; turn++) {
      assertThat(opener.open(authenticator(NEW).seal(AD.inTurn(turn)))).contains(AD.inTurn(turn));
    }
  }

  @Test
  void hearsWhatIsOtherThanBefore() {
    Authenticator.Opener opener = authenticator(NEW).opener();
    Advertisement leaving = advertisement(5, Phase.LEAVING);
    for (Advertisement ad : List.of(AD, leaving, AD)) {
      assertThat(opener.open(authenticator(NEW).seal(ad))).contains(ad);
    }
  }

  @Test
  void remembersWhatAnotherKeySealedButDoesNotBelieveIt() {
    Authenticator authenticator = authenticator(OLD);
    Authenticator.Opener opener = authenticator.opener();
    assertThat(opener.open(authenticator(OLD).seal(AD))).contains(AD);

    authenticator.use(List.of(NEW));
    assertThat(opener.open(authenticator(OLD).seal(AD.inTurn(2)))).isEmpty();
    assertThat(opener.open(authenticator(NEW).seal(AD.inTurn(2)))).contains(AD.inTurn(2));
  }

  @Test
  void opensWhatMoreBootsSayThanItRemembers() {
    Authenticator.Opener opener = authenticator(NEW).opener();
    for (int round = 0; round < 2; round++) {
      for (long bootId = 0; bootId < 600; bootId++) {
        Advertisement ad = advertisement(bootId, Phase.SPEAKING);
        assertThat(opener.open(authenticator(NEW).seal(ad))).contains(ad);
      }
    }
  }

  @Test
  void withoutAKeyNothingIsSaidOrHeard() {
    assertThat(authenticator().hasKey()).isFalse();
    assertThat(authenticator().opener().open(authenticator(NEW).seal(AD))).isEmpty();
    assertThatThrownBy(() -> authenticator().seal(AD)).isInstanceOf(IllegalStateException.class);
    assertThat(authenticator(new byte[0]).hasKey()).isFalse();
  }

  @Test
  void tellsWhichKeysItAcceptsInTheirOrder() {
    assertThat(authenticator(NEW, new byte[0], OLD).fingerprints())
        .containsExactly(KeyFingerprint.of(NEW), KeyFingerprint.of(OLD));
    assertThat(KeyFingerprint.of(NEW)).hasSize(16).isNotEqualTo(KeyFingerprint.of(OLD));
  }

  private static Authenticator authenticator(byte[]... keys) {
    Authenticator authenticator = new Authenticator();
    authenticator.use(List.of(keys));
    return authenticator;
  }

  private static Advertisement advertisement(long bootId, Phase phase) {
    return new Advertisement(
        "worker-p001",
        new Mac(bootId),
        bootId,
        1,
        0,
        phase,
        0,
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
