package io.openelb.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.client.utils.Serialization;
import io.openelb.api.Names;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The prefilled address and its mark, in every way in which users write: it stays while the
 * manifest stays, and gives way to what they ask for later.
 */
@ExtendWith(LabExtension.class)
final class KubectlIT {

  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final String NAMESPACE = "kubectl";
  private static final String ANOTHER = "192.168.0.179";

  private final Lab lab;

  KubectlIT(Lab lab) {
    this.lab = lab;
  }

  enum Way {
    CLIENT_SIDE_APPLY,
    SERVER_SIDE_APPLY,
    REPLACE,
    GET_EDIT_APPLY;

    List<String> command() {
      return switch (this) {
        case CLIENT_SIDE_APPLY, GET_EDIT_APPLY -> List.of("apply");
        case SERVER_SIDE_APPLY -> List.of("apply", "--server-side");
        case REPLACE -> List.of("replace");
      };
    }
  }

  enum Wish {
    ANOTHER_ADDRESS,
    ANOTHER_EIP,
    THIS_VERY_ADDRESS
  }

  static Stream<Arguments> waysAndWishes() {
    return Stream.of(Way.values())
        .flatMap(way -> Stream.of(Wish.values()).map(wish -> Arguments.of(way, wish)));
  }

  @BeforeAll
  static void pools(Lab lab) {
    lab.namespaces(NAMESPACE);
    lab.apply(eip("kubectl-a", "192.168.0.170-192.168.0.179")).orFail();
    lab.apply(eip("kubectl-b", "192.168.0.200-192.168.0.209")).orFail();
  }

  @AfterAll
  static void noPools(Lab lab) {
    lab.kubectl("delete", "namespace", NAMESPACE, "--wait=false").orFail();
    lab.kubectl("delete", "eip", "kubectl-a", "kubectl-b").orFail();
  }

  @AfterEach
  void noService() {
    lab.kubectl("-n", NAMESPACE, "delete", "service", "web").orFail();
  }

  @ParameterizedTest(name = "{0}, then {1}")
  @MethodSource("waysAndWishes")
  void theAddressStaysUntilItsUserAsksForOne(Way way, Wish wish) {
    kubectl(way == Way.REPLACE ? List.of("create") : way.command(), manifest()).orFail();
    var prefilled = awaitAddress();
    assertThat(mark()).as("the mark").isEqualTo(prefilled);

    write(way, unchanged -> unchanged);
    assertThat(now().getSpec().getLoadBalancerIP()).as("the field").isEqualTo(prefilled);
    assertThat(mark()).as("the mark").isEqualTo(prefilled);

    write(way, edit(wish, prefilled));
    await(wish.toString()).atMost(PATIENCE).untilAsserted(() -> assertFulfilled(wish, prefilled));

    var given = awaitAddress();
    write(way, edit(wish, prefilled));
    assertFulfilled(wish, prefilled);
    assertThat(awaitAddress()).isEqualTo(given);
  }

  private static UnaryOperator<ServiceBuilder> edit(Wish wish, String prefilled) {
    return switch (wish) {
      case ANOTHER_ADDRESS -> service -> annotated(service, Names.ADDRESS, ANOTHER);
      case ANOTHER_EIP -> service -> annotated(service, Names.EIP, "kubectl-b");
      case THIS_VERY_ADDRESS ->
          service ->
              service
                  // Of what was got, the mark has to go: who carries it along asks for nothing.
                  .editMetadata()
                  .removeFromAnnotations(Names.PREFILLED)
                  .endMetadata()
                  .editSpec()
                  .withLoadBalancerIP(prefilled)
                  .endSpec();
    };
  }

  private static ServiceBuilder annotated(ServiceBuilder service, String name, String value) {
    return service.editMetadata().addToAnnotations(name, value).endMetadata();
  }

  private void assertFulfilled(Wish wish, String prefilled) {
    switch (wish) {
      case ANOTHER_ADDRESS -> assertThat(address()).isEqualTo(ANOTHER);
      case ANOTHER_EIP -> {
        assertThat(address()).startsWith("192.168.0.20");
        assertThat(now().getMetadata().getLabels()).containsEntry(Names.EIP, "kubectl-b");
        assertThat(mark()).as("the mark").isEqualTo(address());
      }
      case THIS_VERY_ADDRESS -> {
        assertThat(address()).isEqualTo(prefilled);
        assertThat(mark()).as("the mark").isNull();
        assertThat(now().getSpec().getLoadBalancerIP()).isEqualTo(prefilled);
      }
    }
  }

  /** What was got may be outdated when it is applied; then its user gets it again. */
  private void write(Way way, UnaryOperator<ServiceBuilder> edit) {
    await("writing")
        .atMost(PATIENCE)
        .until(() -> {
          var basis = way == Way.GET_EDIT_APPLY ? got() : manifest();
          var result = kubectl(way.command(), edit.apply(new ServiceBuilder(basis)).build());
          if (way == Way.GET_EDIT_APPLY && result.output().contains("Conflict")) {
            return false;
          }
          result.orFail();
          return true;
        });
  }

  private Command.Result kubectl(List<String> command, Service service) {
    var whole = new ArrayList<>(command);
    whole.addAll(List.of("-f", "-"));
    return lab.kubectlWith(Serialization.asYaml(service), whole.toArray(String[]::new));
  }

  private Service got() {
    var text = lab.kubectl("-n", NAMESPACE, "get", "service", "web", "-o", "yaml").orFail();
    return Serialization.unmarshal(text, Service.class);
  }

  private static Service manifest() {
    return Serialization.unmarshal(
        """
        apiVersion: v1
        kind: Service
        metadata:
          name: web
          namespace: kubectl
          annotations: {lb.kubesphere.io/v1alpha1: openelb}
        spec:
          type: LoadBalancer
          selector: {app: web}
          ports: [{name: http, port: 80, protocol: TCP}]
        """,
        Service.class);
  }

  private static String eip(String name, String address) {
    return """
    apiVersion: network.kubesphere.io/v1alpha2
    kind: Eip
    metadata: {name: %s}
    spec: {address: %s}
    """
        .formatted(name, address);
  }

  private String awaitAddress() {
    return await("an address").atMost(PATIENCE).until(this::address, found -> found != null);
  }

  private @Nullable String address() {
    var ingress = now().getStatus().getLoadBalancer().getIngress();
    return ingress.isEmpty() ? null : ingress.getFirst().getIp();
  }

  private @Nullable String mark() {
    return now().getMetadata().getAnnotations().get(Names.PREFILLED);
  }

  private Service now() {
    return lab.client().services().inNamespace(NAMESPACE).withName("web").require();
  }
}
