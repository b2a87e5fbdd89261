package io.openelb.lab;

import static java.util.function.Function.identity;
import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.LoadBalancerIngress;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.openelb.api.Eip;
import io.openelb.api.EipStatus;
import io.openelb.api.Names;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Operators die while many Services are created at once. */
@ExtendWith(LabExtension.class)
final class OperatorCrashIT {

  /** Longer than a lease of the operator, which has to pass before another one decides. */
  private static final Duration PATIENCE = Duration.ofSeconds(90);

  private static final String NAMESPACE = "crash";

  /** On no segment, so that nobody announces: this is about the address book. */
  private static final String POOL = "10.77.0.0-10.77.1.255";

  private final Lab lab;

  /** Every address that a Service was ever seen with. */
  private final Map<String, Set<String>> seen = new ConcurrentHashMap<>();

  OperatorCrashIT(Lab lab) {
    this.lab = lab;
  }

  @BeforeEach
  void pool() {
    lab.namespaces(NAMESPACE);
    lab.apply(
            """
            apiVersion: network.kubesphere.io/v1alpha2
            kind: Eip
            metadata: {name: crash}
            spec: {address: %s}
            """
                .formatted(POOL))
        .orFail();
    await("the Eip").atMost(PATIENCE).until(() -> status().map(EipStatus::ready).orElse(false));
  }

  @AfterEach
  void nothingIsLeft() {
    lab.client().services().inNamespace(NAMESPACE).delete();
    lab.kubectl("delete", "eip", "crash").orFail();
  }

  @AfterAll
  static void noNamespace(Lab lab) {
    lab.kubectl("delete", "namespace", NAMESPACE, "--wait=false").orFail();
  }

  @Test
  void theLeaderIsKilledWhileItWrites() throws Exception {
    try (var _ = lab.client().services().inNamespace(NAMESPACE).inform(new History())) {
      var first = pairs("first", 0);
      create(first);
      awaitSomeOf(first);
      killLeader();
      var second = pairs("second", 100);
      create(second);
      awaitAddresses(first);
      awaitSomeOf(second);
      killLeader();

      var services = Stream.concat(first.stream(), second.stream()).toList();
      var given = awaitAddresses(services);

      for (var service : services) {
        var name = service.getMetadata().getName();
        assertThat(seen.get(name)).as("addresses of " + name).containsExactly(given.get(name));
        var wanted = service.getMetadata().getAnnotations().get(Names.ADDRESS);
        assertThat(given.get(name)).as(name).isEqualTo(wanted == null ? given.get(name) : wanted);
      }
      var automatic =
          services.stream().filter(one -> !isRequest(one)).map(OperatorCrashIT::name).toList();
      assertThat(automatic.stream().map(given::get).distinct()).hasSameSizeAs(automatic);
      assertNothingLeaks();
    }
  }

  /** Ten pairs that share an address, and ten Services with one each. */
  private static List<Service> pairs(String name, int from) {
    return IntStream.range(0, 10)
        .mapToObj(i -> {
          var shared = "10.77.1." + (from + i);
          return Stream.of(
              service(name + "-a-" + i, shared, 80),
              service(name + "-b-" + i, shared, 81),
              service(name + "-" + i, null, 80));
        })
        .flatMap(identity())
        .toList();
  }

  private static boolean isRequest(Service service) {
    return service.getMetadata().getAnnotations().containsKey(Names.ADDRESS);
  }

  private void create(Collection<Service> services) throws Exception {
    try (var threads = Executors.newFixedThreadPool(16)) {
      var creations =
          services.stream()
              .<Callable<Service>>map(service -> () -> lab.client().resource(service).create())
              .toList();
      for (var creation : threads.invokeAll(creations)) {
        creation.get();
      }
    }
  }

  private void awaitSomeOf(Collection<Service> services) {
    await("the first addresses")
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(10))
        .until(() -> services.stream().anyMatch(service -> seen.containsKey(name(service))));
  }

  private Map<String, String> awaitAddresses(Collection<Service> services) {
    await("an address for each")
        .atMost(PATIENCE)
        .untilAsserted(() ->
            assertThat(addresses())
                .containsKeys(services.stream().map(OperatorCrashIT::name).toArray(String[]::new)));
    return addresses();
  }

  private Map<String, String> addresses() {
    return lab.client().services().inNamespace(NAMESPACE).list().getItems().stream()
        .filter(service -> !addresses(service).isEmpty())
        .collect(toMap(OperatorCrashIT::name, service -> String.join(",", addresses(service))));
  }

  private static List<String> addresses(Service service) {
    return service.getStatus().getLoadBalancer().getIngress().stream()
        .map(LoadBalancerIngress::getIp)
        .map(Objects::requireNonNull)
        .toList();
  }

  /** The process ends between any two of its steps, and with it the connection. */
  private void killLeader() {
    var lease =
        lab.client()
            .leases()
            .inNamespace("openelb-system")
            .withName(Names.OPERATOR_LEASE)
            .require();
    lab.killProcess("openelb-operator", lease.getSpec().getHolderIdentity());
  }

  private void assertNothingLeaks() {
    lab.client().services().inNamespace(NAMESPACE).delete();
    await("all addresses given back")
        .atMost(PATIENCE)
        .untilAsserted(
            () -> assertThat(status().map(EipStatus::usage).map(Object::toString)).contains("0"));
    lab.client().resource(service("last", null, 80)).create();
    assertThat(awaitAddresses(List.of(service("last", null, 80))))
        .containsEntry("last", "10.77.0.0");
  }

  private Optional<EipStatus> status() {
    return Optional.ofNullable(lab.client().resources(Eip.class).withName("crash").get())
        .map(Eip::getStatus);
  }

  private static String name(Service service) {
    return service.getMetadata().getName();
  }

  private static Service service(String name, @Nullable String address, int port) {
    var service =
        new ServiceBuilder()
            .withNewMetadata()
            .withNamespace(NAMESPACE)
            .withName(name)
            .addToAnnotations(Names.LOAD_BALANCER, Names.OPENELB)
            .endMetadata()
            .withNewSpec()
            .withType("LoadBalancer")
            .addNewPort()
            .withPort(port)
            .endPort()
            .endSpec()
            .build();
    if (address != null) {
      service.getMetadata().getAnnotations().put(Names.ADDRESS, address);
    }
    return service;
  }

  private final class History implements ResourceEventHandler<Service> {

    @Override
    public void onAdd(Service service) {
      addresses(service)
          .forEach(ip ->
              seen.computeIfAbsent(name(service), _ -> ConcurrentHashMap.newKeySet()).add(ip));
    }

    @Override
    public void onUpdate(Service before, Service service) {
      onAdd(service);
    }

    @Override
    public void onDelete(Service service, boolean finalStateUnknown) {}
  }
}
