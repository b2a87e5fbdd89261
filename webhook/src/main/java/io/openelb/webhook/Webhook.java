package io.openelb.webhook;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.openelb.certs.CaInjector;
import io.openelb.certs.CertificateKeeper;
import io.openelb.certs.RenewalPolicy;
import io.openelb.certs.SecretStore;
import io.openelb.webhook.admission.Admission;
import io.openelb.webhook.admission.Verdict;
import io.openelb.webhook.server.AdmissionServer;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The parts of the webhook, put together. */
final class Webhook implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(Webhook.class);

  private static final String CERTIFICATE_SECRET = "openelb-webhook-cert";
  private static final String CONFIGURATION = "openelb-webhook";

  /**
   * What the command line and the environment say.
   *
   * @param tls where admission is served
   * @param health where health and metrics are served
   * @param namespace that we run in
   */
  record Options(
      InetSocketAddress tls,
      InetSocketAddress health,
      String namespace,
      boolean defaultLoadBalancer) {}

  private final Options options;
  private final KubernetesClient client;
  private final AdmissionServer server;
  private final CertificateKeeper certificates;
  private final JvmGcMetrics gcMetrics = new JvmGcMetrics();
  private volatile boolean draining;

  Webhook(Options options, KubernetesClient client) {
    this.options = options;
    this.client = client;
    var metrics = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    new JvmMemoryMetrics().bindTo(metrics);
    gcMetrics.bindTo(metrics);
    this.server =
        new AdmissionServer(
            options.tls(), options.health(), admissions(), () -> !draining, metrics);
    this.certificates =
        new CertificateKeeper(
            new SecretStore(client, options.namespace(), CERTIFICATE_SECRET),
            new CaInjector(client, CONFIGURATION),
            RenewalPolicy.forNamespace(options.namespace()),
            Clock.systemUTC(),
            server::serve);
  }

  private static Map<String, Admission> admissions() {
    return Map.of(
        "/validate/eips", _ -> new Verdict.Allow(),
        "/validate/services", _ -> new Verdict.Allow(),
        "/mutate/services", _ -> new Verdict.Allow());
  }

  /** Returns at once; what needs the API server is tried until it works. */
  void start() {
    server.start();
    certificates.start();
    log.info("started: {}", options);
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

  @Override
  public void close() {
    certificates.close();
    server.close();
    gcMetrics.close();
    client.close();
    log.info("stopped");
  }
}
