package io.openelb.core.announcement;

import static org.assertj.core.api.Assertions.assertThat;

import io.openelb.core.address.Mac;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What was played again is not heard, whenever it comes. */
final class PeersTest {

  private static final long OURS = 99;
  private static final Timings TIMINGS = Timings.defaults();

  private final Peers peers = new Peers("a", OURS, TIMINGS, new StationDirectory(), 0);
  private Phase phase = Phase.SPEAKING;

  @Test
  void anEarlierTurnOfALivePeerIsNotHeard() {
    assertThat(isHeard("b", 1, 5, 0, 0)).isTrue();

    assertThat(isHeard("b", 1, 5, 0, 1)).isFalse();
    assertThat(isHeard("b", 1, 4, 0, 1)).isFalse();
    assertThat(isHeard("b", 1, 6, 0, 1)).isTrue();
  }

  @Test
  void thePartsOfATurnAreHeardInAnyOrderAndEachOnce() {
    assertThat(isHeard("b", 1, 5, 1, 0)).isTrue();
    assertThat(isHeard("b", 1, 5, 0, 0)).isTrue();

    assertThat(isHeard("b", 1, 5, 1, 0)).isFalse();
  }

  @Test
  void aPeerThatWasForgottenIsHeardOnlyInALaterTurn() {
    assertThat(isHeard("b", 1, 5, 0, 0)).isTrue();
    assertThat(peers.expireLive(TIMINGS.dead())).hasSize(1);
    assertThat(peers.expireHeard(TIMINGS.dead())).hasSize(1);

    assertThat(isHeard("b", 1, 5, 0, TIMINGS.dead())).isFalse();
    assertThat(peers.bootIds()).isEmpty();
    assertThat(isHeard("b", 1, 6, 0, TIMINGS.dead())).isTrue();
    assertThat(isHeard("b", 1, 6, 0, TIMINGS.dead())).isFalse();
  }

  @Test
  void aBootThatALaterOneFollowedIsNeverHeardAgain() {
    assertThat(isHeard("b", 1, 5, 0, 0)).isTrue();
    assertThat(isHeard("b", 2, 1, 0, 1)).isTrue();

    assertThat(isHeard("b", 1, 6, 0, 2)).isFalse();
    assertThat(peers.bootIds()).containsExactly(2L);
  }

  @Test
  void aBootThatFellSilentBeforeALaterOneCameIsNotHeardWhileThatIsLive() {
    long later = TIMINGS.dead();
    assertThat(isHeard("b", 1, 5, 0, 0)).isTrue();
    assertThat(peers.expireLive(later)).hasSize(1);
    assertThat(peers.expireHeard(later)).hasSize(1);
    assertThat(isHeard("b", 2, 1, 0, later)).isTrue();

    assertThat(isHeard("b", 1, 6, 0, later)).isFalse();
    assertThat(isHeard("b", 2, 2, 0, later)).isTrue();
  }

  @Test
  void whoBearsOurNameIsNotHeard() {
    assertThat(isHeard("a", 1, 5, 0, 0)).isFalse();
    assertThat(peers.bootIds()).isEmpty();
  }

  @Test
  void whoLosesAllAtOnceIsCutOffUntilOneIsHeard() {
    assertThat(isHeard("b", 1, 1, 0, 0)).isTrue();
    assertThat(isHeard("c", 2, 1, 0, 0)).isTrue();
    assertThat(peers.expireLive(TIMINGS.dead())).hasSize(2);
    assertThat(peers.cutOff()).isTrue();

    assertThat(isHeard("b", 1, 2, 0, TIMINGS.dead())).isTrue();
    assertThat(peers.cutOff()).isFalse();
  }

  /** They stopped at the same time, but the one had spoken later than the other. */
  @Test
  void whoLostOneAndMissesTheTurnsOfTheOthersIsAlone() {
    assertThat(isHeard("b", 1, 1, 0, 0)).isTrue();
    assertThat(isHeard("c", 2, 1, 0, TIMINGS.interval())).isTrue();
    assertThat(peers.alone(TIMINGS.dead())).isFalse();
    assertThat(peers.expireLive(TIMINGS.dead())).hasSize(1);
    assertThat(peers.alone(TIMINGS.dead())).isTrue();

    assertThat(isHeard("c", 2, 2, 0, TIMINGS.dead())).isTrue();
    assertThat(peers.alone(TIMINGS.dead())).isFalse();
  }

  @Test
  void whoIsLeftByTheLastIsNotCutOffThoughTwoDiedLongAgo() {
    long died = TIMINGS.dead();
    assertThat(isHeard("b", 1, 1, 0, 0)).isTrue();
    assertThat(isHeard("c", 2, 1, 0, 0)).isTrue();
    assertThat(isHeard("d", 3, 1, 0, died)).isTrue();
    assertThat(peers.expireLive(died)).hasSize(2);
    assertThat(peers.cutOff()).isFalse();

    long left = 100 * died;
    phase = Phase.SILENT;
    assertThat(isHeard("d", 3, 2, 0, left)).isTrue();
    assertThat(peers.expireLive(left + TIMINGS.dead())).hasSize(1);
    assertThat(peers.cutOff()).isFalse();
  }

  private boolean isHeard(String node, long bootId, long sequence, int part, long at) {
    return peers.hear(advertisement(node, bootId, sequence, part), at) != null;
  }

  private Advertisement advertisement(String node, long bootId, long sequence, int part) {
    return new Advertisement(
        node,
        new Mac(bootId),
        bootId,
        sequence,
        part,
        phase,
        0,
        0,
        0,
        BootIds.of(List.of(OURS)),
        BootIds.none(),
        List.of(),
        null,
        List.of(),
        List.of(),
        List.of());
  }
}
