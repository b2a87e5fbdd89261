package io.openelb.operator.conflict;

import static org.assertj.core.api.Assertions.assertThat;

import io.openelb.core.address.Ip;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

final class UnannouncedAddressesTest {

  private static final Ip ADDRESS = Ip.of("192.168.0.91");

  private long time;
  private final UnannouncedAddresses unannounced = new UnannouncedAddresses(() -> time);

  @Test
  void anAddressThatThisLeaderDidNotGiveIsNotNew() {
    unannounced.ranked(List.of(ADDRESS));

    assertThat(unannounced.contains(ADDRESS)).isFalse();
  }

  @Test
  void anAddressIsNewUntilANodeHadTheTimeToAnnounceIt() {
    unannounced.give(ADDRESS);
    unannounced.ranked(List.of(ADDRESS));
    pass(59);
    unannounced.ranked(List.of(ADDRESS));
    assertThat(unannounced.contains(ADDRESS)).isTrue();

    pass(1);
    assertThat(unannounced.contains(ADDRESS)).isFalse();
  }

  @Test
  void anAddressThatNoNodeMayAnnounceStaysNew() {
    unannounced.give(ADDRESS);
    pass(3600);

    assertThat(unannounced.contains(ADDRESS)).isTrue();
  }

  private void pass(int seconds) {
    time += Duration.ofSeconds(seconds).toNanos();
  }
}
