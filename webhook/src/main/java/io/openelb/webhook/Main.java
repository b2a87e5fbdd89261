package io.openelb.webhook;

import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.openelb.api.Names;
import io.openelb.api.cli.ListenAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * The program {@code openelb-webhook}. Runs until it is told to stop (SIGTERM), and then exits with
 * 0.
 */
@Command(
    name = "openelb-webhook",
    mixinStandardHelpOptions = true,
    version = "openelb-webhook 0.1.0",
    description = "Checks Eips and Services at admission, and proposes addresses.")
public final class Main implements Callable<Integer> {

  private static final Logger log = LoggerFactory.getLogger(Main.class);

  @Option(
      names = "--port",
      defaultValue = "8443",
      description = "where admission is served over TLS (default: ${DEFAULT-VALUE})")
  private int port;

  @Option(
      names = "--api-hosts",
      defaultValue = ":8080",
      converter = ListenAddress.class,
      paramLabel = "[HOST]:PORT",
      description = "where health and metrics are served (default: ${DEFAULT-VALUE})")
  private InetSocketAddress apiHosts = new InetSocketAddress(0);

  @Option(
      names = "--default-load-balancer",
      description = "care for Services of type LoadBalancer that name no load balancer, too")
  private boolean defaultLoadBalancer;

  @Option(
      names = "--drain-seconds",
      defaultValue = "5",
      description = "how long to go on serving when told to stop (default: ${DEFAULT-VALUE})")
  private int drainSeconds;

  private Main() {}

  public static void main(String[] args) {
    System.exit(new CommandLine(new Main()).execute(args));
  }

  @Override
  public Integer call() throws InterruptedException {
    var webhook =
        new Webhook(
            new Webhook.Options(
                new InetSocketAddress(port),
                apiHosts,
                environment(Names.POD_NAMESPACE, Names.DEFAULT_NAMESPACE),
                environment("POD_NAME", "openelb-webhook"),
                defaultLoadBalancer),
            new KubernetesClientBuilder().build());
    Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(webhook), "stop"));
    webhook.start();
    // Only the shutdown hook ends the program.
    new CountDownLatch(1).await();
    return CommandLine.ExitCode.OK;
  }

  /**
   * A JVM that ends by a signal exits with 128 plus its number; to be told to stop is no failure.
   */
  private void stop(Webhook webhook) {
    try {
      webhook.drain(Duration.ofSeconds(drainSeconds));
      webhook.close();
    } catch (RuntimeException e) {
      log.error("stopping failed", e);
      Runtime.getRuntime().halt(CommandLine.ExitCode.SOFTWARE);
    }
    Runtime.getRuntime().halt(CommandLine.ExitCode.OK);
  }

  private static String environment(String name, String otherwise) {
    return Objects.requireNonNullElse(System.getenv(name), otherwise);
  }
}
