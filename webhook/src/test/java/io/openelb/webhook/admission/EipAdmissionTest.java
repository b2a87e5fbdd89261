package io.openelb.webhook.admission;

import static org.assertj.core.api.Assertions.assertThat;

import io.openelb.webhook.cluster.TestCluster;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class EipAdmissionTest {

  private static final String EIP = eip("layer2-eip", "address: 192.168.0.91-192.168.0.100");

  private final TestCluster cluster =
      new TestCluster(
          EIP,
          node("worker-p001", "192.168.0.3"),
          service("web", "192.168.0.91"),
          service("mail", "192.168.0.95"));

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "address: 192.168.1.0/24                | allowed",
        "address: 'fd00:168::/64'               | allowed",
        "address: 192.168.1.9-192.168.1.1       | 192.168.1.9-192.168.1.1 is reversed; write 192.168.1.1-192.168.1.9",
        "address: 192.168.1.5/24                | 192.168.1.5/24 has host bits set; write 192.168.1.0/24 or 192.168.1.5",
        "address: 192.168.0.100-192.168.0.101   | 192.168.0.100 belongs to Eip layer2-eip; leave it out",
        "address: 192.168.0.3                   | the address of Node worker-p001",
        "{address: 192.168.1.1, protocol: bgp}  | bgp is not served by this system; write layer2 or leave it out"
      })
  void judgesANewEip(String spec, String answer) {
    assertThat(cluster.validate("eips", null, eip("new", spec))).contains(answer);
  }

  @Test
  void refusesASecondDefaultOfTheFamily() {
    cluster.see(defaultEip("first", "192.168.1.1"));

    assertThat(cluster.validate("eips", null, defaultEip("second", "192.168.1.2")))
        .contains("Eip first is the default for IPv4; remove the annotation from one of them");
    assertThat(cluster.validate("eips", null, defaultEip("second", "fd00::1")))
        .isEqualTo("allowed");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "address: 192.168.0.80-192.168.0.99     | allowed",
        "address: 192.168.0.95-192.168.0.100    | 192.168.0.91 is used by Service shop/web; keep what is in use inside",
        "address: 192.168.9.1                   | spec.address of Eip layer2-eip: 192.168.0.91 is used",
        "address: 192.168.9.1                   | 192.168.0.95 is used by Service shop/mail",
        "address: 192.168.0.91-192.168.0.100, exclude: [192.168.0.95] | spec.exclude of Eip layer2-eip: 192.168.0.95 is used"
      })
  void keepsWhatIsInUseInside(String spec, String answer) {
    assertThat(cluster.validate("eips", EIP, eip("layer2-eip", spec))).contains(answer);
  }

  @Test
  void refusesToDeleteAnEipInUse() {
    assertThat(cluster.validate("eips", EIP, null))
        .isEqualTo(
            "Eip layer2-eip can't be deleted: 192.168.0.91 is used by Service shop/web,"
                + " 192.168.0.95 is used by Service shop/mail;"
                + " delete these Services or have them use another Eip first");
    assertThat(cluster.validate("eips", eip("unused", "address: 192.168.7.7"), null))
        .isEqualTo("allowed");
  }

  @Test
  void anEipInUseStaysAlsoWhenANodeHasItsAddressByNow() {
    String one = eip("one", "address: 192.168.7.7");
    cluster.see(one);
    cluster.see(service("seven", "192.168.7.7"));
    cluster.see(node("worker-p002", "192.168.7.7"));

    assertThat(cluster.validate("eips", one, null)).contains("is used by Service shop/seven");
    assertThat(cluster.validate("eips", one, eip("one", "address: 192.168.8.8")))
        .contains("is used by Service shop/seven");
  }

  @Test
  void judgesOnlyWhatAnUpdateChanges() {
    String wrong = eip("old", "{address: 192.168.0.91, protocol: bgp, priority: 1}");
    cluster.see(wrong);

    assertThat(cluster.validate("eips", wrong, wrong.replace("priority: 1", "priority: 2")))
        .isEqualTo("allowed");
    assertThat(cluster.validate("eips", wrong, wrong.replace("bgp", "vip")))
        .contains("vip is not served")
        .doesNotContain("belongs to");
  }

  @Test
  void whatIsBeingDeletedPasses() {
    String deleted = EIP.replace("name:", "deletionTimestamp: \"2026-01-02T00:00:00Z\", name:");
    String nonsense = deleted.replace("192.168.0.91-", "");

    assertThat(cluster.validate("eips", EIP, nonsense)).isEqualTo("allowed");
    assertThat(cluster.validate("eips", deleted, null)).isEqualTo("allowed");
  }

  @Test
  void anEipOfTheOldSystemCanBeDeleted() {
    String old =
        eip("old", "{address: 192.168.7.0/24, protocol: layer2, interface: eth0, disable: false}")
            .replace("name:", "finalizers: [finalizer.ipam.kubesphere.io/v1alpha1], name:");

    assertThat(cluster.validate("eips", old, null)).isEqualTo("allowed");
  }

  private static String eip(String name, String spec) {
    String map = spec.startsWith("{") ? spec : "{" + spec + "}";
    return """
    apiVersion: network.kubesphere.io/v1alpha2
    kind: Eip
    metadata: {name: %s, creationTimestamp: "2026-01-01T00:00:00Z"}
    spec: %s
    """
        .formatted(name, map);
  }

  private static String defaultEip(String name, String address) {
    return eip(name, "address: '" + address + "'")
        .replace(
            "name:", "annotations: {eip.openelb.kubesphere.io/is-default-eip: \"true\"}, name:");
  }

  private static String node(String name, String address) {
    return """
    apiVersion: v1
    kind: Node
    metadata: {name: %s}
    status: {addresses: [{type: Hostname, address: %s}, {type: InternalIP, address: %s}]}
    """
        .formatted(name, name, address);
  }

  private static String service(String name, String address) {
    return """
    apiVersion: v1
    kind: Service
    metadata:
      name: %s
      namespace: shop
      annotations: {lb.kubesphere.io/v1alpha1: openelb, layer2.openelb.kubesphere.io/nodes: n1}
    spec: {type: LoadBalancer, ports: [{port: 80}]}
    status: {loadBalancer: {ingress: [{ip: %s}]}}
    """
        .formatted(name, address);
  }
}
