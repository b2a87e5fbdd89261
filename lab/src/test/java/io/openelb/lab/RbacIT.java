package io.openelb.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.authentication.TokenRequestBuilder;
import io.fabric8.kubernetes.api.model.authorization.v1.ResourceRule;
import io.fabric8.kubernetes.api.model.authorization.v1.SelfSubjectRulesReviewBuilder;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseList;
import io.fabric8.kubernetes.api.model.rbac.PolicyRule;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.dsl.NonNamespaceOperation;
import io.fabric8.kubernetes.client.dsl.Resource;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What our programs may do, as the API server sees it: what their roles say, and nothing else. */
@ExtendWith(LabExtension.class)
final class RbacIT {

  private static final String NAMESPACE = "openelb-system";

  private final Lab lab;

  RbacIT(Lab lab) {
    this.lab = lab;
  }

  @ParameterizedTest
  @ValueSource(strings = {"openelb-webhook", "openelb-operator", "openelb-speaker"})
  void mayDoWhatItsRolesSayAndNothingElse(String account) {
    var clusterRole = lab.client().rbac().clusterRoles().withName(account).require().getRules();
    var role =
        lab.client().rbac().roles().inNamespace(NAMESPACE).withName(account).require().getRules();

    try (var client = as(account)) {
      assertThat(permissions(client, "default")).isEqualTo(permissions(clusterRole, List.of()));
      assertThat(permissions(client, NAMESPACE)).isEqualTo(permissions(clusterRole, role));
    }
  }

  @ParameterizedTest(name = "{0}: {1} {2} in {3}")
  @CsvSource(
      textBlock =
          """
          openelb-webhook,  list,   secrets,                           default
          openelb-webhook,  get,    secrets,                           kube-system
          openelb-webhook,  get,    secrets/openelb-speaker-key,       openelb-system
          openelb-webhook,  patch,  services,                          default
          openelb-webhook,  create, eips.network.kubesphere.io,        default
          openelb-webhook,  patch,  validatingwebhookconfigurations/x, default
          openelb-operator, list,   secrets,                           default
          openelb-operator, list,   secrets,                           openelb-system
          openelb-operator, get,    secrets/openelb-webhook-cert,      openelb-system
          openelb-operator, delete, services,                          default
          openelb-operator, create, services,                          default
          openelb-operator, delete, eips.network.kubesphere.io,        default
          openelb-operator, patch,  nodes,                             default
          openelb-speaker,  list,   secrets,                           default
          openelb-speaker,  get,    secrets/openelb-webhook-cert,      openelb-system
          openelb-speaker,  create, secrets,                           openelb-system
          openelb-speaker,  patch,  services/status,                   default
          openelb-speaker,  patch,  services,                          default
          openelb-speaker,  patch,  eips.network.kubesphere.io,        default
          openelb-speaker,  update, leases.coordination.k8s.io,        kube-node-lease
          """)
  void mayNot(String account, String verb, String resource, String namespace) {
    var result =
        lab.kubectl(
            "auth",
            "can-i",
            verb,
            resource,
            "-n",
            namespace,
            "--as",
            "system:serviceaccount:%s:%s".formatted(NAMESPACE, account));

    assertThat(result.output()).endsWith("no");
  }

  @Test
  void aSpeakerWritesItsOwnLeaseAndNoOther() {
    try (var client = asTheSpeakerOf("worker-p001")) {
      // Their owners renew them meanwhile: a write may be in conflict with that, and is tried
      // again.
      await().untilAsserted(() -> touch(client, "openelb-speaker-worker-p001"));

      for (var other : List.of("openelb-speaker-worker-p002", "openelb-operator")) {
        var refusal = "speaker of node worker-p001 may write its own Lease only, not " + other;
        await()
            .untilAsserted(
                () -> assertThatThrownBy(() -> touch(client, other)).hasMessageContaining(refusal));
        assertThatThrownBy(() -> leases(client).withName(other).delete())
            .hasMessageContaining(refusal);
      }
    }
  }

  private static void touch(KubernetesClient client, String name) {
    leases(client).resource(leases(client).withName(name).require()).update();
  }

  private static NonNamespaceOperation<Lease, LeaseList, Resource<Lease>> leases(
      KubernetesClient client) {
    return client.leases().inNamespace(NAMESPACE);
  }

  /** A client that is what a program's Pods are, a ServiceAccount and its groups. */
  private KubernetesClient as(String account) {
    var config =
        new ConfigBuilder(lab.client().getConfiguration())
            .withImpersonateUsername("system:serviceaccount:%s:%s".formatted(NAMESPACE, account))
            .withImpersonateGroups(
                "system:serviceaccounts",
                "system:serviceaccounts:" + NAMESPACE,
                "system:authenticated")
            .build();
    return new KubernetesClientBuilder().withConfig(config).build();
  }

  /** A client with a token that is bound to the speaker's Pod, as kubelet gives it one. */
  private KubernetesClient asTheSpeakerOf(String node) {
    var pod =
        lab.client()
            .pods()
            .inNamespace(NAMESPACE)
            .withLabel("app.kubernetes.io/component", "speaker")
            .withField("spec.nodeName", node)
            .list()
            .getItems()
            .getFirst();
    var request =
        new TokenRequestBuilder()
            .withNewSpec()
            .withNewBoundObjectRef()
            .withApiVersion("v1")
            .withKind("Pod")
            .withName(pod.getMetadata().getName())
            .withUid(pod.getMetadata().getUid())
            .endBoundObjectRef()
            .endSpec()
            .build();
    var token =
        lab.client()
            .serviceAccounts()
            .inNamespace(NAMESPACE)
            .withName("openelb-speaker")
            .tokenRequest(request)
            .getStatus()
            .getToken();
    var config =
        new ConfigBuilder(lab.client().getConfiguration())
            .withClientCertData(null)
            .withClientKeyData(null)
            .withOauthToken(token)
            .build();
    return new KubernetesClientBuilder().withConfig(config).build();
  }

  /** As `kubectl auth can-i --list`, without what everybody may ask about themselves. */
  private static Set<String> permissions(KubernetesClient client, String namespace) {
    var review =
        new SelfSubjectRulesReviewBuilder()
            .withNewSpec()
            .withNamespace(namespace)
            .endSpec()
            .build();
    var permissions = new TreeSet<String>();
    for (ResourceRule rule : client.resource(review).create().getStatus().getResourceRules()) {
      add(
          rule.getApiGroups(),
          rule.getResources(),
          rule.getResourceNames(),
          rule.getVerbs(),
          permissions);
    }
    permissions.removeIf(permission ->
        permission.startsWith("authorization.k8s.io/")
            || permission.startsWith("authentication.k8s.io/"));
    return permissions;
  }

  private static Set<String> permissions(List<PolicyRule> ofTheCluster, List<PolicyRule> more) {
    var permissions = new TreeSet<String>();
    Stream.concat(ofTheCluster.stream(), more.stream())
        .forEach(rule ->
            add(
                rule.getApiGroups(),
                rule.getResources(),
                rule.getResourceNames(),
                rule.getVerbs(),
                permissions));
    return permissions;
  }

  private static void add(
      List<String> groups,
      List<String> resources,
      @Nullable List<String> names,
      List<String> verbs,
      Set<String> permissions) {
    var name = names == null || names.isEmpty() ? "" : " " + names;
    for (var group : groups) {
      for (var resource : resources) {
        verbs.forEach(
            verb -> permissions.add("%s/%s%s: %s".formatted(group, resource, name, verb)));
      }
    }
  }
}
