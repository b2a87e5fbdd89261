package io.openelb.operator.http;

import io.javalin.Javalin;
import io.javalin.http.ContentType;
import io.javalin.http.Context;
import io.javalin.http.HttpStatus;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.function.Supplier;

/** Serves {@code /healthz}, {@code /readyz} and {@code /metrics}. */
public final class HealthServer implements AutoCloseable {

  private final Javalin server;

  private HealthServer(Javalin server) {
    this.server = server;
  }

  /**
   * Starts to serve.
   *
   * @param notReady why it can't do its work, or empty
   */
  public static HealthServer start(
      InetSocketAddress address,
      Supplier<Optional<String>> notReady,
      PrometheusMeterRegistry metrics) {
    Javalin server =
        Javalin.create(config -> {
          config.startup.showJavalinBanner = false;
          config.routes.get("/healthz", context -> answer(context, Optional.empty()));
          config.routes.get("/readyz", context -> answer(context, notReady.get()));
          config.routes.get(
              "/metrics",
              context -> context.contentType(ContentType.PLAIN).result(metrics.scrape()));
        });
    return new HealthServer(server.start(address.getHostString(), address.getPort()));
  }

  private static void answer(Context context, Optional<String> trouble) {
    context.status(trouble.isEmpty() ? HttpStatus.OK : HttpStatus.SERVICE_UNAVAILABLE);
    context.result(trouble.orElse("ok") + "\n");
  }

  /** The port that is served, also when the address left it open. */
  public int port() {
    return server.port();
  }

  @Override
  public void close() {
    server.stop();
  }
}
