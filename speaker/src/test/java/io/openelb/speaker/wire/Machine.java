package io.openelb.speaker.wire;

import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/**
 * A machine of the test bed: namespaces of its own for network and processes. They last as long as
 * a process that waits for us, so nothing of a machine outlives the tests, however they end.
 */
final class Machine implements AutoCloseable {

  /**
   * The /sys of a network namespace shows its interfaces only once it is mounted in it. The shell
   * stays, and reaps what others leave behind.
   */
  private static final String INIT =
      "mount -t sysfs sysfs /sys && ip link set lo up && echo ready && cat; exit";

  /** What {@link #fetch} gives of a server that another machine has, or this one. */
  static final String SERVED = "Directory listing";

  static final String REFUSED = "Connection refused";

  private final String name;
  private final Process init;
  private final long pid;
  private boolean serves;

  private Machine(String name, Process init, long pid) {
    this.name = name;
    this.init = init;
    this.pid = pid;
  }

  static Machine boot(String name) {
    try {
      Process unshare =
          new ProcessBuilder(
                  "unshare",
                  "--net",
                  "--pid",
                  "--fork",
                  "--kill-child",
                  "--mount-proc",
                  "sh",
                  "-c",
                  INIT)
              .redirectError(ProcessBuilder.Redirect.INHERIT)
              .start();
      BufferedReader said = unshare.inputReader();
      if (!"ready".equals(said.readLine())) {
        throw new IllegalStateException("can't make namespaces: these tests want root");
      }
      long pid = unshare.children().findFirst().orElseThrow().pid();
      Machine machine = new Machine(name, unshare, pid);
      machine.run("sysctl -qw net.ipv6.conf.default.accept_dad=0");
      return machine;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Lays a cable between two machines; its end on the second gets the MAC. */
  static void cable(Machine one, String oneNic, Machine other, String otherNic, String mac) {
    // In the network of the first alone: the second's process has another number in the first.
    Commands.run(
            words(
                "nsenter --target %d --net %s".formatted(one.pid, peered(oneNic, otherNic, other))))
        .orFail();
    other.run("ip link set %s address %s up".formatted(otherNic, mac));
  }

  /** Lays a cable to the machine that the tests run on. */
  void cableToTests(String nic, String testsNic) {
    Commands.run(words(peered(testsNic, nic, this))).orFail();
    run("ip link set %s up".formatted(nic));
  }

  private static String peered(String nic, String otherNic, Machine other) {
    return "ip link add %s up type veth peer name %s netns %d".formatted(nic, otherNic, other.pid);
  }

  /** What a command that must succeed prints. */
  String run(String command) {
    return attempt(command).orFail();
  }

  /** How a command ends. */
  Commands.Result attempt(String command) {
    return Commands.run(entered(words(command)));
  }

  /** Starts a command that runs on. */
  ProcessBuilder command(List<String> command) {
    return new ProcessBuilder(entered(command));
  }

  /** From now on it has a server on port 8080, which keeps connections open. */
  void serve() {
    if (serves) {
      return;
    }
    serves = true;
    try {
      var _ =
          command(words("python3 -m http.server --protocol HTTP/1.1 --bind :: 8080"))
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    await("the server of " + name)
        .until(() -> fetch("127.0.0.1:8080"), said -> said.contains(SERVED));
  }

  /**
   * What a server says, or why it doesn't.
   *
   * @param authority its host and port
   */
  String fetch(String authority) {
    return attempt("curl -sSv -m 5 -g http://" + authority).output();
  }

  private static List<String> words(String command) {
    return List.of(command.split(" "));
  }

  private List<String> entered(List<String> command) {
    List<String> all =
        new ArrayList<>(
            List.of("nsenter", "--target", Long.toString(pid), "--net", "--mount", "--pid", "--"));
    all.addAll(command);
    return all;
  }

  @Override
  public String toString() {
    return name;
  }

  /** Ends everything that runs on it. */
  @Override
  public void close() {
    init.destroyForcibly();
    init.onExit().join();
  }
}
