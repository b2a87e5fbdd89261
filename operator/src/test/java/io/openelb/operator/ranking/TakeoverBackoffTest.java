package io.openelb.operator.ranking;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

final class TakeoverBackoffTest {

  @Test
  void aRankingIsGivenTimeToComeTrue() {
    TakeoverBackoff backoff = TakeoverBackoff.begin(0);

    assertThat(backoff.mayFollow(seconds(4))).isFalse();
    assertThat(backoff.mayFollow(seconds(5))).isTrue();
  }

  @Test
  void eachTakeoverThatIsFollowedDoublesThatTime() {
    TakeoverBackoff backoff = TakeoverBackoff.begin(0).followed(seconds(5)).followed(seconds(15));

    assertThat(backoff.mayFollow(seconds(34))).isFalse();
    assertThat(backoff.mayFollow(seconds(35))).isTrue();
  }

  @Test
  void aLongQuietTimeIsForgiving() {
    TakeoverBackoff backoff = new TakeoverBackoff(0, 5).followed(seconds(600));

    assertThat(backoff.followed()).isEqualTo(1);
  }

  @Test
  void theTimeDoesNotGrowWithoutEnd() {
    assertThat(new TakeoverBackoff(0, 40).mayFollow(seconds(320))).isTrue();
  }

  private static long seconds(int seconds) {
    return Duration.ofSeconds(seconds).toNanos();
  }
}
