package io.openelb.api.http;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.jdkhttp.JdkHttpClientFactory;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.function.Supplier;

/**
 * The JDK's HTTP client, with watches that notice a dead connection. A watch runs over a WebSocket
 * and only ever reads: when the other end vanishes without a word, as when a node or a router on
 * the way dies, it would wait until the informer renews it, 5 to 10 minutes. The other HTTP clients
 * that fabric8 knows send pings; the JDK's doesn't, and can't have TCP keepalive either. Each
 * client {@link Reachability tells} whether an API server answers, and {@link Pages bounds} the
 * pages of its lists.
 *
 * <p>Found by {@link java.util.ServiceLoader}; every program with this module on its class path
 * uses it.
 */
public final class WatchfulHttpClientFactory extends JdkHttpClientFactory {

  private static final Duration PING_INTERVAL = Duration.ofSeconds(15);

  private final Duration pingInterval;
  private final Supplier<Reachability> reachability;

  /** Notices within 30 to 45 seconds. */
  public WatchfulHttpClientFactory() {
    this(PING_INTERVAL, Reachability::new);
  }

  /** One with a pace of its own; {@code reachability} makes what tells of each client's server. */
  WatchfulHttpClientFactory(Duration pingInterval, Supplier<Reachability> reachability) {
    this.pingInterval = pingInterval;
    this.reachability = reachability;
  }

  /** Goes before the plain one. */
  @Override
  public int priority() {
    return super.priority() + 1;
  }

  @Override
  public io.fabric8.kubernetes.client.http.HttpClient.Builder newBuilder(Config config) {
    var builder = super.newBuilder(config);
    builder.addOrReplaceInterceptor(Reachability.class.getSimpleName(), reachability.get());
    return builder;
  }

  /** Each event of a watch is several short tasks, one after the other. */
  @Override
  protected void additionalConfig(HttpClient.Builder builder) {
    builder.executor(Executors.newVirtualThreadPerTaskExecutor());
  }

  @Override
  protected HttpClient.Builder createNewHttpClientBuilder() {
    HttpClient.Builder plain = super.createNewHttpClientBuilder();
    return (HttpClient.Builder)
        Proxy.newProxyInstance(
            getClass().getClassLoader(),
            new Class<?>[] {HttpClient.Builder.class},
            (builder, method, arguments) -> {
              try {
                Object result = method.invoke(plain, arguments);
                if (result instanceof HttpClient client) {
                  return new WatchfulHttpClient(client, pingInterval);
                }
                return result instanceof HttpClient.Builder ? builder : result;
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }
}
