package io.openelb.webhook.server;

import io.javalin.Javalin;
import io.javalin.config.JavalinConfig;
import io.javalin.http.ContentType;
import io.javalin.http.Context;
import io.javalin.http.Handler;
import io.javalin.http.HttpStatus;
import io.micrometer.core.instrument.Timer;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.openelb.certs.Identity;
import io.openelb.webhook.admission.Admission;
import io.openelb.webhook.admission.AdmissionCodec;
import io.openelb.webhook.admission.AdmissionRequest;
import io.openelb.webhook.admission.MalformedReviewException;
import io.openelb.webhook.admission.Verdict;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.handler.GracefulHandler;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Admission over TLS; health and metrics over plain HTTP.
 *
 * <p>Health is served from the start. The TLS port opens with the first certificate: until then the
 * API server is refused a connection at once, which is the quickest way to {@code failurePolicy}.
 */
public final class AdmissionServer implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(AdmissionServer.class);

  private static final int THREADS = 64;

  /** Of their own, for health and metrics: whoever keeps admission busy hides neither. */
  private static final int HEALTH_THREADS = 8;

  private static final Duration STOP_TIMEOUT = Duration.ofSeconds(5);

  private final PrometheusMeterRegistry metrics;
  private final BooleanSupplier ready;
  private final TlsConnector tls;
  private final Bodies bodies = new Bodies();
  private final Javalin javalin;

  /**
   * A server that is not started yet.
   *
   * @param admissions by path
   * @param ready may be told that this replica takes part
   */
  public AdmissionServer(
      InetSocketAddress tlsAddress,
      InetSocketAddress healthAddress,
      Map<String, Admission> admissions,
      BooleanSupplier ready,
      PrometheusMeterRegistry metrics) {
    this.metrics = metrics;
    this.ready = ready;
    this.tls = new TlsConnector(tlsAddress);
    this.javalin = Javalin.create(config -> configure(config, healthAddress, admissions));
  }

  /** Serves health and metrics; admission from the first {@link #serve} on. */
  public void start() {
    javalin.start();
  }

  /** Serves with this certificate from now on; connections that are open stay. */
  public void serve(Identity identity) {
    tls.serve(javalin.jettyServer().server(), identity);
  }

  /** Lets requests that are under way end, and tells clients to go elsewhere (HTTP/2 GOAWAY). */
  @Override
  public void close() {
    javalin.stop();
  }

  /** The port of admission, 0 while it is closed. */
  public int tlsPort() {
    return tls.port();
  }

  /** The port of health and metrics. */
  public int healthPort() {
    return javalin.port();
  }

  private void configure(
      JavalinConfig config, InetSocketAddress healthAddress, Map<String, Admission> admissions) {
    config.startup.showJavalinBanner = false;
    config.startup.showOldJavalinVersionWarning = false;
    config.startup.startupWatcherEnabled = false;
    config.jetty.threadPool = new QueuedThreadPool(THREADS, 4);
    config.jetty.addConnector((server, http) -> {
      var threads = new QueuedThreadPool(HEALTH_THREADS, 1);
      var connector =
          new ServerConnector(server, threads, null, null, 1, 1, TlsConnector.plain(http));
      connector.setHost(healthAddress.getHostString());
      connector.setPort(healthAddress.getPort());
      return connector;
    });
    config.jetty.modifyServer(AdmissionServer::stopGracefully);
    config.routes.get("/healthz", context -> context.result("ok"));
    config.routes.get("/readyz", this::ready);
    config.routes.get("/metrics", context -> context.result(metrics.scrape()));
    admissions.forEach((path, admission) -> config.routes.post(path, handler(path, admission)));
    config.routes.exception(MalformedReviewException.class, AdmissionServer::malformed);
    config.routes.exception(Bodies.RefusedException.class, AdmissionServer::refused);
    config.routes.exception(Exception.class, AdmissionServer::failed);
  }

  private static void stopGracefully(Server server) {
    server.setStopTimeout(STOP_TIMEOUT.toMillis());
    server.insertHandler(new GracefulHandler());
  }

  private void ready(Context context) {
    if (ready.getAsBoolean() && tls.isOpen()) {
      context.result("ok");
    } else {
      context.status(HttpStatus.SERVICE_UNAVAILABLE).result("not ready");
    }
  }

  private Handler handler(String path, Admission admission) {
    Timer.Builder timer =
        Timer.builder("openelb.webhook.admission")
            .description("Time to answer an admission request")
            .tag("path", path);
    return context -> {
      if (!context.req().isSecure()) {
        context.status(HttpStatus.NOT_FOUND).result("admission is served over TLS only");
        return;
      }
      Timer.Sample sample = Timer.start(metrics);
      bodies.with(
          context.req(),
          body -> {
            AdmissionRequest request = AdmissionCodec.read(body);
            Verdict verdict = admission.review(request);
            context
                .contentType(ContentType.APPLICATION_JSON)
                .result(AdmissionCodec.write(request.uid(), verdict));
            sample.stop(timer.tag("verdict", name(verdict)).register(metrics));
          });
    };
  }

  private static String name(Verdict verdict) {
    return verdict.getClass().getSimpleName().toLowerCase(Locale.ROOT);
  }

  private static void malformed(MalformedReviewException e, Context context) {
    log.warn("refused a malformed review on {}: {}", context.path(), e.getMessage());
    context
        .status(HttpStatus.BAD_REQUEST)
        .contentType(ContentType.TEXT_PLAIN)
        .result(e.getMessage());
  }

  private static void refused(Bodies.RefusedException e, Context context) {
    log.warn("refused a review on {}: {}", context.path(), e.getMessage());
    context.status(e.status()).contentType(ContentType.TEXT_PLAIN).result(e.getMessage());
  }

  /**
   * A bug of ours. The API server goes on by its failurePolicy; what happened is for our log only.
   */
  private static void failed(Exception e, Context context) {
    log.error("cannot answer {}", context.path(), e);
    context
        .status(HttpStatus.INTERNAL_SERVER_ERROR)
        .result("internal error; see the log of openelb-webhook");
  }
}
