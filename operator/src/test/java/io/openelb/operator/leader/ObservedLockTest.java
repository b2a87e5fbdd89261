package io.openelb.operator.leader;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.extended.leaderelection.LeaderCallbacks;
import io.fabric8.kubernetes.client.extended.leaderelection.LeaderElectionConfigBuilder;
import io.fabric8.kubernetes.client.extended.leaderelection.LeaderElector;
import io.fabric8.kubernetes.client.extended.leaderelection.resourcelock.LeaderElectionRecord;
import io.fabric8.kubernetes.client.extended.leaderelection.resourcelock.Lock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** With fabric8's own elector, over a Lease in memory. */
final class ObservedLockTest {

  private static final LeaseTimings TIMINGS =
      new LeaseTimings(
          Duration.ofSeconds(2),
          Duration.ofSeconds(1),
          Duration.ofMillis(100),
          Duration.ofMillis(500));

  /** Asked for nothing. */
  private final KubernetesClient client = new KubernetesClientBuilder().build();

  private final ExecutorService threads = Executors.newCachedThreadPool();
  private volatile @Nullable LeaderElectionRecord stored;
  private volatile boolean renewalsFail;
  private volatile boolean lacksFields;

  @AfterEach
  void end() {
    threads.shutdownNow();
    client.close();
  }

  @Test
  void whoCouldNotRenewInTimeLeavesTheLeaseToExpire() {
    Leadership first = elect("first");
    await().until(first::isHeld);

    renewalsFail = true;
    await().until(() -> !first.isHeld());

    assertThat(holder()).isEqualTo("first");
  }

  @Test
  void aLeaseThatLacksFieldsEndsLikeAnothers() {
    Leadership first = elect("first");
    await().until(first::isHeld);

    lacksFields = true;
    await().until(() -> !first.isHeld());
    Leadership second = elect("second");
    await().until(second::isHeld);

    assertThat(holder()).isEqualTo("second");
    assertThat(second.untilDecision()).isLessThanOrEqualTo(TIMINGS.leaseDuration());
  }

  @Test
  void aHolderWhoseClockIsMinutesBehindKeepsTheLeaseThatItRenews() {
    var renewals = new AtomicInteger();
    renewed("first", Duration.ofMinutes(-10));
    Leadership second = elect("second");

    await()
        .pollInterval(TIMINGS.retryPeriod())
        .until(() -> {
          renewed("first", Duration.ofMinutes(-10));
          assertThat(second.isHeld()).isFalse();
          return renewals.incrementAndGet() * TIMINGS.retryPeriod().toMillis()
              > 2 * TIMINGS.leaseDuration().toMillis();
        });
  }

  @Test
  void aHolderWhoseClockIsMinutesAheadLosesTheLeaseThatItDoesNotRenew() {
    renewed("first", Duration.ofMinutes(10));
    Leadership second = elect("second");

    await().until(second::isHeld);

    assertThat(second.untilDecision()).isZero();
  }

  /** The holder renews, by a wall clock that is so far from ours. */
  private void renewed(String holder, Duration apart) {
    ZonedDateTime now = ZonedDateTime.now(ZoneOffset.UTC).plus(apart);
    stored = new LeaderElectionRecord(holder, TIMINGS.leaseDuration(), now, now, 0);
  }

  private String holder() {
    LeaderElectionRecord now = stored;
    return now == null ? "" : now.getHolderIdentity();
  }

  private Leadership elect(String identity) {
    Leadership leadership = new Leadership(TIMINGS, System::nanoTime);
    var config =
        new LeaderElectionConfigBuilder()
            .withName("openelb-operator")
            .withLock(new ObservedLock(new InMemory(identity), leadership, TIMINGS.leaseDuration()))
            .withLeaseDuration(TIMINGS.leaseDuration())
            .withRenewDeadline(TIMINGS.renewDeadline())
            .withRetryPeriod(TIMINGS.retryPeriod())
            .withReleaseOnCancel(true)
            .withLeaderCallbacks(
                new LeaderCallbacks(leadership::started, leadership::stopped, _ -> {}))
            .build();
    var _ = new LeaderElector(client, config, threads).start();
    return leadership;
  }

  /** What several electors share. */
  private final class InMemory implements Lock {

    private final String identity;

    InMemory(String identity) {
      this.identity = identity;
    }

    @Override
    @SuppressWarnings("NullAway") // as the interface says
    public @Nullable LeaderElectionRecord get(KubernetesClient client) {
      if (lacksFields) {
        throw new NullPointerException("leaseDuration is required");
      }
      return stored;
    }

    @Override
    public void create(KubernetesClient client, LeaderElectionRecord record) {
      stored = record;
    }

    @Override
    public void update(KubernetesClient client, LeaderElectionRecord record) {
      if (renewalsFail && !record.getHolderIdentity().isEmpty()) {
        throw new KubernetesClientException("the API server is away");
      }
      stored = record;
      lacksFields = false;
    }

    @Override
    public String identity() {
      return identity;
    }

    @Override
    public String describe() {
      return "the lease";
    }
  }
}
