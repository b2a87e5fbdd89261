package io.openelb.speaker.view;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.openelb.api.Eip;
import io.openelb.core.address.Ip;
import io.openelb.core.allocation.Seniority;
import io.openelb.core.allocation.ServiceId;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class ClusterTest {

  private static final Ip VIP = Ip.of("192.168.0.91");

  private int news;
  private final Cluster cluster = new Cluster("worker-p001", () -> news++);

  @Test
  void readsWhatOfAServiceDecides() {
    cluster.put(service("{x: y}", "192.168.0.91"));

    assertThat(cluster.news().holders())
        .containsOnly(
            Map.entry(
                VIP,
                Optional.of(
                    new Holder(
                        new Seniority(
                            Instant.parse("2026-01-01T00:00:00Z"),
                            "uid-of-web",
                            new ServiceId("shop", "web")),
                        false,
                        Set.of(VIP),
                        List.of("master1", "worker-p001")))));
  }

  @Test
  void whatMakesNoDifferenceIsNoNews() {
    cluster.put(service("{x: y}", "192.168.0.91"));
    cluster.put(eip("192.168.0.91", 0));
    cluster.put(node("master1", "{}", "192.168.0.2"));
    Surroundings before = cluster.news().surroundings();
    news = 0;

    cluster.put(service("{x: z}", "192.168.0.91"));
    cluster.put(eip("192.168.0.91", 5));
    cluster.put(node("master1", "{rack: \"2\"}", "192.168.0.2"));

    assertThat(news).isZero();
    assertThat(cluster.news().surroundings()).isSameAs(before);
    assertThat(cluster.news().holders()).isEmpty();
  }

  @Test
  void whatAnotherLoadBalancerWroteIsNoNews() {
    Service unranked = service("{x: y}", "192.168.0.91");
    unranked.getMetadata().setAnnotations(Map.of());
    Service ofAnotherClass = service("{x: y}", "192.168.0.91");
    ofAnotherClass.getSpec().setLoadBalancerClass("example.com/other");

    cluster.put(unranked);
    cluster.put(ofAnotherClass);

    assertThat(news).isZero();
  }

  @Test
  void whoTakesTheRankingOffSilencesNoAddress() {
    cluster.put(service("{x: y}", "192.168.0.91"));
    cluster.news();
    news = 0;
    Service unranked = service("{x: y}", "192.168.0.91");
    unranked.getMetadata().setAnnotations(Map.of());

    cluster.put(unranked);
    assertThat(news).isZero();

    // An address that it did not have with a ranking is another load balancer's.
    unranked.setStatus(service("{x: y}", "192.168.0.92").getStatus());
    cluster.put(unranked);
    assertThat(cluster.news().holders()).containsOnly(Map.entry(VIP, Optional.empty()));
  }

  @Test
  void seesThatAServiceIsBeingDeleted() {
    Service web = service("{x: y}", "192.168.0.91");
    cluster.put(web);
    cluster.news();

    web.getMetadata().setDeletionTimestamp("2026-01-02T00:00:00Z");
    cluster.put(web);

    assertThat(cluster.news().holders().get(VIP))
        .hasValueSatisfying(holder -> assertThat(holder.going()).isTrue());
  }

  @Test
  void aServiceThatWaitsForItsAddressIsNoNews() {
    cluster.put(service("{x: y}", ""));
    assertThat(news).isZero();

    cluster.put(service("{x: y}", "192.168.0.91"));
    assertThat(news).isEqualTo(1);
  }

  @Test
  void forgetsWhatIsGone() {
    Service web = service("{x: y}", "192.168.0.91");
    Eip eip = eip("192.168.0.91", 0);
    Node own = node("worker-p001", "{rack: \"1\"}", "192.168.0.3");
    cluster.put(web);
    cluster.put(eip);
    cluster.put(own);
    assertThat(cluster.news().surroundings().nodeLabels()).containsEntry("rack", "1");

    cluster.remove(web);
    cluster.remove(eip);
    cluster.remove(own);

    Cluster.News last = cluster.news();
    assertThat(last.holders()).containsOnly(Map.entry(VIP, Optional.empty()));
    assertThat(last.surroundings()).isEqualTo(new Surroundings(List.of(), Map.of(), Set.of()));
  }

  @Test
  void remembersWhatItsNodeIsOrWas() {
    assertThat(cluster.nodeUid()).isEmpty();
    Node own = node("worker-p001", "{}", "192.168.0.3");
    cluster.put(own);
    cluster.put(node("master1", "{}", "192.168.0.2"));
    assertThat(cluster.nodeUid()).isEqualTo("uid-of-worker-p001");

    cluster.remove(own);
    assertThat(cluster.nodeUid()).isEqualTo("uid-of-worker-p001");
  }

  @Test
  void anEipThatCannotBeReadAnyMoreIsGone() {
    cluster.put(eip("192.168.0.91", 0));

    cluster.put(eip("nonsense", 0));

    assertThat(cluster.news().surroundings().pools()).isEmpty();
  }

  private static Service service(String labels, String address) {
    return Serialization.unmarshal(
        """
        apiVersion: v1
        kind: Service
        metadata:
          name: web
          namespace: shop
          uid: uid-of-web
          creationTimestamp: "2026-01-01T00:00:00Z"
          labels: %s
          annotations: {layer2.openelb.kubesphere.io/nodes: "master1, worker-p001,"}
        spec: {type: LoadBalancer}
        status: {loadBalancer: {ingress: [{ip: "%s"}]}}
        """
            .formatted(labels, address),
        Service.class);
  }

  private static Eip eip(String addresses, int usage) {
    return Serialization.unmarshal(
        """
        apiVersion: network.kubesphere.io/v1alpha2
        kind: Eip
        metadata: {name: layer2-eip, creationTimestamp: "2026-01-01T00:00:00Z"}
        spec: {address: %s, interface: eth0, protocol: layer2}
        status: {usage: %d}
        """
            .formatted(addresses, usage),
        Eip.class);
  }

  private static Node node(String name, String labels, String address) {
    return Serialization.unmarshal(
        """
        apiVersion: v1
        kind: Node
        metadata: {name: %s, uid: uid-of-%s, labels: %s}
        status: {addresses: [{type: InternalIP, address: %s}, {type: Hostname, address: %s}]}
        """
            .formatted(name, name, labels, address, name),
        Node.class);
  }
}
