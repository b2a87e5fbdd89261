package io.openelb.lab;

import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;

/**
 * The lab's cluster, as a test bed: a Kubernetes client, commands on its machines, faults, and a
 * probe that asks the segment who answers for an address.
 */
final class Lab implements AutoCloseable {

  /** The project's folder. */
  private final Path top;

  private final KubernetesClient client;

  private Lab(Path top, KubernetesClient client) {
    this.top = top;
    this.client = client;
  }

  /** Starts the cluster if it isn't up, and installs what `kubectl apply -k .` installs. */
  static Lab start() {
    var top = top();
    Command.run(top, "", List.of("lab/lab", "up")).orFail();
    var kubeconfig = Command.run(top, "", List.of("lab/lab", "kubeconfig")).orFail();
    var config = Config.fromKubeconfig(new File(kubeconfig));
    var lab = new Lab(top, new KubernetesClientBuilder().withConfig(config).build());
    lab.install();
    return lab;
  }

  private static Path top() {
    for (var path = Path.of("").toAbsolutePath(); path != null; path = path.getParent()) {
      if (Files.isExecutable(path.resolve("lab/lab"))) {
        return path;
      }
    }
    throw new IllegalStateException("no lab/lab above " + Path.of("").toAbsolutePath());
  }

  KubernetesClient client() {
    return client;
  }

  /** The fixtures of module api. */
  List<Fixture> fixtures() {
    return Fixture.all(top.resolve("api/src/test/resources/fixtures"));
  }

  /** Makes namespaces that are not there. */
  void namespaces(String... names) {
    for (var name : names) {
      client
          .namespaces()
          .resource(new NamespaceBuilder().withNewMetadata().withName(name).endMetadata().build())
          .createOr(item -> item.patch());
    }
  }

  /** Runs a command in a machine's network. */
  Command.Result on(Machine machine, String... command) {
    return on(machine, List.of(command));
  }

  private Command.Result on(Machine machine, List<String> command) {
    var whole = new ArrayList<>(List.of("lab/on", machine.toString()));
    whole.addAll(command);
    return Command.run(top, "", whole);
  }

  Command.Result kubectl(String... arguments) {
    return kubectlWith("", arguments);
  }

  /** Runs kubectl with the given text as its input, as `kubectl apply -f -` wants it. */
  Command.Result kubectlWith(String input, String... arguments) {
    var whole = new ArrayList<>(List.of("lab/kubectl"));
    whole.addAll(Arrays.asList(arguments));
    return Command.run(top, input, whole);
  }

  /** Applies a manifest; what is refused is a result, not an error. */
  Command.Result apply(String manifest) {
    return kubectlWith(manifest, "apply", "-f", "-");
  }

  /** Applies the project's own kustomization, with its images, and waits until it is ready. */
  void install() {
    Command.run(top, "", List.of("lab/install")).orFail();
  }

  /** Deletes all that {@link #install} applied. */
  Command.Result uninstall() {
    return kubectl("delete", "-k", top.toString(), "--timeout=120s");
  }

  /** The user's document, step by step. */
  Command.Result demo() {
    return Command.run(top, "", List.of("lab/demo"));
  }

  void unplug(Machine node) {
    Command.run(top, "", List.of("lab/lab", "unplug", node.toString())).orFail();
  }

  void plug(Machine node) {
    Command.run(top, "", List.of("lab/lab", "plug", node.toString())).orFail();
  }

  /** Kills our pods of one component, as a crash would: without grace. */
  void killPods(String selector) {
    kubectl(
            "-n",
            "openelb-system",
            "delete",
            "pod",
            "-l",
            selector,
            "--grace-period=0",
            "--force",
            "--wait=false")
        .orFail();
  }

  /** Sends a signal to the processes of a node that run the given program, the pods' among them. */
  void signal(Machine node, String signal, String program) {
    var script =
        "for p in $(ip netns pids %s); do [ \"$(cat /proc/$p/comm)\" = %s ] && kill -%s $p; done; true"
            .formatted(node, program, signal);
    Command.run(top, "", List.of("sh", "-c", script)).orFail();
  }

  /** Ends or starts one of the lab's services on a node, such as the API server. */
  void service(String startOrStop, Machine node, String service) {
    Command.run(top, "", List.of("lab/lab", startOrStop, node.toString(), service)).orFail();
  }

  /** Starts a command in a machine's network that goes on while the test does. */
  CompletableFuture<Command.Result> start(Machine machine, String... command) {
    return CompletableFuture.supplyAsync(() -> on(machine, command));
  }

  /**
   * Connects to an address every 20 ms from the client; what it prints names every outage of over
   * 100 ms.
   */
  CompletableFuture<Command.Result> watchOutages(String address, int port, int seconds) {
    return start(
        Machine.CLIENT, top.resolve("lab/outage").toString(), address, "" + port, "" + seconds);
  }

  String mac(Machine machine) {
    // /sys/class/net is that of the machine the lab runs on.
    return on(machine, "sh", "-c", "ip -br link show eth0 | awk '{print $3}'").orFail();
  }

  Machine machineWith(String mac) {
    return Machine.NODES.stream()
        .filter(node -> mac(node).equals(mac))
        .findFirst()
        .orElseThrow(() -> new AssertionError(mac + " is no node's MAC"));
  }

  /** The MACs that answer for an address within the given time, asked for from the client. */
  Set<String> voices(String address, Duration listen) {
    var seconds = String.valueOf(listen.toMillis() / 1000.0);
    var line =
        on(Machine.CLIENT, top.resolve("lab/probe").toString(), "eth0", address, "who", seconds)
            .orFail();
    var words = new TreeSet<>(List.of(line.split("\\s+")));
    words.remove(address);
    words.remove("silent");
    return words;
  }

  /** Waits until exactly one node answers for an address, and gives that node back. */
  Machine awaitOneVoice(String address, Duration limit) {
    var voices =
        await("one voice for " + address)
            .atMost(limit)
            .pollInterval(Duration.ofMillis(100))
            .until(() -> voices(address, Duration.ofMillis(500)), found -> found.size() == 1);
    return machineWith(voices.iterator().next());
  }

  void awaitSilence(String address, Duration limit) {
    await("silence for " + address)
        .atMost(limit)
        .pollInterval(Duration.ofMillis(100))
        .until(() -> voices(address, Duration.ofMillis(500)).isEmpty());
  }

  /**
   * What an HTTP server says at an address, asked from the client; empty when it can't be reached.
   */
  String curl(String url) {
    var result =
        on(Machine.CLIENT, "curl", "--silent", "--show-error", "--max-time", "5", "--globoff", url);
    return result.ok() ? result.output() : "";
  }

  /** Empties what the client remembers of its neighbours. */
  void forgetNeighbours() {
    on(Machine.CLIENT, "ip", "neigh", "flush", "dev", "eth0").orFail();
  }

  @Override
  public void close() {
    client.close();
  }
}
