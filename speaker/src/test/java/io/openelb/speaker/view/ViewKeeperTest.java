package io.openelb.speaker.view;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.http.BasicBuilder;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.Interceptor;
import io.fabric8.kubernetes.client.server.mock.EnableKubernetesMockClient;
import io.openelb.api.Eip;
import io.openelb.core.address.Cidr;
import io.openelb.core.address.Ip;
import io.openelb.core.address.Mac;
import io.openelb.core.announcement.Assignment;
import io.openelb.speaker.announce.PlanChange;
import io.openelb.speaker.link.Nic;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@EnableKubernetesMockClient(
    crud = true,
    kubernetesClientBuilderCustomizer = ViewKeeperTest.WithoutFieldSelector.class)
final class ViewKeeperTest {

  private static final Ip VIP = Ip.of("192.168.0.91");
  private static final String SERVICE =
      """
      apiVersion: v1
      kind: Service
      metadata:
        name: web
        namespace: shop
        creationTimestamp: 2026-01-01T00:00:00Z
        annotations: {layer2.openelb.kubesphere.io/nodes: "master1,worker-p001"}
      spec: {type: LoadBalancer}
      status: {loadBalancer: {ingress: [{ip: 192.168.0.91}]}}
      """;

  @SuppressWarnings("NullAway.Init") // set by the extension
  private KubernetesClient client;

  private final Map<Ip, Assignment> assignments = new ConcurrentHashMap<>();
  private final AtomicReference<List<byte[]>> keys = new AtomicReference<>(List.of());

  private final AtomicInteger changes = new AtomicInteger();
  private final FakeRoutes routes = new FakeRoutes();

  @SuppressWarnings("NullAway.Init") // set before each test
  private ViewKeeper view;

  @BeforeEach
  void start() {
    client.resources(Eip.class).resource(eip("192.168.0.91-192.168.0.100")).create();
    apply(
        """
        apiVersion: v1
        kind: Node
        metadata: {name: worker-p001}
        """);
    view =
        new ViewKeeper(
            client,
            "openelb-system",
            "worker-p001",
            this::apply,
            keys::set,
            routes,
            Duration.ofMillis(100));
    view.seen(
        Map.of("eth0", new Nic("eth0", 2, new Mac(2), true, List.of(Cidr.of("192.168.0.3/24")))));
    view.start();
  }

  @AfterEach
  void stop() {
    view.close();
  }

  @Test
  void plansWhatAServiceHolds() {
    apply(SERVICE);

    await()
        .untilAsserted(() ->
            assertThat(assignments)
                .containsValue(
                    new Assignment(VIP, List.of("master1", "worker-p001"), Set.of("eth0"))));
    assertThat(view.isReady()).isTrue();
  }

  @Test
  void forgetsAServiceThatIsGone() {
    apply(SERVICE);
    await().untilAsserted(() -> assertThat(assignments).containsKey(VIP));

    client.services().inNamespace("shop").withName("web").delete();

    await().untilAsserted(() -> assertThat(assignments).isEmpty());
  }

  @Test
  void aNodeThatGetsTheAddressMakesItForbidden() {
    apply(SERVICE);
    await().untilAsserted(() -> assertThat(assignments).containsKey(VIP));

    apply(
        """
        apiVersion: v1
        kind: Node
        metadata: {name: master1}
        status: {addresses: [{type: InternalIP, address: 192.168.0.91}, {type: Hostname, address: master1}]}
        """);

    await().untilAsserted(() -> assertThat(assignments).isEmpty());
  }

  @Test
  void plansAnewWhenNothingButARouteChanges() {
    apply(SERVICE);
    await().untilAsserted(() -> assertThat(assignments).containsKey(VIP));

    routes.gateways = Set.of(VIP);

    await()
        .untilAsserted(
            () -> assertThat(Objects.requireNonNull(assignments.get(VIP)).interfaces()).isEmpty());
  }

  @Test
  void saysNothingWhileNothingChanges() {
    apply(SERVICE);
    await().untilAsserted(() -> assertThat(assignments).containsKey(VIP));
    int said = changes.get();
    int read = routes.readings.get();

    await().until(() -> routes.readings.get() > read + 1);

    assertThat(changes).hasValue(said);
  }

  @Test
  void takesTheKeysInTheOrderOfTheirUse() {
    apply(
        """
        apiVersion: v1
        kind: Secret
        metadata: {name: openelb-speaker-key, namespace: openelb-system}
        data: {previous: b2xk, current: bm93, next: bmV3}
        """);

    await()
        .untilAsserted(() ->
            assertThat(keys.get())
                .extracting(key -> new String(key, UTF_8))
                .containsExactly("now", "new", "old"));
  }

  /** The mock server knows no field selector but by name. */
  public static final class WithoutFieldSelector implements Consumer<KubernetesClientBuilder> {
    @Override
    public void accept(KubernetesClientBuilder client) {
      client.withHttpClientBuilderConsumer(
          http -> http.addOrReplaceInterceptor("spec.type", new SelectorRemover()));
    }
  }

  private static final class SelectorRemover implements Interceptor {
    @Override
    public void before(BasicBuilder builder, HttpRequest request, RequestTags tags) {
      String uri = request.uri().toString();
      builder.uri(URI.create(uri.replace("fieldSelector=spec.type%3DLoadBalancer&", "")));
    }
  }

  private static final class FakeRoutes implements Routes {

    private final AtomicInteger readings = new AtomicInteger();
    private volatile Set<Ip> gateways = Set.of();

    @Override
    public Set<Ip> gateways() {
      readings.incrementAndGet();
      return gateways;
    }

    @Override
    public Optional<Nic> towards(Ip target, Collection<Nic> nics) {
      return Optional.empty();
    }

    @Override
    public Set<Ip> answeredByKernel(String nic) {
      return Set.of();
    }
  }

  private void apply(PlanChange change) {
    changes.incrementAndGet();
    change.assigned().forEach(one -> assignments.put(one.address(), one));
    assignments.keySet().removeAll(change.withdrawn());
  }

  private void apply(String yaml) {
    client.load(new ByteArrayInputStream(yaml.getBytes(UTF_8))).create();
  }

  private Eip eip(String addresses) {
    return Objects.requireNonNull(
        client
            .getKubernetesSerialization()
            .unmarshal(
                """
                apiVersion: network.kubesphere.io/v1alpha2
                kind: Eip
                metadata: {name: layer2-eip, creationTimestamp: 2026-01-01T00:00:00Z}
                spec: {address: %s, interface: eth0, protocol: layer2}
                """
                    .formatted(addresses),
                Eip.class));
  }
}
