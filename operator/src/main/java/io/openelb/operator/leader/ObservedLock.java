package io.openelb.operator.leader;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.extended.leaderelection.resourcelock.LeaderElectionRecord;
import io.fabric8.kubernetes.client.extended.leaderelection.resourcelock.Lock;
import io.fabric8.kubernetes.client.utils.Utils;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A lock whose age is what this process has observed, not what another's wall clock wrote.
 *
 * <p>The elector compares the renew time in the record with its own wall clock, so two clocks that
 * differ by more than a lease make two leaders. This lock hands the elector a record that is as old
 * as the time since which it has not changed before our eyes, as Kubernetes' own elector counts.
 */
final class ObservedLock implements Lock {

  private final Lock lock;
  private final Leadership leadership;
  private final Duration leaseDuration;
  private @Nullable LeaderElectionRecord last;
  private long lastSeenAt;

  ObservedLock(Lock lock, Leadership leadership, Duration leaseDuration) {
    this.lock = lock;
    this.leadership = leadership;
    this.leaseDuration = leaseDuration;
  }

  @Override
  @SuppressWarnings("NullAway") // the interface says null for "there is none yet"
  public synchronized @Nullable LeaderElectionRecord get(KubernetesClient client) {
    LeaderElectionRecord record = lock.get(client);
    if (record == null) {
      // Deleted by a third hand or never there: no word of a holder that it has stopped.
      last = null;
      return null;
    }
    if (Utils.isNullOrEmpty(record.getHolderIdentity())) {
      last = record;
      leadership.givenBack();
      return record;
    }
    if (record.getHolderIdentity().equals(identity())) {
      last = record;
      return record;
    }
    if (!Objects.equals(record, last)) {
      last = record;
      lastSeenAt = leadership.now();
      leadership.heldByAnother(lastSeenAt);
    }
    return record.toBuilder()
        .leaseDuration(leaseDuration)
        .renewTime(ZonedDateTime.now(ZoneOffset.UTC).minus(leadership.since(lastSeenAt)))
        .build();
  }

  @Override
  public synchronized void create(KubernetesClient client, LeaderElectionRecord record) {
    long requestedAt = leadership.now();
    lock.create(client, record);
    written(record, requestedAt);
  }

  /** Who gives the Lease back says so in words: a patch leaves alone what it does not name. */
  @Override
  public synchronized void update(KubernetesClient client, LeaderElectionRecord record) {
    long requestedAt = leadership.now();
    boolean givesBack = record.getHolderIdentity() == null;
    lock.update(client, givesBack ? record.toBuilder().holderIdentity("").build() : record);
    written(record, requestedAt);
  }

  private void written(LeaderElectionRecord record, long requestedAt) {
    last = record;
    if (identity().equals(record.getHolderIdentity())) {
      leadership.renewed(requestedAt);
    }
  }

  @Override
  public String identity() {
    return lock.identity();
  }

  @Override
  public String describe() {
    return lock.describe();
  }
}
