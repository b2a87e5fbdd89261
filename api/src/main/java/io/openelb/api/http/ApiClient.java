package io.openelb.api.http;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.openelb.api.watch.WatchSerialization;
import java.time.Duration;
import java.util.concurrent.Executors;

/** How our programs talk to the API server. */
public final class ApiClient {

  /**
   * What a watch that was cut waits before it is tried again, at first; the last wait is 32 times
   * as long. The client's default of a second lets speakers go by what they knew for half a minute
   * after the API server is back.
   */
  private static final Duration RECONNECT = Duration.ofMillis(250);

  private ApiClient() {}

  /**
   * What kubeconfig or ServiceAccount say, for a patient client.
   *
   * @param program by this name the API server knows who owns the fields that are written
   */
  public static Config config(String program) {
    return new ConfigBuilder(Config.autoConfigure(null))
        .withUserAgent(program)
        .withWatchReconnectInterval(Math.toIntExact(RECONNECT.toMillis()))
        .build();
  }

  /**
   * A builder of clients, with {@link #config}, that take little of the processors. What a watch
   * brings is handed from task to task several times, which between platform threads costs more
   * than what is done with it; {@link WatchfulHttpClientFactory} lets its tasks run on virtual
   * threads, too.
   */
  public static KubernetesClientBuilder builder(String program) {
    return new KubernetesClientBuilder()
        .withConfig(config(program))
        .withKubernetesSerialization(new WatchSerialization())
        .withTaskExecutor(Executors.newVirtualThreadPerTaskExecutor());
  }
}
