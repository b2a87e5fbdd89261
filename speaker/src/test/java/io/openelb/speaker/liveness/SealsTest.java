package io.openelb.speaker.liveness;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.openelb.api.KeyFingerprint;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

final class SealsTest {

  private static final byte[] OLD = "old".getBytes(UTF_8);
  private static final byte[] NEW = "new".getBytes(UTF_8);
  private static final byte[] MESSAGE = "here I am".getBytes(UTF_8);

  @Test
  void opensWhatWasSealedWithAnyKeyAndIgnoresPadding() {
    byte[] padded = Arrays.copyOf(seals(OLD).seal(MESSAGE), 100);

    assertThat(seals(NEW, OLD).opener().open(padded)).contains(MESSAGE);
  }

  @Test
  void signsWithTheFirstKey() {
    byte[] sealed = seals(NEW, OLD).seal(MESSAGE);

    assertThat(seals(NEW).opener().open(sealed)).contains(MESSAGE);
    assertThat(seals(OLD).opener().open(sealed)).isEmpty();
  }

  @Test
  void whoOpensFollowsTheKeys() {
    Seals seals = seals(OLD);
    Seals.Opener opener = seals.opener();
    byte[] sealed = seals(NEW).seal(MESSAGE);
    assertThat(opener.open(sealed)).isEmpty();

    seals.use(List.of(OLD, NEW));
    assertThat(opener.open(sealed)).contains(MESSAGE);

    seals.use(List.of(OLD));
    assertThat(opener.open(sealed)).isEmpty();
  }

  @Test
  void refusesWhatWasChangedAnywhere() {
    byte[] sealed = seals(NEW).seal(MESSAGE);
    for (int i = 0; i < sealed.length; i++) {
      byte[] changed = sealed.clone();
      changed[i] ^= 1;
      assertThat(seals(NEW).opener().open(changed)).as("octet %d", i).isEmpty();
      assertThat(seals(NEW).opener().open(Arrays.copyOf(sealed, i)))
          .as("first %d octets", i)
          .isEmpty();
    }
  }

  @Test
  void withoutAKeyNothingIsSaidOrHeard() {
    assertThat(seals().hasKey()).isFalse();
    assertThat(seals().opener().open(seals(NEW).seal(MESSAGE))).isEmpty();
    assertThatThrownBy(() -> seals().seal(MESSAGE)).isInstanceOf(IllegalStateException.class);
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
}
