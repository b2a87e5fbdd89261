package io.openelb.operator.conflict;

import static org.assertj.core.api.Assertions.assertThat;

import io.openelb.core.address.Ip;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

final class NewcomersTest {

  private static final Ip ADDRESS = Ip.of("192.168.0.91");

  private long time;
  private final Newcomers newcomers = new Newcomers(() -> time);

  @Test
  void anAddressThatThisLeaderDidNotGiveIsNotNew() {
    newcomers.ranked(List.of(ADDRESS));

    assertThat(newcomers.contains(ADDRESS)).isFalse();
  }

  @Test
  void anAddressIsNewUntilANodeHadTheTimeToAnnounceIt() {
    newcomers.give(ADDRESS);
    newcomers.ranked(List.of(ADDRESS));
    pass(59);
    newcomers.ranked(List.of(ADDRESS));
    assertThat(newcomers.contains(ADDRESS)).isTrue();

    pass(1);
    assertThat(newcomers.contains(ADDRESS)).isFalse();
  }

  @Test
  void anAddressThatNoNodeMayAnnounceStaysNew() {
    newcomers.give(ADDRESS);
    pass(3600);

    assertThat(newcomers.contains(ADDRESS)).isTrue();
  }

  private void pass(int seconds) {
    time += Duration.ofSeconds(seconds).toNanos();
  }
}
