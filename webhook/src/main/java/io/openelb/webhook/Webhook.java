package io.openelb.webhook;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.openelb.api.Names;
import io.openelb.api.Selection;
import io.openelb.certs.CaInjector;
import io.openelb.certs.CertificateKeeper;
import io.openelb.certs.Identity;
import io.openelb.certs.RenewalPolicy;
import io.openelb.certs.SecretStore;
import io.openelb.webhook.admission.Admissions;
import io.openelb.webhook.cluster.ApiServer;
import io.openelb.webhook.cluster.ClusterState;
import io.openelb.webhook.cluster.ClusterWatch;
import io.openelb.webhook.cluster.Proposals;
import io.openelb.webhook.server.AdmissionServer;
import io.openelb.webhook.server.WarmUp;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The parts of the webhook, put together. */
final class Webhook implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(Webhook.class);

  /** A start that takes longer than this is worse than a slow first answer. */
  private static final Duration WARM_UP = Duration.ofSeconds(10);

  /**
   * What the command line and the environment say.
   *
   * @param tls where admission is served
   * @param health where health and metrics are served
   * @param namespace that we run in
   * @param replica the name of our Pod
   */
  record Options(
      InetSocketAddress tls,
      InetSocketAddress health,
      String namespace,
      String replica,
      Selection selection) {}

  private final Options options;
  private final KubernetesClient client;
  private final ClusterWatch cluster;
  private final ApiServer apiServer;
  private final AdmissionServer server;
  private final CertificateKeeper certificates;
  private final JvmGcMetrics gcMetrics = new JvmGcMetrics();
  private volatile boolean warm;
  private volatile boolean draining;

  Webhook(Options options, KubernetesClient client) {
    this.options = options;
    this.client = client;
    var metrics = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    new JvmMemoryMetrics().bindTo(metrics);
    gcMetrics.bindTo(metrics);
    var state =
        new ClusterState(options.selection(), new Proposals(System::nanoTime), options.replica());
    this.cluster = new ClusterWatch(client, options.namespace(), state);
    this.apiServer = new ApiServer(client);
    this.server =
        new AdmissionServer(
            options.tls(),
            options.health(),
            new Admissions(state, apiServer, operator(options.namespace())).byPath(),
            () -> warm && !draining,
            metrics);
    this.certificates =
        new CertificateKeeper(
            new SecretStore(client, options.namespace(), Names.WEBHOOK_CERT_SECRET),
            new CaInjector(client, Names.WEBHOOK),
            RenewalPolicy.forNamespace(options.namespace()),
            Clock.systemUTC(),
            this::serve);
  }

  /** Returns at once; what needs the API server is tried until it works. */
  void start() {
    server.start();
    log.info("started: {}", options);
    // Before it knows the cluster it has nothing to say, and opens no port to say it on.
    cluster
        .start()
        .thenRun(() -> {
          log.info("the caches are complete");
          certificates.start();
        });
  }

  /** The first certificate opens the port; the API server is led to it only when we are warm. */
  private void serve(Identity identity) {
    server.serve(identity);
    if (!warm) {
      new WarmUp(server.tlsPort(), identity.certificate(), WARM_UP).run();
      warm = true;
    }
  }

  /**
   * Says that it is not ready and goes on serving for a while: the API server's connections find
   * the other replica only after the endpoints have changed everywhere. Who was never open has
   * nobody to wait for.
   */
  void drain(Duration time) {
    draining = true;
    if (server.tlsPort() == 0) {
      return;
    }
    log.info("draining for {}", time);
    try {
      Thread.sleep(time);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** As its requests' userInfo names it. */
  private static String operator(String namespace) {
    return "system:serviceaccount:" + namespace + ":" + Names.OPERATOR;
  }

  @Override
  public void close() {
    certificates.close();
    cluster.close();
    server.close();
    apiServer.close();
    gcMetrics.close();
    client.close();
    log.info("stopped");
  }
}
