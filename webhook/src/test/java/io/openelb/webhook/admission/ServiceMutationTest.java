package io.openelb.webhook.admission;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.FieldsV1;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.openelb.api.Names;
import io.openelb.webhook.cluster.TestCluster;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

final class ServiceMutationTest {

  private static final String POOL =
      """
      apiVersion: network.kubesphere.io/v1alpha2
      kind: Eip
      metadata: {name: layer2-eip, creationTimestamp: "2026-01-01T00:00:00Z"}
      spec: {address: 192.168.0.91-192.168.0.100, interface: eth0, protocol: layer2}
      """;
  private static final String POOL_B =
      """
      apiVersion: network.kubesphere.io/v1alpha2
      kind: Eip
      metadata: {name: pool-b, creationTimestamp: "2026-01-01T00:00:00Z"}
      spec: {address: 192.168.0.200-192.168.0.201}
      """;
  private static final String NAMESPACE =
      """
      apiVersion: v1
      kind: Namespace
      metadata: {name: shop}
      """;

  /** The manifest of step 5 of OpenELB's document, without the Eip's name. */
  private static final String MANIFEST =
      """
      apiVersion: v1
      kind: Service
      metadata:
        name: web
        namespace: shop
        annotations: {lb.kubesphere.io/v1alpha1: openelb}
      spec:
        type: LoadBalancer
        ports: [{name: http, port: 80, protocol: TCP}]
        externalTrafficPolicy: Cluster
      """;

  private final TestCluster cluster = new TestCluster(POOL, POOL_B, NAMESPACE);

  @Test
  void prefillsAddressMarkAndLabel() {
    assertPrefilled(cluster.mutate(null, MANIFEST), "192.168.0.91", "layer2-eip");
  }

  @Test
  void leavesServicesAloneThatAreNotInOurCare() {
    String foreign = MANIFEST.replace("v1alpha1: openelb", "v1alpha1: porter");

    assertThat(cluster.mutate(null, foreign)).isEqualTo(service(foreign));
  }

  @Test
  void holdsAProposalBackForOthersAndGivesItAgainToTheSame() {
    cluster.mutate(null, MANIFEST);

    assertThat(address(cluster.mutate(null, MANIFEST))).isEqualTo("192.168.0.91");
    assertThat(address(cluster.mutate(null, named("other")))).isEqualTo("192.168.0.92");
    cluster.pass(Duration.ofSeconds(11));
    assertThat(address(cluster.mutate(null, named("third")))).isEqualTo("192.168.0.91");
  }

  @Test
  void answersADryRunTheSameAndHoldsNothing() {
    assertThat(address(cluster.mutate(null, MANIFEST, "jane", true))).isEqualTo("192.168.0.91");
    assertThat(address(cluster.mutate(null, named("other")))).isEqualTo("192.168.0.91");
  }

  @Test
  void changesNothingWhenAskedAgain() {
    String once = yaml(cluster.mutate(null, MANIFEST));

    assertThat(cluster.mutate(null, once)).isEqualTo(service(once));
    // Nor when the first answer was to a creation with generateName.
    String nameless = MANIFEST.replace("name: web", "generateName: web-");
    String first = yaml(cluster.mutate(null, nameless));
    assertThat(cluster.mutate(null, first)).isEqualTo(service(first));
  }

  @Test
  void proposesNoAddressThatAServiceWaitsFor() {
    cluster.see(requesting(named("older"), "192.168.0.91"));

    assertThat(address(cluster.mutate(null, MANIFEST))).isEqualTo("192.168.0.92");
  }

  @Test
  void proposesNoAddressThatAServiceIsToMoveTo() {
    String web = yaml(holding(cluster.mutate(null, MANIFEST), "192.168.0.91"));
    cluster.see(web);
    cluster.see(yaml(cluster.mutate(web, requesting(web, "192.168.0.92"))));

    assertThat(address(cluster.mutate(null, named("other")))).isEqualTo("192.168.0.93");
  }

  @Test
  void proposesNothingWhenThereIsNothing() {
    Service waiting = new TestCluster(NAMESPACE).mutate(null, MANIFEST);

    assertThat(waiting).isEqualTo(service(MANIFEST));
  }

  @Test
  void keepsARequestedAddressWithoutAMark() {
    Service requested = cluster.mutate(null, requesting(MANIFEST, "192.168.0.95"));

    assertThat(address(requested)).isEqualTo("192.168.0.95");
    assertThat(annotations(requested)).doesNotContainKey(Names.PREFILLED);
    assertThat(label(requested)).isEqualTo("layer2-eip");
  }

  @Test
  void prefillsTheAddressOfTheAnnotation() {
    Service requested = cluster.mutate(null, annotated(MANIFEST, Names.ADDRESS, "192.168.0.95"));

    assertPrefilled(requested, "192.168.0.95", "layer2-eip");
  }

  @Test
  void removesWhatIsOursToWriteFromANewService() {
    String forged =
        annotated(
            MANIFEST, Names.NODES, "evil", Names.EIPS, "a,b", Names.PREFILLED, "192.168.0.99");

    assertThat(cluster.mutate(null, forged)).isEqualTo(cluster.mutate(null, MANIFEST));
  }

  @Test
  void takesTheProposalOfACopiedManifestOnlyWhenItIsFree() {
    Service web = holding(cluster.mutate(null, MANIFEST), "192.168.0.91");
    cluster.see(yaml(web));
    web.getMetadata().setName("copy");
    // So that it could share the address; what its status says is not its own.
    web.getSpec().getPorts().getFirst().setPort(81);

    assertPrefilled(cluster.mutate(null, yaml(web)), "192.168.0.92", "layer2-eip");
  }

  @Test
  void takesTheProposalOfACopiedManifestOnlyOnce() {
    String first = yaml(cluster.mutate(null, MANIFEST)).replace("\"web\"", "\"first\"");
    cluster.pass(Duration.ofSeconds(11));

    assertPrefilled(cluster.mutate(null, first), "192.168.0.91", "layer2-eip");
    // Before a status says that the first one has it.
    assertPrefilled(
        cluster.mutate(null, first.replace("\"first\"", "\"second\"")),
        "192.168.0.92",
        "layer2-eip");
  }

  @Test
  void proposesNothingOfAnEipThatIsBeingDeleted() {
    cluster.see(
        POOL.replace("metadata: {", "metadata: {deletionTimestamp: \"2026-01-02T00:00:00Z\", "));

    assertPrefilled(cluster.mutate(null, MANIFEST), "192.168.0.200", "pool-b");
  }

  @Test
  void doesNotTurnACopiedProposalIntoARequest() {
    Service copy = cluster.mutate(null, MANIFEST);

    assertThat(new TestCluster(NAMESPACE).mutate(null, yaml(copy))).isEqualTo(service(MANIFEST));
  }

  @Test
  void whatAServiceWasAdmittedWithIsNotProposedToAnother() {
    cluster.mutate(null, requesting(named("asking"), "192.168.0.91"));

    assertThat(address(cluster.mutate(null, MANIFEST))).isEqualTo("192.168.0.92");
  }

  /** Each way to write, on a Service that has its prefilled address. */
  @Nested
  final class AfterPrefill {

    private final String live = yaml(holding(cluster.mutate(null, MANIFEST), "192.168.0.91"));

    AfterPrefill() {
      cluster.see(live);
    }

    @Test
    void replaceWithoutTheFieldGetsTheSameBack() {
      assertPrefilled(replace(MANIFEST), "192.168.0.91", "layer2-eip");
    }

    @Test
    void anUnrelatedChangePasses() {
      String labelled = annotated(live, "team", "blue");

      assertThat(cluster.mutate(live, labelled)).isEqualTo(service(labelled));
    }

    @Test
    void writesIntoWhatIsOursAreUndone() {
      String forged =
          annotated(live, Names.NODES, "evil", Names.EIPS, "a,b", Names.PREFILLED, "6.6.6.6");

      assertThat(cluster.mutate(live, forged)).isEqualTo(service(live));
    }

    @Test
    void namingAnotherEipMovesIt() {
      Service edited = cluster.mutate(live, annotated(live, Names.EIP, "pool-b"));
      Service replaced = replace(annotated(MANIFEST, Names.EIP, "pool-b"));

      assertPrefilled(edited, "192.168.0.200", "pool-b");
      assertPrefilled(replaced, "192.168.0.200", "pool-b");
    }

    @Test
    void anotherWebhooksChangeTurnsNoProposalIntoARequest() {
      Service once = cluster.mutate(live, annotated(live, Names.EIP, "pool-b"));

      Service again = cluster.mutate(live, annotated(yaml(once), "team", "blue"));

      assertPrefilled(again, "192.168.0.200", "pool-b");
    }

    @Test
    void anotherWebhooksChangeTurnsNoDroppedRequestIntoOne() {
      String pinned =
          yaml(
              holding(
                  cluster.mutate(null, requesting(named("pinned"), "192.168.0.95")),
                  "192.168.0.95"));
      cluster.see(pinned);
      Service once = cluster.mutate(pinned, named("pinned"));
      assertPrefilled(once, "192.168.0.95", "layer2-eip");

      String again = annotated(yaml(once), "team", "blue");
      assertPrefilled(cluster.mutate(pinned, again), "192.168.0.95", "layer2-eip");

      String applied =
          annotated(again, LAST_APPLIED, "{\"spec\":{\"loadBalancerIP\":\"192.168.0.95\"}}");
      String managed = managed(again, "{\"f:spec\":{\"f:loadBalancerIP\":{}}}");
      for (String requested : List.of(applied, managed)) {
        assertThat(annotations(cluster.mutate(pinned, requested)))
            .doesNotContainKey(Names.PREFILLED);
      }
    }

    @Test
    void anExportedManifestCanBeAppliedTwice() {
      String exported = annotated(live, Names.EIP, "pool-b");
      String moved = yaml(holding(cluster.mutate(live, exported), "192.168.0.200"));
      cluster.see(moved);

      assertPrefilled(cluster.mutate(moved, exported), "192.168.0.200", "pool-b");
    }

    @Test
    void aCopiedManifestAppliedTwiceLeavesTheOtherItsAddress() {
      String manifest = live.replace("\"web\"", "\"copy\"");
      String copy = yaml(holding(cluster.mutate(null, manifest), "192.168.0.92"));
      cluster.see(copy);

      assertPrefilled(cluster.mutate(copy, manifest), "192.168.0.92", "layer2-eip");
    }

    @Test
    void askingForAnotherAddressMovesIt() {
      Service byAnnotation = cluster.mutate(live, annotated(live, Names.ADDRESS, "192.168.0.95"));
      Service byField = replace(requesting(MANIFEST, "192.168.0.96"));

      assertPrefilled(byAnnotation, "192.168.0.95", "layer2-eip");
      assertThat(address(byField)).isEqualTo("192.168.0.96");
      assertThat(annotations(byField)).doesNotContainKey(Names.PREFILLED);
    }

    @Test
    void replaceWithThePrefilledValuePinsIt() {
      assertPinned(replace(requesting(MANIFEST, "192.168.0.91")));
    }

    @Test
    void clientSideApplyWithThePrefilledValuePinsIt() {
      for (String spelling : List.of("192.168.0.91", " 192.168.0.91 ")) {
        String manifest = "{\"spec\":{\"loadBalancerIP\":\"" + spelling + "\"}}";

        assertPinned(cluster.mutate(live, annotated(live, LAST_APPLIED, manifest)));
      }
    }

    @Test
    void serverSideApplyWithThePrefilledValuePinsIt() {
      assertPinned(cluster.mutate(live, managed(live, "{\"f:spec\":{\"f:loadBalancerIP\":{}}}")));
    }

    @Test
    void whoCarriesTheMarkAlongDoesNotPin() {
      String applied =
          annotated(
              live,
              LAST_APPLIED,
              "{\"metadata\":{\"annotations\":{\"layer2.openelb.kubesphere.io/prefilled\":\"192.168.0.91\"}},"
                  + "\"spec\":{\"loadBalancerIP\":\"192.168.0.91\"}}");
      String managed =
          managed(
              live,
              "{\"f:metadata\":{\"f:annotations\":{\"f:layer2.openelb.kubesphere.io/prefilled\":{}}},"
                  + "\"f:spec\":{\"f:loadBalancerIP\":{}}}");

      assertThat(cluster.mutate(live, applied)).isEqualTo(service(applied));
      assertThat(cluster.mutate(live, managed)).isEqualTo(service(managed));
    }

    @Test
    void aServiceThatIsLoadBalancerNoMoreKeepsNothingOfOursButTheTrace() {
      Service left = cluster.mutate(live, live.replace("\"LoadBalancer\"", "\"ClusterIP\""));

      assertThat(left.getSpec().getType()).isEqualTo("ClusterIP");
      assertThat(left.getSpec().getLoadBalancerIP()).isNull();
      assertThat(annotations(left)).containsOnlyKeys(Names.LOAD_BALANCER, Names.NODES);
      assertThat(label(left)).isNull();
    }

    @Test
    void aServiceThatLeavesKeepsTheTraceByWhichTheOperatorReleasesIt() {
      String ranked = annotated(live, Names.NODES, "worker-p001", Names.EIPS, "four,six");
      String foreign =
          annotated(live, Names.NODES, "evil").replace(": \"openelb\"", ": \"porter\"");

      Service left = cluster.mutate(ranked, foreign);

      assertThat(annotations(left))
          .containsEntry(Names.LOAD_BALANCER, "porter")
          .containsEntry(Names.NODES, "worker-p001")
          .containsEntry(Names.EIPS, "four,six")
          .doesNotContainKey(Names.PREFILLED);
      assertThat(address(left)).isNull();
    }

    @Test
    void aServiceThatLeavesKeepsTheAddressThatItsManifestHas() {
      String foreign = requesting(MANIFEST, "192.168.0.91").replace("\"openelb\"", "\"porter\"");
      String applied =
          annotated(
              live.replace(": \"openelb\"", ": \"porter\""),
              LAST_APPLIED,
              "{\"spec\":{\"loadBalancerIP\":\"192.168.0.91\"}}");

      for (String manifest : List.of(foreign, applied)) {
        Service left = cluster.mutate(live, manifest);
        assertThat(address(left)).isEqualTo("192.168.0.91");
        assertThat(annotations(left)).doesNotContainKey(Names.PREFILLED);
      }
    }

    @Test
    void aDisabledEipKeepsWhatItGave() {
      cluster.see(POOL.replace("spec: {", "spec: {disable: true, "));

      assertPrefilled(replace(MANIFEST), "192.168.0.91", "layer2-eip");
    }

    @Test
    void theOperatorsWritesPass() {
      Service written = service(annotated(live, Names.PREFILLED, "192.168.0.93"));
      written.getSpec().setLoadBalancerIP("192.168.0.93");

      assertThat(cluster.mutate(live, yaml(written), TestCluster.OPERATOR, false))
          .isEqualTo(written);
    }

    @Test
    void aServiceThatIsBeingDeletedPasses() {
      Service deleted = service(MANIFEST);
      deleted.getMetadata().setDeletionTimestamp("2026-01-02T00:00:00Z");

      assertThat(cluster.mutate(live, yaml(deleted))).isEqualTo(deleted);
    }

    /** PUT of a manifest that knows nothing of what others wrote. */
    private Service replace(String manifest) {
      return cluster.mutate(live, manifest);
    }

    private static void assertPinned(Service service) {
      assertThat(address(service)).isEqualTo("192.168.0.91");
      assertThat(annotations(service)).doesNotContainKey(Names.PREFILLED);
      assertThat(label(service)).isEqualTo("layer2-eip");
    }
  }

  private static final String LAST_APPLIED = "kubectl.kubernetes.io/last-applied-configuration";

  private static void assertPrefilled(Service service, String address, String eip) {
    assertThat(address(service)).isEqualTo(address);
    assertThat(annotations(service)).containsEntry(Names.PREFILLED, address);
    assertThat(label(service)).isEqualTo(eip);
  }

  private static @Nullable String address(Service service) {
    return service.getSpec().getLoadBalancerIP();
  }

  private static Map<String, String> annotations(Service service) {
    return service.getMetadata().getAnnotations();
  }

  private static @Nullable String label(Service service) {
    Map<String, String> labels = service.getMetadata().getLabels();
    return labels == null ? null : labels.get(Names.EIP);
  }

  private static String named(String name) {
    return MANIFEST.replace("name: web", "name: " + name);
  }

  private static Service holding(Service service, String address) {
    return service
        .edit()
        .editMetadata()
        .withUid("uid")
        .withCreationTimestamp("2026-01-01T00:00:00Z")
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

  private static String requesting(String manifest, String address) {
    return yaml(service(manifest).edit().editSpec().withLoadBalancerIP(address).endSpec().build());
  }

  /** With annotations: a name, its value, a name, its value. */
  private static String annotated(String manifest, String... annotations) {
    Service service = service(manifest);
    for (int i = 0; i < annotations.length; i += 2) {
      service.getMetadata().getAnnotations().put(annotations[i], annotations[i + 1]);
    }
    return yaml(service);
  }

  private static String managed(String manifest, String fields) {
    return yaml(
        service(manifest)
            .edit()
            .editMetadata()
            .addNewManagedField()
            .withManager("kubectl")
            .withOperation("Apply")
            .withFieldsV1(Serialization.unmarshal(fields, FieldsV1.class))
            .endManagedField()
            .endMetadata()
            .build());
  }

  private static Service service(String yaml) {
    return Serialization.unmarshal(yaml, Service.class);
  }

  private static String yaml(Service service) {
    return Serialization.asYaml(service);
  }
}
