package io.openelb.operator;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.openelb.api.Names;
import io.openelb.api.http.ApiClient;
import java.time.Duration;

/**
 * The connections to the API server.
 *
 * @param reader for lists and watches: patient
 * @param writer for single writes, and the leader's Lease: a request ends within its timeout, and
 *     is never repeated behind our back, so that nothing is written after the leader's deadline
 */
record ApiClients(KubernetesClient reader, KubernetesClient writer) implements AutoCloseable {

  static ApiClients connect(Duration requestTimeout) {
    Config writing =
        new ConfigBuilder(ApiClient.config(Names.OPERATOR))
            .withRequestTimeout(Math.toIntExact(requestTimeout.toMillis()))
            .withConnectionTimeout(Math.toIntExact(requestTimeout.toMillis()))
            .withRequestRetryBackoffLimit(0)
            .build();
    return new ApiClients(
        ApiClient.builder(Names.OPERATOR).build(),
        ApiClient.builder(Names.OPERATOR).withConfig(writing).build());
  }

  @Override
  public void close() {
    reader.close();
    writer.close();
  }
}
