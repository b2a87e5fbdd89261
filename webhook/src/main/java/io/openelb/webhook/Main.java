package io.openelb.webhook;

import io.openelb.api.Names;
import io.openelb.api.cli.BuildVersion;
import io.openelb.api.cli.ControlPlaneOptions;
import io.openelb.api.cli.DurationWithUnit;
import io.openelb.api.cli.Environment;
import io.openelb.api.cli.UntilStopped;
import io.openelb.api.http.ApiClient;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * The program {@code openelb-webhook}. Runs until it is told to stop (SIGTERM), and then exits with
 * 0.
 */
@Command(
    name = "openelb-webhook",
    mixinStandardHelpOptions = true,
    versionProvider = BuildVersion.class,
    description = "Checks Eips and Services at admission, and proposes addresses.")
public final class Main implements Callable<Integer> {

  @Option(
      names = "--port",
      defaultValue = "8443",
      description = "where admission is served over TLS (default: ${DEFAULT-VALUE})")
  private int port;

  @Mixin private final ControlPlaneOptions common = new ControlPlaneOptions();

  @Option(
      names = "--drain",
      defaultValue = "5s",
      converter = DurationWithUnit.class,
      description = "how long to go on serving when told to stop (default: ${DEFAULT-VALUE})")
  private Duration drain = Duration.ZERO;

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
                common.apiHosts(),
                Environment.get(Names.POD_NAMESPACE, Names.DEFAULT_NAMESPACE),
                Environment.get(Names.POD_NAME, "openelb-webhook"),
                common.selection()),
            ApiClient.builder(Names.WEBHOOK).build());
    return UntilStopped.run(webhook::start, () -> stop(webhook));
  }

  private void stop(Webhook webhook) {
    webhook.drain(drain);
    webhook.close();
  }
}
