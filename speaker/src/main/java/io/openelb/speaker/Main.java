package io.openelb.speaker;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.openelb.api.Names;
import io.openelb.api.cli.ListenAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
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
    version = "openelb-speaker 0.1.0",
    description = "Answers ARP and NDP for the addresses that this node announces.")
public final class Main implements Callable<Integer> {

  private static final Logger LOG = LoggerFactory.getLogger(Main.class);

  @Option(
      names = "--api-hosts",
      defaultValue = ":50051",
      converter = ListenAddress.class,
      paramLabel = "[HOST]:PORT",
      description =
          "where health, metrics and announcements are served (default: ${DEFAULT-VALUE})")
  private InetSocketAddress apiHosts = new InetSocketAddress(0);

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
    KubernetesClient client = Background.supply(() -> new KubernetesClientBuilder().build());
    Speaker speaker = new Speaker(options, client);
    Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(speaker), "stop"));
    speaker.start();
    // Only the shutdown hook ends the program.
    new CountDownLatch(1).await();
    return CommandLine.ExitCode.OK;
  }

  /**
   * A JVM that ends by a signal exits with 128 plus its number; to be told to stop is no failure.
   */
  private static void stop(Speaker speaker) {
    try {
      speaker.close();
    } catch (RuntimeException e) {
      LOG.error("Stopping failed", e);
      Runtime.getRuntime().halt(CommandLine.ExitCode.SOFTWARE);
    }
    Runtime.getRuntime().halt(CommandLine.ExitCode.OK);
  }
}
