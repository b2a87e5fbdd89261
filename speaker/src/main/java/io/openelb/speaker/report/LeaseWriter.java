package io.openelb.speaker.report;

import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.openelb.api.Names;
import io.openelb.api.SpeakerLease;
import io.openelb.api.http.ApiErrors;
import java.time.Clock;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Writes one speaker's Lease, whatever somebody else made of it. Belongs to one thread. */
final class LeaseWriter {

  private static final int DURATION_SECONDS = Math.toIntExact(SpeakerLease.DURATION.toSeconds());

  private final KubernetesClient client;
  private final String namespace;
  private final String node;
  private final Supplier<String> nodeUid;
  private final Clock clock;

  /** As we wrote it last; null before that, and after a failure. */
  private @Nullable Lease current;

  /**
   * A writer that has written nothing.
   *
   * @param nodeUid of the Node, empty while it was not seen
   */
  LeaseWriter(
      KubernetesClient client,
      String namespace,
      String node,
      Supplier<String> nodeUid,
      Clock clock) {
    this.client = client;
    this.namespace = namespace;
    this.node = node;
    this.nodeUid = nodeUid;
    this.clock = clock;
  }

  /**
   * Creates or renews it.
   *
   * @throws KubernetesClientException when the API server doesn't answer, or refuses
   */
  void write(String report) {
    Lease before = current == null ? resource().get() : current;
    try {
      current = before == null ? create(report) : update(before, report);
    } catch (KubernetesClientException e) {
      current = null;
      if (!ApiErrors.isConflict(e) && !ApiErrors.isNotFound(e)) {
        throw e;
      }
      // Somebody else wrote or deleted it: once more, with what is there.
      Lease there = resource().get();
      current = there == null ? create(report) : update(there, report);
    }
  }

  /** Deletes it, if it is ours. */
  void delete() {
    if (current != null) {
      resource().delete();
    }
  }

  private Lease create(String report) {
    ZonedDateTime now = now();
    Lease lease =
        new LeaseBuilder()
            .withNewMetadata()
            .withNamespace(namespace)
            .withName(SpeakerLease.name(node))
            .addToLabels(Names.COMPONENT, Names.SPEAKER)
            .addToAnnotations(Names.REPORT, report)
            .withOwnerReferences(owners())
            .endMetadata()
            .withNewSpec()
            .withHolderIdentity(node)
            .withLeaseDurationSeconds(DURATION_SECONDS)
            .withAcquireTime(now)
            .withRenewTime(now)
            .endSpec()
            .build();
    return client.leases().inNamespace(namespace).resource(lease).create();
  }

  private Lease update(Lease before, String report) {
    Lease lease =
        new LeaseBuilder(before)
            .editMetadata()
            .addToLabels(Names.COMPONENT, Names.SPEAKER)
            .addToAnnotations(Names.REPORT, report)
            .withOwnerReferences(owners())
            .endMetadata()
            .editOrNewSpec()
            .withHolderIdentity(node)
            .withLeaseDurationSeconds(DURATION_SECONDS)
            .withRenewTime(now())
            .endSpec()
            .build();
    return client.leases().inNamespace(namespace).resource(lease).update();
  }

  /** The Node: peers would know its Ethernet addresses for ever if the Lease outlived it. */
  private List<OwnerReference> owners() {
    String uid = nodeUid.get();
    return uid.isEmpty()
        ? List.of()
        : List.of(
            new OwnerReferenceBuilder()
                .withApiVersion("v1")
                .withKind("Node")
                .withName(node)
                .withUid(uid)
                .build());
  }

  private Resource<Lease> resource() {
    return client.leases().inNamespace(namespace).withName(SpeakerLease.name(node));
  }

  private ZonedDateTime now() {
    return clock.instant().atZone(ZoneOffset.UTC);
  }
}
