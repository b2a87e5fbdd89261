package io.openelb.speaker.wire;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.server.mock.KubernetesCrudDispatcher;
import io.fabric8.kubernetes.client.server.mock.KubernetesMockServer;
import io.fabric8.mockwebserver.Context;
import io.fabric8.mockwebserver.MockWebServer;
import io.fabric8.mockwebserver.http.MockResponse;
import io.openelb.api.Eip;
import io.openelb.api.Names;
import io.openelb.api.SpeakerReport;
import java.io.ByteArrayInputStream;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.HashMap;
import java.util.Objects;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;

/** An API server for speakers: keeps what it is given, and does no more. */
final class ApiServer implements AutoCloseable {

  /** Held, or the level set would be forgotten. */
  private static final Logger REQUESTS = Logger.getLogger(MockWebServer.class.getName());

  private final KubernetesMockServer server =
      new KubernetesMockServer(
          new Context(), new MockWebServer(), new HashMap<>(), new Dispatcher(), false);
  private final KubernetesClient client;

  /** The mock server knows no field selector but by name. */
  private static final class Dispatcher extends KubernetesCrudDispatcher {

    private static final String SELECTOR = "fieldSelector=spec.type%3DLoadBalancer&";

    @Override
    public MockResponse handleGet(String path) {
      return super.handleGet(path.replace(SELECTOR, ""));
    }

    @Override
    public MockResponse handleWatch(String path) {
      return super.handleWatch(path.replace(SELECTOR, ""));
    }
  }

  ApiServer() {
    REQUESTS.setLevel(Level.WARNING);
    server.init(anyAddress(), 0);
    Config config = Config.empty();
    config.setMasterUrl("http://localhost:" + server.getPort());
    client = new KubernetesClientBuilder().withConfig(config).build();
    apply(
        """
        apiVersion: v1
        kind: Secret
        metadata: {name: openelb-speaker-key, namespace: openelb-system}
        data: {current: c2VjcmV0}
        """);
  }

  private static InetAddress anyAddress() {
    try {
      return InetAddress.getByName("::");
    } catch (UnknownHostException e) {
      throw new IllegalStateException(e);
    }
  }

  int port() {
    return server.getPort();
  }

  private void apply(String yaml) {
    client.load(new ByteArrayInputStream(yaml.getBytes(UTF_8))).create();
  }

  void node(String name) {
    apply(
        """
        apiVersion: v1
        kind: Node
        metadata: {name: %s}
        """
            .formatted(name));
  }

  /**
   * Makes an Eip.
   *
   * @param nic what {@code spec.interface} says, empty for nothing
   */
  void eip(String name, String address, String nic) {
    Eip eip =
        client
            .getKubernetesSerialization()
            .unmarshal(
                """
                metadata: {name: %s, creationTimestamp: "2026-01-01T00:00:00Z"}
                spec: {address: "%s", interface: "%s"}
                """
                    .formatted(name, address, nic),
                Eip.class);
    client.resources(Eip.class).resource(Objects.requireNonNull(eip)).create();
  }

  /** Makes a Service that holds the address, as the operator leaves it. */
  void service(String address, String ranking) {
    apply(
        """
        apiVersion: v1
        kind: Service
        metadata:
          name: %s
          namespace: shop
          creationTimestamp: "2026-01-01T00:00:00Z"
          annotations: {layer2.openelb.kubesphere.io/nodes: "%s"}
        spec: {type: LoadBalancer}
        status: {loadBalancer: {ingress: [{ip: "%s"}]}}
        """
            .formatted(serviceOf(address), ranking, address));
  }

  /** Deletes the Service that holds the address. */
  void deleteService(String address) {
    client.services().inNamespace("shop").withName(serviceOf(address)).delete();
  }

  private static String serviceOf(String address) {
    return "holds-" + address.replaceAll("[.:]+", "-");
  }

  /** What a node's speaker last said in its Lease. */
  Optional<SpeakerReport> report(String node) {
    Lease lease =
        client
            .leases()
            .inNamespace(Names.DEFAULT_NAMESPACE)
            .withName(Names.SPEAKER_LEASE_PREFIX + node)
            .get();
    return Optional.ofNullable(lease)
        .map(there -> there.getMetadata().getAnnotations().get(Names.REPORT))
        .map(SpeakerReport::parse);
  }

  @Override
  public void close() {
    client.close();
    server.destroy();
  }
}
