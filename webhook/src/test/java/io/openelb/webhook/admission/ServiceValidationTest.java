package io.openelb.webhook.admission;

import static org.assertj.core.api.Assertions.assertThat;

import io.openelb.webhook.cluster.TestCluster;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ServiceValidationTest {

  private static final String POOLS =
      """
      apiVersion: network.kubesphere.io/v1alpha2
      kind: Eip
      metadata: {name: %s, creationTimestamp: "2026-01-01T00:00:00Z"}
      spec: %s
      """;
  private static final String OURS = "lb.kubesphere.io/v1alpha1: openelb";

  private final TestCluster cluster =
      new TestCluster(
          POOLS.formatted("layer2-eip", "{address: 192.168.0.91-192.168.0.93}"),
          POOLS.formatted("team", "{address: 192.168.0.200, namespaces: [team]}"),
          POOLS.formatted("closed", "{address: 192.168.0.210, disable: true}"),
          POOLS.formatted("v6", "{address: 'fd00:168::91'}"),
          "apiVersion: v1\nkind: Namespace\nmetadata: {name: shop}",
          holding("web", "ports: [{port: 80}]", "192.168.0.91"),
          holding("local", "{ports: [{port: 81}], externalTrafficPolicy: Local}", "192.168.0.92"));

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        // Sharing.
        "loadBalancerIP: 192.168.0.91, ports: [{port: 80}]  | port TCP/80 of 192.168.0.91 is taken by Service shop/web (Eip layer2-eip); use another port or another address",
        "loadBalancerIP: 192.168.0.91, ports: [{port: 81}]  | allowed",
        "loadBalancerIP: 192.168.0.91, ports: [{port: 80, protocol: UDP}] | allowed",
        "loadBalancerIP: 192.168.0.91, ports: [{port: 81}], externalTrafficPolicy: Local | use Cluster or another address",
        "loadBalancerIP: 192.168.0.92, ports: [{port: 80}]  | 192.168.0.92 is taken by Service shop/local (Eip layer2-eip), which has externalTrafficPolicy Local",
        // Addresses.
        "loadBalancerIP: 192.168.0.93                       | allowed",
        "loadBalancerIP: 10.0.0.1                           | 10.0.0.1 belongs to no Eip; use an address of one, or none to have one chosen",
        "loadBalancerIP: banana                             | spec.loadBalancerIP of Service shop/new:",
        "loadBalancerIP: 192.168.0.200                      | 192.168.0.200 belongs to Eip team, which is bound to namespaces [team]",
        "loadBalancerIP: 192.168.0.210                      | 192.168.0.210 belongs to Eip closed, which is disabled",
        "loadBalancerIP: 'fd00:168::91'                     | fd00:168::91 is IPv6, but the Service has IPv4"
      })
  void judgesTheRequestedAddress(String spec, String answer) {
    String fields = spec.contains("ports") ? spec : spec + ", ports: [{port: 80}]";

    assertThat(create(service("new", OURS, "{type: LoadBalancer, " + fields + "}")))
        .contains(answer);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "eip.openelb.kubesphere.io/v1alpha2: layer2-eip       | allowed",
        "eip.openelb.kubesphere.io/v1alpha2: nowhere          | there is no Eip nowhere; name one that exists, or none to have one chosen",
        "eip.openelb.kubesphere.io/v1alpha2: team             | Eip team is bound to namespaces [team]",
        "eip.openelb.kubesphere.io/v1alpha2: closed           | Eip closed is disabled; name another Eip",
        "eip.openelb.kubesphere.io/v1alpha2: v6               | Eip v6 has IPv6 addresses, but the Service has IPv4",
        "eip.openelb.kubesphere.io/v1alpha1: 192.168.0.93     | allowed",
        "protocol.openelb.kubesphere.io/v1alpha1: layer2      | allowed",
        "protocol.openelb.kubesphere.io/v1alpha1: bgp         | 'bgp' is not served by this system; write layer2 or remove the annotation"
      })
  void judgesTheAnnotations(String annotation, String answer) {
    assertThat(
            create(
                service(
                    "new", OURS + ", " + annotation, "{type: LoadBalancer, ports: [{port: 80}]}")))
        .contains(answer);
  }

  @Test
  void refusesTwoSpellingsThatDiffer() {
    String both =
        service(
            "new",
            OURS + ", eip.openelb.kubesphere.io/v1alpha1: 192.168.0.93",
            "{type: LoadBalancer, loadBalancerIP: 192.168.0.91, ports: [{port: 443}]}");

    assertThat(create(both)).contains("write the same in both, or only one of them");
  }

  @Test
  void letsAServiceWaitAndWarns() {
    cluster.see(holding("more", "ports: [{port: 80}]", "192.168.0.93"));

    assertThat(create(service("new", OURS, "{type: LoadBalancer, ports: [{port: 80}]}")))
        .startsWith("allowed, but [\"no address left: ")
        .contains("layer2-eip 3 of 3 used", "team is bound to namespaces [team]");
  }

  @Test
  void saysNothingOfServicesThatAreNotInOurCare() {
    String impossible = "loadBalancerIP: 10.0.0.1, ports: [{port: 80}]}";

    assertThat(create(service("new", OURS, "{type: ClusterIP, " + impossible)))
        .isEqualTo("allowed");
    assertThat(create(service("new", "a: b", "{type: LoadBalancer, " + impossible)))
        .isEqualTo("allowed");
    assertThat(
            create(
                service(
                    "new", OURS, "{type: LoadBalancer, loadBalancerClass: other, " + impossible)))
        .isEqualTo("allowed");
    assertThat(
            create(
                service(
                    "new",
                    "a: b",
                    "{type: LoadBalancer, loadBalancerClass: openelb.io/layer2, " + impossible)))
        .contains("belongs to no Eip");
  }

  @Test
  void takesServicesThatNameNobodyInTheDefaultMode() {
    String plain =
        service(
            "new", "a: b", "{type: LoadBalancer, loadBalancerIP: 10.0.0.1, ports: [{port: 80}]}");

    assertThat(new TestCluster(true).validate("services", null, plain))
        .contains("belongs to no Eip");
  }

  @Test
  void judgesOnlyWhatAnUpdateChanges() {
    String wrong =
        service("new", OURS, "{type: LoadBalancer, loadBalancerIP: 10.0.0.1, ports: [{port: 80}]}");

    assertThat(cluster.validate("services", wrong, wrong.replace("labels: {", "labels: {a: b")))
        .isEqualTo("allowed");
    assertThat(cluster.validate("services", wrong, wrong.replace("port: 80", "port: 82")))
        .isEqualTo("allowed");
    assertThat(cluster.validate("services", wrong, wrong.replace("10.0.0.1", "10.0.0.2")))
        .contains("10.0.0.2 belongs to no Eip");
    assertThat(cluster.validate("services", wrong, wrong.replace("10.0.0.1", "192.168.0.93")))
        .isEqualTo("allowed");
  }

  @Test
  void judgesAServiceThatComesIntoOurCare() {
    String wrong =
        service("new", OURS, "{type: ClusterIP, loadBalancerIP: 10.0.0.1, ports: [{port: 80}]}");

    assertThat(cluster.validate("services", wrong, wrong.replace("ClusterIP", "LoadBalancer")))
        .contains("belongs to no Eip");
  }

  @Test
  void refusesAPortThatBreaksTheSharing() {
    String sharing = holding("second", "ports: [{port: 443}]", "192.168.0.91");
    cluster.see(sharing);

    assertThat(cluster.validate("services", sharing, sharing.replace("port: 443", "port: 80")))
        .contains("port TCP/80 of 192.168.0.91 is taken by Service shop/web");
    assertThat(cluster.validate("services", sharing, sharing.replace("port: 443", "port: 444")))
        .isEqualTo("allowed");
  }

  @ParameterizedTest
  @ValueSource(strings = {"port: 80}]", "port: 443}], externalTrafficPolicy: Local"})
  void whatBreaksTheSharingPassesWithAMoveToAnotherAddress(String changed) {
    String sharing = holding("second", "ports: [{port: 443}]", "192.168.0.91");
    cluster.see(sharing);
    String moved =
        sharing
            .replace("port: 443}]", changed)
            .replace("loadBalancerIP: 192.168.0.91", "loadBalancerIP: 192.168.0.93");

    assertThat(cluster.validate("services", sharing, moved)).isEqualTo("allowed");
  }

  @ParameterizedTest
  @ValueSource(strings = {"10.0.0.5", "192.168.0.91"})
  void whatAnotherLoadBalancerGaveBeforeIsInNobodysWay(String address) {
    String foreign =
        service("moving", "", "{type: LoadBalancer, ports: [{port: 80}]}")
            + "status: {loadBalancer: {ingress: [{ip: %s}]}}\n".formatted(address);
    String ours = foreign.replace("annotations: {}", "annotations: {%s}".formatted(OURS));

    assertThat(cluster.validate("services", foreign, ours)).isEqualTo("allowed");
  }

  @Test
  void whatIsBeingDeletedPasses() {
    String wrong =
        service("new", OURS, "{type: LoadBalancer, loadBalancerIP: 10.0.0.1, ports: [{port: 80}]}");
    String deleted =
        wrong.replace("name: new", "name: new, deletionTimestamp: \"2026-01-02T00:00:00Z\"");

    assertThat(create(deleted)).isEqualTo("allowed");
  }

  private String create(String service) {
    return cluster.validate("services", null, service);
  }

  private static String service(String name, String annotations, String spec) {
    return """
    apiVersion: v1
    kind: Service
    metadata: {name: %s, namespace: shop, labels: {}, annotations: {%s}}
    spec: %s
    """
        .formatted(name, annotations, spec);
  }

  private static String holding(String name, String spec, String address) {
    String fields = spec.startsWith("{") ? spec.substring(1, spec.length() - 1) : spec;
    return service(
                name,
                OURS + ", layer2.openelb.kubesphere.io/nodes: n1",
                "{type: LoadBalancer, loadBalancerIP: " + address + ", " + fields + "}")
            .replace(
                "labels:",
                "uid: " + name + ", creationTimestamp: \"2026-01-01T00:00:00Z\", labels:")
        + "status: {loadBalancer: {ingress: [{ip: "
        + address
        + "}]}}\n";
  }
}
