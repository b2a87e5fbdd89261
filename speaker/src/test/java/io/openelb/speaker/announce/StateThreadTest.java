package io.openelb.speaker.announce;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

final class StateThreadTest {

  @Test
  void peersWithoutEndDoNotStopWhatComesFromInside() throws InterruptedException {
    CountDownLatch done = new CountDownLatch(1);
    try (StateThread thread = new StateThread(() -> Long.MAX_VALUE, () -> {})) {
      flood(thread);
      thread.post(done::countDown);

      thread.start();

      assertThat(done.await(10, TimeUnit.SECONDS)).isTrue();
    }
  }

  private static void flood(StateThread thread) {
    var _ = thread.offerPeer(() -> flood(thread));
  }
}
