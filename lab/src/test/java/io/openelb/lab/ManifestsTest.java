package io.openelb.lab;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Toleration;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.MatchCondition;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.MutatingWebhookConfiguration;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.ValidatingWebhookConfiguration;
import io.fabric8.kubernetes.api.model.apps.DaemonSet;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.fabric8.kubernetes.api.model.rbac.ClusterRole;
import io.fabric8.kubernetes.api.model.rbac.PolicyRule;
import io.fabric8.kubernetes.api.model.rbac.Role;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is written twice in {@code config}, or has to be there for a program's sake. */
final class ManifestsTest {

  private static final Path CONFIG = Path.of("..", "config");

  @Test
  void bothWebhooksOfServicesAreCalledForTheSame() throws IOException {
    assertThat(mutating()).isEqualTo(validating());
  }

  @Test
  void theOperatorsCorrectionsWaitForNoWebhook() throws IOException {
    assertThat(mutating())
        .contains(
            new MatchCondition(
                "request.userInfo.username"
                    + " != 'system:serviceaccount:openelb-system:openelb-operator'",
                "not-by-the-operator"));
  }

  @Test
  void theComponentReplacesTheFirstConditionAlone() throws IOException {
    assertThat(
            Files.readAllLines(
                CONFIG.resolve("components/default-load-balancer/kustomization.yaml")))
        .filteredOn(line -> line.contains("matchConditions/"))
        .allMatch(line -> line.contains("/matchConditions/0/"));
    assertThat(mutating().getFirst().getName()).isEqualTo("ours-now-or-before");
  }

  @Test
  void webhookAndOperatorLeaveADeadNodeAsSoon() throws IOException {
    assertThat(tolerations("webhook"))
        .isEqualTo(tolerations("operator"))
        .extracting(Toleration::getTolerationSeconds)
        .contains(30L);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"webhook/pod-disruption-budget.yaml", "operator/pod-disruption-budget.yaml"})
  void aPodThatIsNotReadyStandsInNoDrainsWay(String manifest) throws IOException {
    assertThat(read(manifest, PodDisruptionBudget.class).getSpec().getUnhealthyPodEvictionPolicy())
        .isEqualTo("AlwaysAllow");
  }

  /** They are kept in part: written back as a whole they would lose the rest. */
  @ParameterizedTest
  @ValueSource(strings = {"operator/rbac.yaml", "speaker/rbac.yaml", "webhook/role.yaml"})
  void noProgramMayReplaceServices(String manifest) throws IOException {
    assertThat(rules(manifest))
        .filteredOn(rule -> String.join(" ", rule.getResources()).matches(".*(services|\\*).*"))
        .isNotEmpty()
        .allSatisfy(
            rule -> assertThat(rule.getVerbs()).isSubsetOf("get", "list", "watch", "patch"));
  }

  @Test
  void theFlagsThatTheDocsReplaceAreWhereTheySay() throws IOException {
    Container speaker =
        read("speaker/daemonset.yaml", DaemonSet.class)
            .getSpec()
            .getTemplate()
            .getSpec()
            .getContainers()
            .getFirst();
    List<MatchResult> replaced =
        Pattern.compile("path: /\\S+/args/(\\d+), value: \"(--[a-z-]+=)")
            .matcher(Files.readString(CONFIG.resolve("../docs/operating.md")))
            .results()
            .toList();

    assertThat(replaced)
        .isNotEmpty()
        .allSatisfy(flag ->
            assertThat(speaker.getArgs().get(Integer.parseInt(flag.group(1))))
                .startsWith(flag.group(2)));
  }

  private static List<MatchCondition> mutating() throws IOException {
    return read("webhook/mutating-webhook-configuration.yaml", MutatingWebhookConfiguration.class)
        .getWebhooks()
        .stream()
        .filter(webhook -> webhook.getName().equals("services.openelb.io"))
        .findFirst()
        .orElseThrow()
        .getMatchConditions();
  }

  private static List<MatchCondition> validating() throws IOException {
    return read(
            "webhook/validating-webhook-configuration.yaml", ValidatingWebhookConfiguration.class)
        .getWebhooks()
        .stream()
        .filter(webhook -> webhook.getName().equals("services.openelb.io"))
        .findFirst()
        .orElseThrow()
        .getMatchConditions();
  }

  private static List<PolicyRule> rules(String manifest) throws IOException {
    List<HasMetadata> objects =
        new KubernetesSerialization().unmarshal(Files.readString(CONFIG.resolve(manifest)));
    return objects.stream()
        .flatMap(object ->
            switch (object) {
              case ClusterRole role -> role.getRules().stream();
              case Role role -> role.getRules().stream();
              default -> Stream.empty();
            })
        .toList();
  }

  private static List<Toleration> tolerations(String program) throws IOException {
    return read(program + "/deployment.yaml", Deployment.class)
        .getSpec()
        .getTemplate()
        .getSpec()
        .getTolerations();
  }

  private static <T> T read(String manifest, Class<T> kind) throws IOException {
    return Serialization.unmarshal(Files.readString(CONFIG.resolve(manifest)), kind);
  }
}
