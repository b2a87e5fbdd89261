package io.openelb.api.http;

import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.openelb.api.watch.WatchSerialization;
import java.util.concurrent.Executors;

/** How our programs talk to the API server. */
public final class ApiClient {

  private ApiClient() {}

  /**
   * A builder of clients that take little of the processors. What a watch brings is handed from
   * task to task several times, which between platform threads costs more than what is done with
   * it; {@link WatchfulHttpClientFactory} lets its tasks run on virtual threads, too.
   */
  public static KubernetesClientBuilder builder() {
    return new KubernetesClientBuilder()
        .withKubernetesSerialization(new WatchSerialization())
        .withTaskExecutor(Executors.newVirtualThreadPerTaskExecutor());
  }
}
