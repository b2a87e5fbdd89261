package io.openelb.speaker.link;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class LinkKeeperTest {

  @ParameterizedTest
  @CsvSource({"PT0.3S, PT0.15S", "PT0.15S, PT0.075S", "PT3S, PT0.2S"})
  void looksTwiceInTheTimeOfADeath(Duration dead, Duration pause) {
    assertThat(LinkKeeper.pause(dead.toNanos())).isEqualTo(pause.toNanos());
  }
}
