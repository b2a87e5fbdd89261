package io.openelb.speaker.wire;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A node of the cluster: a machine that forwards, and the speaker on it. */
final class Node {

  /** As in the image, see {@code images/speaker.conf}. */
  private static final List<String> JAVA =
      List.of(
          Path.of(System.getProperty("java.home"), "bin", "java").toString(),
          "-XX:+UseSerialGC",
          "-Xmx80m",
          "-Xmn4m",
          "-XX:TrimNativeHeapInterval=60000",
          "-XX:TieredStopAtLevel=1",
          "-XX:ThreadPriorityPolicy=1",
          "-XX:JavaPriority1_To_OSPriority=10",
          "-XX:CompilerThreadPriority=10",
          "--enable-native-access=ALL-UNNAMED",
          "-Dorg.slf4j.simpleLogger.defaultLogLevel=info",
          "-cp",
          System.getProperty("java.class.path"),
          "io.openelb.speaker.Main");

  private final Machine machine;
  private final String mac;
  private final String apiServer;
  private final Path log;
  private @Nullable Process entry;

  /**
   * A node without a running speaker.
   *
   * @param mac of its eth0
   * @param apiServer its URL
   * @param log where what the speaker says goes
   */
  Node(Machine machine, String mac, String apiServer, Path log) {
    this.machine = machine;
    this.mac = mac;
    this.apiServer = apiServer;
    this.log = log;
    machine.run("sysctl -qw net.ipv4.ip_forward=1 net.ipv6.conf.all.forwarding=1");
  }

  Machine machine() {
    return machine;
  }

  /** The MAC of its eth0. */
  String mac() {
    return mac;
  }

  /** Starts the speaker. */
  void start(String... options) {
    List<String> command = new ArrayList<>(JAVA);
    command.addAll(List.of(options));
    ProcessBuilder builder =
        machine
            .command(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
    builder
        .environment()
        .putAll(
            Map.of(
                "NODE_NAME",
                machine.toString(),
                "KUBERNETES_MASTER",
                apiServer,
                "KUBERNETES_AUTH_TRYKUBECONFIG",
                "false"));
    try {
      entry = builder.start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The speaker's process: the one that entered the machine waits for it. */
  private ProcessHandle speaker() {
    return running().children().findFirst().orElseThrow();
  }

  private Process running() {
    if (entry == null) {
      throw new IllegalStateException("no speaker was started on " + machine);
    }
    return entry;
  }

  /** Waits until the speaker's table in the packet filter has the address. */
  void awaitInTable(String address) {
    await(address + " in the table of " + machine)
        .until(() ->
            machine.attempt("nft list table inet openelb-speaker").output().contains(address));
  }

  /** The number of the speaker's process on the machine that the tests run on. */
  long pid() {
    return speaker().pid();
  }

  /** Sends the speaker SIGTERM. */
  void terminate() {
    speaker().destroy();
  }

  /** Sends the speaker SIGKILL. */
  void kill() {
    speaker().destroyForcibly();
  }

  /** Whether the speaker has ended. */
  boolean hasEnded() {
    return !running().isAlive();
  }

  /** With what status the speaker has ended. */
  int status() {
    return running().exitValue();
  }

  @Override
  public String toString() {
    return machine.toString();
  }
}
