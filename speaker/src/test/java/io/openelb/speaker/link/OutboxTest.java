package io.openelb.speaker.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.openelb.core.announcement.Timings;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class OutboxTest {

  private final LinkCounters counters = new LinkCounters();
  private final AtomicLong now = new AtomicLong();
  private final Semaphore kernel = new Semaphore(0);
  private final List<Integer> sent = new CopyOnWriteArrayList<>();
  private volatile boolean takesAtOnce;
  private final Outbox outbox =
      new Outbox(
          "eth0",
          frame -> takesAtOnce,
          frame -> {
            kernel.acquireUninterruptibly();
            return frame[0] >= 0;
          },
          counters,
          now::get);

  @AfterEach
  void close() {
    kernel.release(1 << 20);
    outbox.close();
  }

  private void advertise(int frame) {
    outbox.advertise(new byte[] {(byte) frame}, () -> sent.add(frame));
  }

  @Test
  void whatWaitsHasNotLeft() {
    advertise(1);
    advertise(2);
    await().until(kernel::hasQueuedThreads);
    assertThat(sent).isEmpty();

    kernel.release();
    await().untilAsserted(() -> assertThat(sent).containsExactly(1));

    kernel.release();
    await().untilAsserted(() -> assertThat(sent).containsExactly(1, 2));
  }

  @Test
  void whatTheKernelRefusesHasNotLeft() {
    kernel.release(2);
    advertise(-1);
    advertise(2);

    await().untilAsserted(() -> assertThat(sent).containsExactly(2));
  }

  @Test
  void whatIsTakenAtOnceHasLeft() {
    takesAtOnce = true;

    advertise(1);

    assertThat(sent).containsExactly(1);
  }

  @Test
  void overtakesNoOtherAdvertisement() {
    advertise(1);
    await().until(kernel::hasQueuedThreads);
    takesAtOnce = true;
    advertise(2);
    assertThat(sent).isEmpty();

    kernel.release(2);

    await().untilAsserted(() -> assertThat(sent).containsExactly(1, 2));
    await()
        .untilAsserted(() -> {
          advertise(3);
          assertThat(sent).endsWith(3);
        });
  }

  @Test
  void isMutedWhenNothingLeftForSomeSeconds() {
    kernel.release();
    advertise(-1);
    awaitNoted();
    now.addAndGet(Duration.ofMinutes(1).toNanos());
    assertThat(outbox.isMuted()).as("one was refused").isFalse();

    kernel.release();
    advertise(-1);
    await().until(outbox::isMuted);

    kernel.release();
    advertise(1);
    await().until(() -> !outbox.isMuted());

    kernel.release();
    advertise(-1);
    awaitNoted();
    now.addAndGet(Duration.ofSeconds(2).toNanos());
    kernel.release();
    advertise(-1);
    awaitNoted();
    assertThat(outbox.isMuted()).as("for two seconds").isFalse();
  }

  /** What became of an advertisement is noted before a question that follows it is sent. */
  private void awaitNoted() {
    kernel.release();
    outbox.ask(List.of(new byte[] {1}));
    await().until(() -> kernel.availablePermits() == 0);
  }

  @Test
  void questionsLeaveFasterThanTheyAreAsked() {
    long aMilli = Outbox.BURST * Duration.ofMillis(1).toNanos() / Outbox.QUESTIONS_PAUSE_NANOS;

    assertThat(aMilli).isGreaterThan(Timings.QUESTIONS_PER_MILLI * 11 / 10);
  }

  @ParameterizedTest
  @CsvSource({"true, 1", "false, 2"})
  void questionsAndAnnouncementsArePaced(boolean questions, int pauseMillis) {
    int bursts = 100;
    List<byte[]> frames = Collections.nCopies(64 * bursts, new byte[] {1});
    kernel.release(frames.size() + 1);
    long from = System.nanoTime();

    if (questions) {
      outbox.ask(frames);
    } else {
      outbox.announce(frames, () -> true);
    }

    await().pollInterval(Duration.ofMillis(1)).until(() -> kernel.availablePermits() == 1);
    assertThat(System.nanoTime() - from)
        .isGreaterThanOrEqualTo(Duration.ofMillis((bursts - 1L) * pauseMillis).toNanos());
  }

  @Test
  void anAdvertisementOvertakesQuestions() {
    List<byte[]> frames = Collections.nCopies(64, new byte[] {1});
    outbox.ask(frames);
    await().until(kernel::hasQueuedThreads);

    advertise(2);
    kernel.release(2);

    await().untilAsserted(() -> assertThat(sent).containsExactly(2));
  }

  @Test
  void whatHasNoRoomIsLeftOutAndCounted() {
    for (int i = 0; i < 2000; i++) {
      advertise(1);
    }

    assertThat(counters.overruns.sum()).isBetween(2000L - 1025, 2000L - 1024);
    assertThat(sent).isEmpty();
  }
}
