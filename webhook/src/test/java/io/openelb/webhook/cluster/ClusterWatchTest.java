package io.openelb.webhook.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.http.BasicBuilder;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.Interceptor;
import io.fabric8.kubernetes.client.server.mock.EnableKubernetesMockClient;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.openelb.api.Eip;
import io.openelb.api.Names;
import io.openelb.api.Selection;
import io.openelb.api.SpeakerLease;
import io.openelb.core.address.Family;
import io.openelb.core.address.Ip;
import io.openelb.core.allocation.ServiceId;
import io.openelb.core.pool.Pool;
import java.net.URI;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

@EnableKubernetesMockClient(
    crud = true,
    kubernetesClientBuilderCustomizer = ClusterWatchTest.WithoutFieldSelector.class)
final class ClusterWatchTest {

  private static final Eip EIP =
      Serialization.unmarshal(
          """
          apiVersion: network.kubesphere.io/v1alpha2
          kind: Eip
          metadata: {name: layer2-eip, creationTimestamp: "2026-01-01T00:00:00Z"}
          spec: {address: 192.168.0.1-192.168.0.10}
          """,
          Eip.class);

  // The extension sets it.
  @SuppressWarnings({"NullAway", "UnusedVariable"})
  private KubernetesClient client = null;

  private final ClusterState state =
      new ClusterState(new Selection(false), new Proposals(System::nanoTime), "self");

  @Test
  void knowsEverythingOnceItHasStarted() throws Exception {
    client
        .resource(
            service("default", "kubernetes", "ClusterIP")
                .edit()
                .editSpec()
                .withIpFamilies("IPv6")
                .endSpec()
                .build())
        .create();
    client.resource(EIP).create();
    client.resource(holding(service("shop", "web", "LoadBalancer"), "192.168.0.5")).create();
    client
        .resource(
            new NamespaceBuilder()
                .withNewMetadata()
                .withName("shop")
                .addToLabels("team", "blue")
                .endMetadata()
                .build())
        .create();
    client
        .resource(
            new NodeBuilder()
                .withNewMetadata()
                .withName("worker-p001")
                .endMetadata()
                .withNewStatus()
                .addNewAddress("192.168.0.3", "InternalIP")
                .addNewAddress("worker-p001", "Hostname")
                .endStatus()
                .build())
        .create();

    new ClusterWatch(client, "openelb-system", state)
        .start()
        .toCompletableFuture()
        .get(10, TimeUnit.SECONDS);

    state.decide((view, _) -> {
      Pool pool = view.pools().named("layer2-eip").orElseThrow();
      assertThat(pool.leftOut()).containsKey(Ip.of("192.168.0.3"));
      assertThat(view.ledger().usedOf(pool.addresses())).containsOnlyKeys(Ip.of("192.168.0.5"));
      assertThat(view.namespaceLabels()).containsEntry("shop", Map.of("team", "blue"));
      assertThat(view.mapper().primary()).isEqualTo(Family.IPV6);
      return true;
    });
  }

  @Test
  void followsWhatChanges() throws Exception {
    new ClusterWatch(client, "openelb-system", state)
        .start()
        .toCompletableFuture()
        .get(10, TimeUnit.SECONDS);

    client.resource(EIP).create();
    Service web =
        client.resource(holding(service("shop", "web", "LoadBalancer"), "192.168.0.5")).create();
    await().until(() -> holds("192.168.0.5"));

    client.resource(web).delete();
    await().until(() -> !holds("192.168.0.5"));

    client.resource(EIP).delete();
    await().until(() -> state.decide((view, _) -> view.pools().all().isEmpty()));
  }

  @Test
  void knowsTheSegmentsThatTheSpeakersTellOf() throws Exception {
    client
        .resource(
            Serialization.unmarshal(
                """
                apiVersion: network.kubesphere.io/v1alpha2
                kind: Eip
                metadata: {name: layer2-eip}
                spec: {address: 192.168.0.250-192.168.0.255}
                """,
                Eip.class))
        .create();
    client.resource(lease("192.168.0.251/24")).create();
    client.resource(NODE).create();
    new ClusterWatch(client, "openelb-system", state)
        .start()
        .toCompletableFuture()
        .get(10, TimeUnit.SECONDS);

    assertThat(leftOut())
        .containsOnly(
            Map.entry(Ip.of("192.168.0.251"), "the address of Node worker-p001"),
            Map.entry(Ip.of("192.168.0.255"), "the broadcast address of 192.168.0.0/24"));

    client.resource(lease("not an address")).update();
    await().until(() -> leftOut().isEmpty());

    client.resource(lease("192.168.0.252/29")).update();
    await().until(() -> leftOut().containsKey(Ip.of("192.168.0.252")));

    client.resource(NODE).delete();
    await().until(() -> leftOut().isEmpty());

    client.resource(NODE).create();
    await().until(() -> leftOut().containsKey(Ip.of("192.168.0.252")));

    // It ends once another is seen: its duration is none.
    client.resource(lease("192.168.0.252/29")).delete();
    client.resource(leaseOf("worker-p002", "192.168.0.3/24")).create();
    await().until(() -> leftOut().isEmpty());
  }

  @Test
  void aLeaseThatCannotBeReadTakesNothingAway() {
    state.put(EIP);
    state.put(NODE);
    state.put(lease("192.168.0.6/29"));
    Lease unreadable = lease("192.168.0.6/29");
    unreadable.getMetadata().setAnnotations(Map.of(Names.REPORT, "["));
    state.put(unreadable);

    assertThat(leftOut()).containsKeys(Ip.of("192.168.0.6"), Ip.of("192.168.0.7"));
  }

  private Map<Ip, String> leftOut() {
    return state.decide((view, _) -> view.pools().named("layer2-eip").orElseThrow().leftOut());
  }

  /** It tells no addresses itself. */
  private static final Node NODE =
      new NodeBuilder().withNewMetadata().withName("worker-p001").endMetadata().build();

  private static Lease lease(String address) {
    return leaseOf("worker-p001", address);
  }

  private static Lease leaseOf(String node, String address) {
    String report =
        "{\"interfaces\": [{\"name\": \"eth0\", \"addresses\": [\"" + address + "\"]}]}";
    return new LeaseBuilder()
        .withNewMetadata()
        .withNamespace("openelb-system")
        .withName(SpeakerLease.name(node))
        .addToLabels(Names.COMPONENT, Names.SPEAKER)
        .addToAnnotations(Names.REPORT, report)
        .endMetadata()
        .withNewSpec()
        .withLeaseDurationSeconds(0)
        .endSpec()
        .build();
  }

  @Test
  void forgetsAServiceThatLeavesOurCare() {
    Service web = holding(service("shop", "web", "LoadBalancer"), "192.168.0.5");
    state.put(web);
    assertThat(holds("192.168.0.5")).isTrue();

    state.put(web.edit().editMetadata().withAnnotations(Map.of()).endMetadata().build());

    assertThat(holds("192.168.0.5")).isFalse();
  }

  private boolean holds(String address) {
    return state.decide((view, _) ->
        view.ledger().tenants(Ip.of(address)).stream()
            .anyMatch(tenant -> tenant.service().equals(new ServiceId("shop", "web"))));
  }

  /**
   * The mock server knows no field selector but by name; then the watch gets more than it asks for.
   */
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

  private static Service service(String namespace, String name, String type) {
    return new ServiceBuilder()
        .withNewMetadata()
        .withNamespace(namespace)
        .withName(name)
        .addToAnnotations("lb.kubesphere.io/v1alpha1", "openelb")
        .endMetadata()
        .withNewSpec()
        .withType(type)
        .endSpec()
        .build();
  }

  private static Service holding(Service service, String address) {
    return service
        .edit()
        .editMetadata()
        .addToAnnotations(Names.NODES, "worker-p001")
        .endMetadata()
        .withNewStatus()
        .withNewLoadBalancer()
        .addNewIngress()
        .withIp(address)
        .endIngress()
        .endLoadBalancer()
        .endStatus()
        .build();
  }
}
