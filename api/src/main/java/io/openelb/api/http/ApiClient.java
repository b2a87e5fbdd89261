package io.openelb.api.http;

import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.openelb.api.watch.WatchSerialization;

/** How our programs talk to the API server. */
public final class ApiClient {

  private ApiClient() {}

  /** A builder of clients that take little of the processors. */
  public static KubernetesClientBuilder builder() {
    return new KubernetesClientBuilder().withKubernetesSerialization(new WatchSerialization());
  }
}
