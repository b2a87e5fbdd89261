package io.openelb.operator;

import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.openelb.api.Names;
import io.openelb.api.cli.BuildVersion;
import io.openelb.api.cli.ControlPlaneOptions;
import io.openelb.api.cli.DurationWithUnit;
import io.openelb.api.cli.Environment;
import io.openelb.operator.leader.LeaseTimings;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** {@code openelb-operator}: allocates addresses and ranks the nodes that answer for them. */
@Command(
    name = "openelb-operator",
    versionProvider = BuildVersion.class,
    mixinStandardHelpOptions = true,
    description = "Allocates the addresses of Services and ranks the nodes that answer for them.")
public final class Main implements Callable<Integer> {

  @Mixin private final ControlPlaneOptions common = new ControlPlaneOptions();

  @Option(
      names = "--lease-duration",
      defaultValue = "15s",
      description =
          "how long a Lease that is not renewed is left alone (default: ${DEFAULT-VALUE})")
  private Duration leaseDuration = Duration.ofSeconds(15);

  @Option(
      names = "--renew-deadline",
      defaultValue = "10s",
      description = "how long a leader that can't renew goes on (default: ${DEFAULT-VALUE})")
  private Duration renewDeadline = Duration.ofSeconds(10);

  @Option(
      names = "--retry-period",
      defaultValue = "2s",
      description = "how often the Lease is looked at (default: ${DEFAULT-VALUE})")
  private Duration retryPeriod = Duration.ofSeconds(2);

  @Option(
      names = "--request-timeout",
      defaultValue = "4s",
      description = "how long one write to the API server may take (default: ${DEFAULT-VALUE})")
  private Duration requestTimeout = Duration.ofSeconds(4);

  @Option(
      names = "--rebalance-interval",
      description =
          "how often the addresses of one Service may be moved from a node with more to one with"
              + " fewer (default: never)")
  private @Nullable Duration rebalanceInterval;

  @CommandLine.Spec private CommandLine.Model.@Nullable CommandSpec spec;

  private volatile @Nullable Program program;

  private Main() {}

  /** Runs until it is told to stop, or can't lead. */
  public static void main(String[] args) {
    int code =
        new CommandLine(new Main())
            .registerConverter(Duration.class, new DurationWithUnit())
            .execute(args);
    if (code != 0) {
      System.exit(code);
    }
  }

  /**
   * Who loses the Lease begins anew at once, in this process: kubelet would let a container that
   * ends again and again wait, at last for five minutes, and there may be no other operator.
   */
  @Override
  public Integer call() throws InterruptedException {
    LeaseTimings timings = timings();
    // A container that is started anew in its pod goes on with the Lease that it had.
    String identity = Environment.get(Names.POD_NAME, Names.OPERATOR + "-" + UUID.randomUUID());
    Runtime.getRuntime().addShutdownHook(new Thread(this::stop, "stop"));
    Program.Ending ending;
    do {
      ending = run(identity, timings);
    } while (ending == Program.Ending.LEASE_LOST);
    return ending.exitCode();
  }

  /**
   * What was asked for.
   *
   * @throws ParameterException when two of them don't fit; the message names the flag to change
   */
  private LeaseTimings timings() {
    try {
      return new LeaseTimings(leaseDuration, renewDeadline, retryPeriod, requestTimeout);
    } catch (IllegalArgumentException e) {
      CommandLine here = Objects.requireNonNull(spec, "picocli sets it").commandLine();
      throw new ParameterException(here, e.getMessage(), e);
    }
  }

  private Program.Ending run(String identity, LeaseTimings timings) throws InterruptedException {
    PrometheusMeterRegistry metrics = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    new JvmMemoryMetrics().bindTo(metrics);
    try (JvmGcMetrics collections = new JvmGcMetrics()) {
      collections.bindTo(metrics);
      Program next =
          new Program(
              Environment.get(Names.POD_NAMESPACE, Names.DEFAULT_NAMESPACE),
              identity,
              common.selection(),
              timings,
              Optional.ofNullable(rebalanceInterval),
              metrics);
      program = next;
      return next.run(common.apiHosts());
    }
  }

  private void stop() {
    Program running = program;
    if (running != null) {
      running.stop();
    }
  }
}
