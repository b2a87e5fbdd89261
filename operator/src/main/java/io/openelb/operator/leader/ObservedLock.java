package io.openelb.operator.leader;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.extended.leaderelection.resourcelock.LeaderElectionRecord;
import io.fabric8.kubernetes.client.extended.leaderelection.resourcelock.Lock;
import io.fabric8.kubernetes.client.utils.Utils;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A lock whose age is what this process has observed, not what another's wall clock wrote.
 *
 * <p>The elector compares the renew time in the record with its own wall clock, so two clocks that
 * differ by more than a lease make two leaders. This lock hands the elector a record that is as old
 * as the time since which it has not changed before our eyes, as Kubernetes' own elector counts.
 */
final class ObservedLock implements Lock {

  private static final Logger log = LoggerFactory.getLogger(ObservedLock.class);

  private static final ZonedDateTime LONG_AGO =
      ZonedDateTime.ofInstant(Instant.EPOCH, ZoneOffset.UTC);

  /** What a Lease says whose fields are not all there. */
  private static final LeaderElectionRecord UNREADABLE =
      new LeaderElectionRecord("?", Duration.ZERO, LONG_AGO, LONG_AGO, 0);

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
    LeaderElectionRecord record = read(client);
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

  /** The elector's thread ends, and says nothing, if it meets an exception of another kind. */
  @SuppressWarnings("NullAway") // the interface says null for "there is none yet"
  private @Nullable LeaderElectionRecord read(KubernetesClient client) {
    try {
      return lock.get(client);
    } catch (KubernetesClientException e) {
      throw e;
    } catch (RuntimeException e) {
      log.warn("{} lacks fields, so somebody else wrote it: it ends like another's", describe());
      return UNREADABLE;
    }
  }

  @Override
  public synchronized void create(KubernetesClient client, LeaderElectionRecord record) {
    long requestedAt = leadership.now();
    lock.create(client, record);
    written(record, requestedAt);
  }

  /**
   * Who gives the Lease back says so in words: a patch leaves alone what it does not name.
   *
   * @throws KubernetesClientException also where the elector gives a Lease back because it could
   *     not be renewed in time: our last writes may be under way, and only a full lease outlasts
   *     them
   */
  @Override
  public synchronized void update(KubernetesClient client, LeaderElectionRecord record) {
    long requestedAt = leadership.now();
    boolean givesBack = record.getHolderIdentity() == null;
    if (givesBack && leadership.isHeld()) {
      throw new KubernetesClientException(describe() + " is left to expire");
    }
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
