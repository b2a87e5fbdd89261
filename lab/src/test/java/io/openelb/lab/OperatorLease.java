package io.openelb.lab;

import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.openelb.api.Names;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;

/** The Lease by whose holder the operator's replicas know who leads. */
final class OperatorLease {

  private OperatorLease() {}

  /** The Pod of the leader. */
  static String holder(KubernetesClient client) {
    return lease(client).require().getSpec().getHolderIdentity();
  }

  /**
   * Gives it to somebody who does nothing with it, and does not renew it.
   *
   * @param ahead how far that one's clock is ahead of ours
   */
  static void steal(KubernetesClient client, Duration ahead) {
    lease(client)
        .edit(lease ->
            lease
                .edit()
                .editSpec()
                .withHolderIdentity("thief")
                .withRenewTime(ZonedDateTime.now(ZoneOffset.UTC).plus(ahead))
                .endSpec()
                .build());
  }

  private static Resource<Lease> lease(KubernetesClient client) {
    return client.leases().inNamespace("openelb-system").withName(Names.OPERATOR_LEASE);
  }
}
