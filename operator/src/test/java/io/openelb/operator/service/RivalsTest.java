package io.openelb.operator.service;

import static org.assertj.core.api.Assertions.assertThat;

import io.openelb.core.allocation.ServiceId;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

final class RivalsTest {

  private static final ServiceId WEB = new ServiceId("shop", "web");
  private static final List<String> OURS = List.of("192.168.0.91");

  private final AtomicLong now = new AtomicLong();
  private final Rivals rivals = new Rivals(now::get);

  @Test
  void whoUndoesEveryWriteIsAnsweredMoreAndMoreSeldom() {
    assertThat(writesWithin(Duration.ofSeconds(1))).isEqualTo(6);
    assertThat(writesWithin(Duration.ofSeconds(60))).isBetween(5, 7);
    assertThat(writesWithin(Duration.ofMinutes(10))).isBetween(19, 21);
  }

  @Test
  void whatIsUndoneNowAndThenIsPutRightAtOnce() {
    for (int i = 0; i < 20; i++) {
      assertThat(rivals.wrote(WEB, OURS)).isFalse();
      assertThat(rivals.pause(WEB)).isZero();
      now.addAndGet(Duration.ofSeconds(11).toNanos());
    }
  }

  @Test
  void otherAddressesAndOtherServicesAreNoFight() {
    for (int i = 0; i < 20; i++) {
      assertThat(rivals.wrote(WEB, List.of("192.168.0." + i))).isFalse();
      assertThat(rivals.wrote(new ServiceId("shop", "s" + i), OURS)).isFalse();
    }
  }

  @Test
  void aFightThatIsOverIsForgotten() {
    writesWithin(Duration.ofSeconds(60));

    now.addAndGet(Duration.ofSeconds(60).toNanos());

    assertThat(rivals.pause(WEB)).isZero();
    assertThat(rivals.wrote(WEB, OURS)).isFalse();
  }

  /** Counts what is written while each write is undone within 10 ms. */
  private int writesWithin(Duration time) {
    int writes = 0;
    for (long rest = time.toMillis(); rest > 0; rest -= 10) {
      if (rivals.pause(WEB).isZero()) {
        rivals.wrote(WEB, OURS);
        writes++;
      }
      now.addAndGet(Duration.ofMillis(10).toNanos());
    }
    return writes;
  }
}
