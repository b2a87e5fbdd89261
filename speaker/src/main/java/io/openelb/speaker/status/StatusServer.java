package io.openelb.speaker.status;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.javalin.Javalin;
import io.javalin.config.JavalinConfig;
import io.javalin.http.ContentType;
import io.javalin.http.Context;
import io.javalin.http.HttpStatus;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.openelb.speaker.announce.Snapshot;
import java.net.InetSocketAddress;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/** Serves {@code /healthz}, {@code /readyz}, {@code /metrics} and {@code /announcements}. */
public final class StatusServer implements AutoCloseable {

  private static final JsonMapper MAPPER = JsonMapper.builder().build();

  private static final int THREADS = 8;
  private static final long STATE_TIMEOUT_MILLIS = 1_000;

  private final Supplier<CompletableFuture<Snapshot>> state;
  private final Supplier<CompletableFuture<Boolean>> hasKey;
  private final BooleanSupplier ready;
  private final PrometheusMeterRegistry metrics;
  private final Announcements announcements;
  private final Javalin javalin;

  /**
   * A server that is not started yet.
   *
   * @param state of which all addresses are told
   * @param hasKey whether it can talk to the others, asked for each probe; an answer that doesn't
   *     come within a second is no health
   * @param ready whether the speaker knows what to announce
   */
  public StatusServer(
      InetSocketAddress address,
      String node,
      Supplier<CompletableFuture<Snapshot>> state,
      Supplier<CompletableFuture<Boolean>> hasKey,
      BooleanSupplier ready,
      PrometheusMeterRegistry metrics) {
    this.state = state;
    this.hasKey = hasKey;
    this.ready = ready;
    this.metrics = metrics;
    this.announcements = new Announcements(node);
    this.javalin = Javalin.create(config -> configure(config, address));
  }

  /** Begins to serve. */
  public void start() {
    javalin.start();
  }

  private void configure(JavalinConfig config, InetSocketAddress address) {
    config.startup.showJavalinBanner = false;
    config.startup.showOldJavalinVersionWarning = false;
    config.startup.startupWatcherEnabled = false;
    config.jetty.threadPool = new QueuedThreadPool(THREADS, 2);
    config.jetty.addConnector((server, http) -> {
      ServerConnector connector = new ServerConnector(server, 1, 1);
      if (!address.getAddress().isAnyLocalAddress()) {
        connector.setHost(address.getHostString());
      }
      connector.setPort(address.getPort());
      return connector;
    });
    config.routes.get("/healthz", this::health);
    config.routes.get("/readyz", this::readiness);
    config.routes.get("/metrics", context -> context.result(metrics.scrape()));
    config.routes.get("/announcements", this::announcements);
    config.routes.exception(
        TimeoutException.class,
        (e, context) ->
            context.status(HttpStatus.SERVICE_UNAVAILABLE).result("the state thread is stuck"));
  }

  private void health(Context context)
      throws InterruptedException, ExecutionException, TimeoutException {
    var _ = soon(hasKey.get());
    context.result("ok");
  }

  private void readiness(Context context)
      throws InterruptedException, ExecutionException, TimeoutException {
    boolean keyed = soon(hasKey.get());
    if (!ready.getAsBoolean()) {
      context.status(HttpStatus.SERVICE_UNAVAILABLE).result("waiting for the API server");
    } else if (!keyed) {
      context.status(HttpStatus.SERVICE_UNAVAILABLE).result("waiting for the key");
    } else {
      context.result("ok");
    }
  }

  private void announcements(Context context)
      throws InterruptedException, ExecutionException, TimeoutException, JsonProcessingException {
    context
        .contentType(ContentType.APPLICATION_JSON)
        .result(
            MAPPER
                .writerWithDefaultPrettyPrinter()
                .writeValueAsBytes(announcements.of(soon(state.get()))));
  }

  private static <T> T soon(CompletableFuture<T> answer)
      throws InterruptedException, ExecutionException, TimeoutException {
    return answer.get(STATE_TIMEOUT_MILLIS, TimeUnit.MILLISECONDS);
  }

  @Override
  public void close() {
    javalin.stop();
  }
}
