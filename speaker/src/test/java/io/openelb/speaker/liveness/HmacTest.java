package io.openelb.speaker.liveness;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Random;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class HmacTest {

  /** Shorter than a block, a block, and longer, which is hashed first. */
  @ParameterizedTest
  @ValueSource(ints = {1, 32, 63, 64, 65, 200})
  void isThatOfTheJdk(int keyLength) throws Exception {
    byte[] key = new byte[keyLength];
    new Random(keyLength).nextBytes(key);
    Hmac hmac = new Hmac(key);
    Mac other = Mac.getInstance("HmacSHA256");
    other.init(new SecretKeySpec(key, "HmacSHA256"));

    for (int length : new int[] {0, 50, 55, 56, 64, 1000}) {
      byte[] text = new byte[length];
      assertThat(hmac.of(text)).as("%d octets", length).isEqualTo(other.doFinal(text));
    }
  }

  @Test
  void wantsAKey() {
    assertThatThrownBy(() -> new Hmac(new byte[0])).isInstanceOf(IllegalArgumentException.class);
  }
}
