package io.openelb.speaker.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class LookoutTest {

  private final AtomicInteger looks = new AtomicInteger();
  private volatile Duration next = Duration.ofHours(1);
  private Lookout lookout = new Lookout(this::look, 0);

  private long look() {
    looks.incrementAndGet();
    return next.toNanos();
  }

  @AfterEach
  void close() {
    lookout.close();
  }

  private void awaitLooks(int count) {
    await().untilAsserted(() -> assertThat(looks).hasValueGreaterThanOrEqualTo(count));
  }

  @Test
  void looksWhenItIsTime() {
    next = Duration.ofMillis(1);

    lookout.start();

    awaitLooks(3);
  }

  @Test
  void looksSoonerWhenThereIsAReason() {
    lookout.start();
    awaitLooks(1);

    lookout.look();
    awaitLooks(2);

    lookout.doubt();
    awaitLooks(3);
  }

  @Test
  void oneLookIsEnoughForAllWhoDoubtAtATime() {
    lookout = new Lookout(this::look, Duration.ofHours(1).toNanos());
    lookout.start();
    awaitLooks(1);

    for (int i = 0; i < 100; i++) {
      lookout.doubt();
    }
    lookout.look();

    awaitLooks(2);
    lookout.close();
    assertThat(looks).hasValue(2);
  }

  @Test
  void doesNotLookBeforeTheStartNorAfterTheEnd() {
    lookout.look();
    lookout.close();
    lookout.start();
    lookout.doubt();

    assertThat(looks).hasValue(0);
  }
}
