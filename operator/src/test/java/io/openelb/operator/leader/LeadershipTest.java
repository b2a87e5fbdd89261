package io.openelb.operator.leader;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

final class LeadershipTest {

  private static final LeaseTimings TIMINGS =
      new LeaseTimings(
          Duration.ofSeconds(15),
          Duration.ofSeconds(10),
          Duration.ofSeconds(2),
          Duration.ofSeconds(3));

  private final AtomicLong clock = new AtomicLong(Long.MAX_VALUE - 5_000_000_000L);
  private final Leadership leadership = new Leadership(TIMINGS, clock::get);

  @Test
  void whoNeverLedDoesNotWrite() {
    assertThat(leadership.mayWrite()).isFalse();
    assertThatThrownBy(leadership::requireWrite).isInstanceOf(NotLeadingException.class);
  }

  @Test
  void whoTakesAFreeLeaseWritesAtOnce() {
    lead();

    assertThat(leadership.mayWrite()).isTrue();
  }

  @Test
  void aLeaderWritesUntilTheDeadlineLessTheTimeOfARequest() {
    lead();
    pass(Duration.ofMillis(6_999));
    assertThat(leadership.mayWrite()).isTrue();

    pass(Duration.ofMillis(1));
    assertThat(leadership.mayWrite()).isFalse();

    leadership.renewed(clock.get());
    assertThat(leadership.mayWrite()).isTrue();
  }

  @Test
  void whoTakesALeaseFromAnotherWaitsAFullLeaseSinceItsLastSignOfLife() {
    leadership.heldByAnother(clock.get());
    pass(Duration.ofSeconds(5));
    lead();
    assertThat(leadership.mayWrite()).isFalse();
    assertThat(leadership.untilDecision()).isEqualTo(Duration.ofSeconds(10));

    pass(Duration.ofSeconds(10));
    leadership.renewed(clock.get());
    assertThat(leadership.mayWrite()).isTrue();
  }

  @Test
  void aLeaseThatWasGivenBackIsNotWaitedFor() {
    leadership.heldByAnother(clock.get());
    leadership.givenBack();
    lead();

    assertThat(leadership.mayWrite()).isTrue();
  }

  @Test
  void whoStoppedDoesNotWrite() {
    lead();
    leadership.stopped();

    assertThat(leadership.mayWrite()).isFalse();
  }

  @Test
  void timingsThatAllowTwoLeadersAreRefused() {
    assertThatThrownBy(() ->
            new LeaseTimings(
                Duration.ofSeconds(10),
                Duration.ofSeconds(10),
                Duration.ofSeconds(2),
                Duration.ofSeconds(3)))
        .hasMessage(
            "Invalid --renew-deadline 10.0s: must be positive and shorter than --lease-duration"
                + " 10.0s");
  }

  private void lead() {
    leadership.renewed(clock.get());
    leadership.started();
  }

  private void pass(Duration time) {
    clock.addAndGet(time.toNanos());
  }
}
