package io.openelb.core.announcement;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class FenceTest {

  private static final long LIMIT = 300;

  private final Fence fence = new Fence(LIMIT, 0);

  @BeforeEach
  void open() {
    fence.open();
  }

  @Test
  void holdsFromTheDecisionToSendForAsLongAsTheOthersWait() {
    fence.sent(1000);

    assertThat(fence.holds(1299)).isTrue();
    assertThat(fence.holds(1300)).isFalse();
  }

  @Test
  void whatLeavesLateDoesNotMakeItOlder() {
    fence.sent(1000);
    fence.sent(900);

    assertThat(fence.unsentFor(1100)).isEqualTo(100);
  }

  @Test
  void closedItDoesNotHoldHoweverMuchIsSent() {
    fence.close();
    fence.sent(1000);

    assertThat(fence.holds(1000)).isFalse();
  }
}
