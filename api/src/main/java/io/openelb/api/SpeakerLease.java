package io.openelb.api;

import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import java.util.Optional;

/** The Lease of a speaker: its name tells the node, an annotation what the speaker says. */
public final class SpeakerLease {

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

  /** What {@link SpeakerReport#parse} reads. */
  public static Optional<String> report(Lease lease) {
    return Metadata.annotation(lease, Names.REPORT);
  }
}
