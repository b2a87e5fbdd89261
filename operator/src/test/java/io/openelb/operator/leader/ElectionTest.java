package io.openelb.operator.leader;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.server.mock.EnableKubernetesMockClient;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

@EnableKubernetesMockClient(crud = true)
@SuppressWarnings("NullAway.Init") // set by the extension
final class ElectionTest {

  private static final Election.LeaseName LEASE =
      new Election.LeaseName("openelb-system", "openelb-operator");

  /** A lease that no test waits for. */
  private static final LeaseTimings TIMINGS =
      new LeaseTimings(
          Duration.ofMinutes(10),
          Duration.ofMinutes(5),
          Duration.ofMillis(100),
          Duration.ofSeconds(10));

  private KubernetesClient client;

  private Election election(String identity, Leadership leadership, Runnable onStart) {
    return new Election(client, LEASE, identity, TIMINGS, leadership, onStart, () -> {});
  }

  @Test
  void whoStopsGivesTheLeaseBackAndTheNextLeadsAtOnce() throws Exception {
    CountDownLatch firstLeads = new CountDownLatch(1);
    CountDownLatch nextLeads = new CountDownLatch(1);
    Leadership next = new Leadership(TIMINGS, System::nanoTime);
    try (Election second = election("second", next, nextLeads::countDown)) {
      Leadership held = new Leadership(TIMINGS, System::nanoTime);
      try (Election first = election("first", held, firstLeads::countDown)) {
        first.start();
        assertThat(firstLeads.await(30, TimeUnit.SECONDS)).isTrue();
        second.start();
        await().until(() -> !next.untilDecision().isZero());
      }
      assertThat(nextLeads.await(30, TimeUnit.SECONDS)).isTrue();
      assertThat(next.mayWrite()).isTrue();
      assertThat(holder()).isEqualTo("second");
    }
    await().untilAsserted(() -> assertThat(holder()).isEmpty());
  }

  private String holder() {
    Lease lease = client.leases().inNamespace(LEASE.namespace()).withName(LEASE.name()).get();
    return lease.getSpec().getHolderIdentity();
  }
}
