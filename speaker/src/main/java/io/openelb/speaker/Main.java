package io.openelb.speaker;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.openelb.api.Names;
import io.openelb.api.cli.BuildVersion;
import io.openelb.api.cli.ListenAddress;
import io.openelb.api.cli.UntilStopped;
import io.openelb.api.http.ApiClient;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/**
 * The program {@code openelb-speaker}. Runs until it is told to stop (SIGTERM), hands over, and
 * exits with 0.
 */
@Command(
    name = "openelb-speaker",
    mixinStandardHelpOptions = true,
    versionProvider = BuildVersion.class,
    description = "Answers ARP and NDP for the addresses that this node announces.")
public final class Main implements Callable<Integer> {

  @Option(
      names = "--api-hosts",
      defaultValue = ":50051",
      converter = ListenAddress.class,
      paramLabel = "[HOST]:PORT",
      description =
          "where health, metrics and announcements are served (default: ${DEFAULT-VALUE})")
  private InetSocketAddress apiHosts = new InetSocketAddress(0);

  @Option(
      names = "--probe-hosts",
      defaultValue = "127.0.0.1:50052",
      converter = ListenAddress.class,
      paramLabel = "[HOST]:PORT",
      description =
          "where the same is served for the kubelet's probes: connections that nobody from outside"
              + " the node can take (default: ${DEFAULT-VALUE})")
  private InetSocketAddress probeHosts = new InetSocketAddress(0);

  @Option(
      names = "--enable-layer2",
      defaultValue = "true",
      arity = "1",
      paramLabel = "true|false",
      description = "whether it answers at all (default: ${DEFAULT-VALUE})")
  private boolean layer2;

  @Option(
      names = "--nft",
      defaultValue = "/usr/sbin/nft",
      paramLabel = "FILE",
      description = "the nftables program (default: ${DEFAULT-VALUE})")
  private Path nft = Path.of("/usr/sbin/nft");

  @CommandLine.Mixin private final TimingOptions timings = new TimingOptions();

  private final Map<String, String> environment;

  @CommandLine.Spec private CommandLine.Model.@Nullable CommandSpec spec;

  private Main(Map<String, String> environment) {
    this.environment = environment;
  }

  /** Runs the program. */
  public static void main(String[] args) {
    System.exit(commandLine(System.getenv()).execute(args));
  }

  private static CommandLine commandLine(Map<String, String> environment) {
    return new CommandLine(new Main(environment));
  }

  /**
   * Reads the command line without running anything.
   *
   * @throws ParameterException when it can't be understood; the message says why
   */
  static Options options(Map<String, String> environment, String... args) {
    CommandLine commandLine = commandLine(environment);
    commandLine.parseArgs(args);
    return commandLine.<Main>getCommand().options();
  }

  private Options options() {
    String node = environment.get(Names.NODE_NAME);
    CommandLine here = Objects.requireNonNull(spec, "picocli sets it").commandLine();
    if (node == null || node.isEmpty()) {
      throw new ParameterException(here, "the environment variable NODE_NAME names no node");
    }
    return new Options(
        apiHosts,
        probeHosts,
        layer2,
        node,
        environment.getOrDefault(Names.POD_NAMESPACE, Names.DEFAULT_NAMESPACE),
        timings.timings(),
        timings.handOver(),
        nft);
  }

  @Override
  public Integer call() throws InterruptedException {
    Options options = options();
    KubernetesClient client = Background.supply(() -> ApiClient.builder("openelb-speaker").build());
    Speaker speaker = new Speaker(options, client);
    return UntilStopped.run(speaker::start, speaker::close);
  }
}
