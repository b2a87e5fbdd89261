package io.openelb.operator.leader;

import java.time.Duration;

/** A leadership for tests that are about something else. */
public final class TestLeadership {

  private TestLeadership() {}

  /** One that is held for long enough. */
  public static Leadership held() {
    Leadership leadership =
        new Leadership(
            new LeaseTimings(
                Duration.ofHours(3),
                Duration.ofHours(2),
                Duration.ofSeconds(2),
                Duration.ofSeconds(3)),
            System::nanoTime);
    leadership.renewed(System.nanoTime());
    leadership.started();
    return leadership;
  }
}
