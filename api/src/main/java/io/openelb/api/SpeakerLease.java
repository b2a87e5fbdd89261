package io.openelb.api;

import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseSpec;
import java.time.Duration;
import java.util.Optional;

/** The Lease of a speaker: its name tells the node, an annotation what the speaker says. */
public final class SpeakerLease {

  /** How long a speaker that does not renew its Lease passes for alive. */
  public static final Duration DURATION = Duration.ofSeconds(20);

  /** How often a speaker renews its Lease. */
  public static final Duration RENEW = Duration.ofSeconds(5);

  private SpeakerLease() {}

  /** The name of the Lease of a node's speaker. */
  public static String name(String node) {
    return Names.SPEAKER_LEASE_PREFIX + node;
  }

  /** The node of a Lease of this name. */
  public static String node(String name) {
    return name.startsWith(Names.SPEAKER_LEASE_PREFIX)
        ? name.substring(Names.SPEAKER_LEASE_PREFIX.length())
        : name;
  }

  /** How long a Lease that is not renewed lets its speaker pass for alive. */
  public static Duration duration(Lease lease) {
    return Optional.ofNullable(lease.getSpec())
        .map(LeaseSpec::getLeaseDurationSeconds)
        .map(Duration::ofSeconds)
        .orElse(DURATION);
  }

  /** What {@link SpeakerReport#parse} reads. */
  public static Optional<String> report(Lease lease) {
    return Metadata.annotation(lease, Names.REPORT);
  }
}
