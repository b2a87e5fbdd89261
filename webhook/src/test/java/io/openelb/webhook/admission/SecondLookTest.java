package io.openelb.webhook.admission;

import static org.assertj.core.api.Assertions.assertThat;

import io.openelb.core.allocation.ServiceId;
import io.openelb.webhook.cluster.TestCluster;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What the watch has delivered is not always what there is. */
final class SecondLookTest {

  private static final String EIP = eip("layer2-eip", "192.168.0.0/24");
  private static final String WEB =
      service("web", "status: {loadBalancer: {ingress: [{ip: 192.168.0.91}]}}");
  private static final String ASKING =
      service("mail", "")
          .replace(
              "annotations: {", "annotations: {eip.openelb.kubesphere.io/v1alpha1: 192.168.0.91, ");
  private static final String NAMING =
      service("mail", "")
          .replace(
              "annotations: {", "annotations: {eip.openelb.kubesphere.io/v1alpha2: layer2-eip, ");
  private static final String SHOP =
      """
      apiVersion: v1
      kind: Namespace
      metadata: {name: shop}
      """;

  @Test
  void anEipMayGoOnceItsLastServiceIsGone() {
    var cluster = new TestCluster(EIP, WEB);
    cluster.live(EIP);

    assertThat(cluster.validate("eips", EIP, null)).isEqualTo("allowed");
    assertThat(cluster.validate("eips", EIP, eip("layer2-eip", "192.168.0.0/28")))
        .isEqualTo("allowed");
  }

  @Test
  void anEipInUseStays() {
    var cluster = new TestCluster(EIP, WEB);
    cluster.live(EIP, WEB);

    assertThat(cluster.validate("eips", EIP, null))
        .contains("192.168.0.91 is used by Service shop/web");
    assertThat(cluster.reads()).hasSize(1);
  }

  @Test
  void whatCannotBeReadIsAnsweredByTheCache() {
    var cluster = new TestCluster(EIP, WEB);

    assertThat(cluster.validate("eips", EIP, null))
        .contains("192.168.0.91 is used by Service shop/web");
    assertThat(cluster.validate("services", null, NAMING.replace("layer2-eip", "new")))
        .contains("there is no Eip new");
  }

  @Test
  void whatIsAdmittedCostsNoRead() {
    var cluster = new TestCluster(EIP, WEB);
    cluster.live(EIP, WEB);

    assertThat(cluster.validate("services", null, NAMING)).isEqualTo("allowed");
    assertThat(cluster.validate("eips", EIP, eip("layer2-eip", "192.168.0.64/26")))
        .isEqualTo("allowed");
    assertThat(cluster.mutate(null, NAMING).getSpec().getLoadBalancerIP()).isNotNull();
    assertThat(cluster.reads()).isEmpty();
  }

  @Test
  void aServiceMayNameAnEipThatWasJustCreated() {
    var cluster = new TestCluster();
    cluster.live(EIP, SHOP);

    assertThat(cluster.validate("services", null, NAMING)).isEqualTo("allowed");
    assertThat(cluster.validate("services", null, NAMING.replace("layer2-eip", "none")))
        .contains("there is no Eip none");
  }

  @Test
  void aPortIsFreeOnceItsServiceIsGoneOrHasAnother() {
    var cluster = new TestCluster(EIP, WEB);

    cluster.live(EIP, SHOP);
    assertThat(cluster.validate("services", null, ASKING)).isEqualTo("allowed");

    cluster.live(EIP, SHOP, WEB.replace("port: 80", "port: 81"));
    assertThat(cluster.validate("services", null, ASKING)).isEqualTo("allowed");

    cluster.live(EIP, SHOP, WEB);
    assertThat(cluster.validate("services", null, ASKING))
        .contains("port TCP/80 of 192.168.0.91 is taken by Service shop/web");
  }

  @Test
  void anEipIsBoundToNamespacesAsTheyAreNow() {
    String bound = EIP.replace("address:", "namespaceSelector: {team: blue}, address:");
    var cluster = new TestCluster(bound, SHOP);

    cluster.live(bound, SHOP.replace("name: shop", "name: shop, labels: {team: blue}"));
    assertThat(cluster.validate("services", null, NAMING)).isEqualTo("allowed");

    cluster.live(bound, SHOP);
    assertThat(cluster.validate("services", null, NAMING)).contains("layer2-eip");
  }

  @Test
  void theAddressOfANodeThatIsGoneMayBeHad() {
    String node =
        """
        apiVersion: v1
        kind: Node
        metadata: {name: worker}
        status: {addresses: [{type: InternalIP, address: 192.168.0.91}]}
        """;
    var cluster = new TestCluster(EIP, node);

    cluster.live(EIP, SHOP);
    assertThat(cluster.validate("services", null, ASKING)).isEqualTo("allowed");

    cluster.live(EIP, SHOP, node);
    assertThat(cluster.validate("services", null, ASKING)).contains("the address of Node worker");
  }

  @Test
  void anEipMayHaveTheAddressesOfOneThatIsGone() {
    var cluster = new TestCluster(EIP);

    cluster.live();
    assertThat(cluster.validate("eips", null, eip("next", "192.168.0.1"))).isEqualTo("allowed");

    cluster.live(EIP);
    assertThat(cluster.validate("eips", null, eip("next", "192.168.0.1")))
        .contains("192.168.0.1 belongs to Eip layer2-eip");
  }

  @Test
  void ofACrowdOneThatIsThereIsEnough() {
    String[] crowd = crowd();
    var cluster = new TestCluster(crowd);
    cluster.live(crowd);

    assertThat(cluster.validate("eips", EIP, null)).contains("and 95 more");
    assertThat(cluster.reads()).hasSize(1);
  }

  @Test
  void aCrowdThatIsGoneIsNotInTheWay() {
    var cluster = new TestCluster(crowd());
    cluster.live(EIP);

    assertThat(cluster.validate("eips", EIP, null)).isEqualTo("allowed");
    assertThat(cluster.reads().stream().flatMap(basis -> basis.services().stream()))
        .hasSize(100)
        .doesNotHaveDuplicates();
  }

  @Test
  void theCacheIsLeftAsItWas() {
    var cluster = new TestCluster(EIP, WEB);
    cluster.live(EIP);
    cluster.validate("eips", EIP, null);

    cluster.live(EIP, WEB);
    assertThat(cluster.validate("eips", EIP, null)).contains("is used by Service shop/web");
    assertThat(cluster.reads().getLast().services()).containsExactly(new ServiceId("shop", "web"));
  }

  private static String[] crowd() {
    return IntStream.rangeClosed(0, 100)
        .mapToObj(i ->
            i == 0
                ? EIP
                : service(
                    "s" + i, "status: {loadBalancer: {ingress: [{ip: 192.168.0." + i + "}]}}"))
        .toArray(String[]::new);
  }

  private static String eip(String name, String address) {
    return """
    apiVersion: network.kubesphere.io/v1alpha2
    kind: Eip
    metadata: {name: %s, creationTimestamp: "2026-01-01T00:00:00Z"}
    spec: {address: %s}
    """
        .formatted(name, address);
  }

  private static String service(String name, String status) {
    return """
    apiVersion: v1
    kind: Service
    metadata:
      name: %s
      namespace: shop
      uid: %s
      annotations: {lb.kubesphere.io/v1alpha1: openelb, layer2.openelb.kubesphere.io/nodes: n1}
    spec: {type: LoadBalancer, ports: [{port: 80}]}
    %s
    """
        .formatted(name, name, status);
  }
}
