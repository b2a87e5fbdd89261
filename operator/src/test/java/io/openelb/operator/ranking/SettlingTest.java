package io.openelb.operator.ranking;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

final class SettlingTest {

  @Test
  void aRankingIsGivenTimeToComeTrue() {
    Settling settling = Settling.begin(0);

    assertThat(settling.mayFollow(seconds(4))).isFalse();
    assertThat(settling.mayFollow(seconds(5))).isTrue();
  }

  @Test
  void eachTakeoverThatIsFollowedDoublesThatTime() {
    Settling settling = Settling.begin(0).followed(seconds(5)).followed(seconds(15));

    assertThat(settling.mayFollow(seconds(34))).isFalse();
    assertThat(settling.mayFollow(seconds(35))).isTrue();
  }

  @Test
  void aLongQuietTimeIsForgiving() {
    Settling settling = new Settling(0, 5).followed(seconds(600));

    assertThat(settling.followed()).isEqualTo(1);
  }

  @Test
  void theTimeDoesNotGrowWithoutEnd() {
    assertThat(new Settling(0, 40).mayFollow(seconds(320))).isTrue();
  }

  private static long seconds(int seconds) {
    return Duration.ofSeconds(seconds).toNanos();
  }
}
