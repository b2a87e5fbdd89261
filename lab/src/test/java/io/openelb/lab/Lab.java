package io.openelb.lab;

import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.openelb.api.Eip;
import io.openelb.api.EipStatus;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The lab's cluster, as a test bed: a Kubernetes client, commands, the benchmarks with their
 * faults, and a probe that asks the segment who answers for an address.
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

  /** Runs a command on the machine that clients are on, from the project's folder. */
  private Command.Result onClient(String... command) {
    return on("client", command);
  }

  /** Runs a command on a machine of the lab, from the project's folder. */
  Command.Result on(String machine, String... command) {
    return run("lab/on", Stream.concat(Stream.of(machine), Arrays.stream(command)));
  }

  private Command.Result run(String program, Stream<String> arguments) {
    return Command.run(top, "", Stream.concat(Stream.of(program), arguments).toList());
  }

  Command.Result kubectl(String... arguments) {
    return run("lab/kubectl", Arrays.stream(arguments));
  }

  /** Runs kubectl with the given text as its input, as `kubectl apply -f -` wants it. */
  Command.Result kubectlWith(String input, String... arguments) {
    var whole = new ArrayList<>(List.of("lab/kubectl"));
    whole.addAll(Arrays.asList(arguments));
    return Command.run(top, input, whole);
  }

  /** What a condition of an Eip says: its status and its message; empty while it is not there. */
  String condition(String eip, String type) {
    return Optional.ofNullable(client.resources(Eip.class).withName(eip).require().getStatus())
        .map(EipStatus::conditions)
        .stream()
        .flatMap(List::stream)
        .filter(condition -> condition.getType().equals(type))
        .map(condition -> condition.getStatus() + ": " + condition.getMessage())
        .collect(Collectors.joining());
  }

  /** Applies a manifest; what is refused is a result, not an error. */
  Command.Result apply(String manifest) {
    return kubectlWith(manifest, "apply", "-f", "-");
  }

  /** Applies the project's own kustomization, with its images, and waits until it is ready. */
  void install() {
    Command.run(top, "", List.of("lab/install")).orFail();
  }

  /**
   * Applies the project's own kustomization with one of its components, as a user's in another
   * folder does, and waits until it is ready.
   */
  void installWith(String component, Path folder) throws IOException {
    Files.writeString(
        folder.resolve("kustomization.yaml"),
        """
        resources: [%1$s]
        components: [%1$s/config/components/%2$s]
        """
            .formatted(folder.toRealPath().relativize(top.toRealPath()), component));
    kubectl("apply", "-k", folder.toString()).orFail();
    for (var program : List.of("openelb-webhook", "openelb-operator")) {
      var deployment = "deployment/" + program;
      kubectl("-n", "openelb-system", "rollout", "status", deployment, "--timeout=120s").orFail();
    }
  }

  /** Deletes all that {@link #install} applied. */
  Command.Result uninstall() {
    return kubectl("delete", "-k", top.toString(), "--timeout=120s");
  }

  /** OpenELB's document, step by step. */
  Command.Result demo() {
    return Command.run(top, "", List.of("lab/demo"));
  }

  /** Takes away what {@link #demo} leaves for people to look at. */
  void clearDemo() {
    // An Eip goes only after the Services that have its addresses.
    Stream.of("svc", "svc6", "eip", "eip6")
        .map(what -> top.resolve("lab/demo.d/layer2-" + what + ".yaml").toString())
        .forEach(file -> kubectl("delete", "--ignore-not-found", "-f", file).orFail());
  }

  /** Runs one of the benchmarks, for the rules that it checks. */
  Command.Result bench(String... arguments) {
    return run("lab/bench", Arrays.stream(arguments));
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

  /** Sends a signal, such as KILL, to a program's process in a Pod of its own network. */
  void signal(String signal, String program, String pod) {
    // The kernel knows the first 15 characters of a name; a Pod's host name is its own.
    var comm = program.substring(0, Math.min(15, program.length()));
    var script =
        "for p in $(pgrep -x %s); do [ \"$(nsenter -t $p -u hostname)\" = %s ] && kill -%s $p; done; true"
            .formatted(comm, pod, signal);
    Command.run(top, "", List.of("sh", "-c", script)).orFail();
  }

  /** The MACs that answer for an address within the given time, asked for from the client. */
  Set<String> voices(String address, Duration listen) {
    var seconds = String.valueOf(listen.toMillis() / 1000.0);
    var line = onClient("lab/probe", "eth0", address, "who", seconds).orFail();
    var words = new TreeSet<>(List.of(line.split("\\s+")));
    words.remove(address);
    words.remove("silent");
    return words;
  }

  /** Waits until exactly one node answers for an address. */
  void awaitOneVoice(String address, Duration limit) {
    await("one voice for " + address)
        .atMost(limit)
        .pollInterval(Duration.ofMillis(100))
        .until(() -> voices(address, Duration.ofMillis(500)).size() == 1);
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
    var result = onClient("curl", "--silent", "--show-error", "--max-time", "5", "--globoff", url);
    return result.ok() ? result.output() : "";
  }

  @Override
  public void close() {
    client.close();
  }
}
