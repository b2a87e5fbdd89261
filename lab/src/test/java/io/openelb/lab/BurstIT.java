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
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
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

/**
 * Many Services are created at once: two replicas of the webhook propose addresses, and operators
 * die or stop for a while over them.
 */
@ExtendWith(LabExtension.class)
final class BurstIT {

  /** Longer than a lease of the operator, which has to pass before another one decides. */
  private static final Duration PATIENCE = Duration.ofSeconds(90);

  private static final String NAMESPACE = "burst";

  /** On no segment, so that nobody announces: this is about the address book. */
  private static final String POOL = "10.77.0.0-10.77.7.255";

  private final Lab lab;

  /** Every address that a Service was ever seen with. */
  private final Map<String, Set<String>> seen = new ConcurrentHashMap<>();

  BurstIT(Lab lab) {
    this.lab = lab;
  }

  @BeforeEach
  void pool() {
    lab.namespaces(NAMESPACE);
    lab.apply(
            """
            apiVersion: network.kubesphere.io/v1alpha2
            kind: Eip
            metadata: {name: burst}
            spec: {address: %s}
            """
                .formatted(POOL))
        .orFail();
    await("the Eip").atMost(PATIENCE).until(() -> status().map(EipStatus::ready).orElse(false));
  }

  @AfterEach
  void nothingIsLeft() {
    lab.client().services().inNamespace(NAMESPACE).delete();
    lab.kubectl("delete", "eip", "burst").orFail();
  }

  @AfterAll
  static void noNamespace(Lab lab) {
    lab.kubectl("delete", "namespace", NAMESPACE, "--wait=false").orFail();
  }

  @Test
  void creationsAtOnceAreHardlyEverCorrected() throws Exception {
    // Where no proposal gets to: who asks for the very address that another was just given waits.
    var requests =
        IntStream.range(0, 10).mapToObj(i -> service("wants-" + i, "10.77.7." + (25 * i), 80));
    var automatic = IntStream.range(0, 990).mapToObj(i -> service("auto-" + i, null, 80));
    var services = Stream.concat(requests, automatic).toList();

    var proposed = create(services);

    var given = awaitAddresses(services);
    assertThat(new HashSet<>(given.values())).as("an address each").hasSameSizeAs(services);
    assertThatRequestsAreMet(services, given);
    var without = proposed.values().stream().filter(Optional::isEmpty).count();
    var corrected =
        proposed.entrySet().stream()
            .filter(entry -> entry.getValue().isPresent())
            .filter(entry -> !entry.getValue().get().equals(given.get(entry.getKey())))
            .toList();
    assertThat(corrected)
        .as("of the proposals, but for %d Services without one, these were corrected", without)
        .hasSizeLessThan(10);
    assertNothingLeaks();
  }

  @Test
  void theLeaderIsKilledWhileItWrites() throws Exception {
    checkWithTwoStrikes(this::killLeader, () -> {});
  }

  /** It wakes up with what it believed before: that it leads, and what is free. */
  @Test
  void theLeaderStopsForLongerThanItsLease() throws Exception {
    var stopped = new ArrayList<String>();
    checkWithTwoStrikes(
        () -> {
          var leader = leader();
          lab.signal("STOP", "openelb-operator", leader);
          stopped.add(leader);
          await("another leader").atMost(PATIENCE).until(() -> !leader().equals(leader));
        },
        () -> lab.signal("CONT", "openelb-operator", stopped.getLast()));
  }

  /** Kubelet would let a container that ends again and again wait, at last for minutes. */
  @Test
  void aLeaderWhoseLeaseIsTakenBeginsAnewInItsContainer() throws Exception {
    var before = restarts();

    checkWithTwoStrikes(() -> OperatorLease.steal(lab.client(), Duration.ZERO), () -> {});

    assertThat(restarts()).isEqualTo(before);
  }

  /**
   * Strikes the leader of the moment twice while addresses are given out, and each time puts it
   * right when addresses are given out again.
   */
  private void checkWithTwoStrikes(Runnable strike, Runnable putRight) throws Exception {
    try (var _ = lab.client().services().inNamespace(NAMESPACE).inform(new History())) {
      var first = pairs("first", 0);
      create(first);
      awaitSomeOf(first);
      strike.run();
      var second = pairs("second", 100);
      create(second);
      awaitAddresses(first);
      awaitSomeOf(second);
      putRight.run();
      strike.run();

      var services = Stream.concat(first.stream(), second.stream()).toList();
      var given = awaitAddresses(services);
      putRight.run();

      for (var service : services) {
        var name = name(service);
        assertThat(seen.get(name)).as("addresses of " + name).containsExactly(given.get(name));
      }
      assertThatRequestsAreMet(services, given);
      var automatic = services.stream().filter(one -> !isRequest(one)).map(BurstIT::name).toList();
      assertThat(automatic.stream().map(given::get).distinct()).hasSameSizeAs(automatic);
      assertNothingLeaks();
    }
  }

  private static void assertThatRequestsAreMet(
      Collection<Service> services, Map<String, String> given) {
    for (var service : services) {
      if (isRequest(service)) {
        assertThat(given)
            .containsEntry(
                name(service), service.getMetadata().getAnnotations().get(Names.ADDRESS));
      }
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

  /** Creates them all at once, and gives back what each was proposed, if anything. */
  private Map<String, Optional<String>> create(Collection<Service> services) throws Exception {
    var proposed = new HashMap<String, Optional<String>>();
    try (var threads = Executors.newFixedThreadPool(16)) {
      var creations =
          services.stream()
              .<Callable<Service>>map(service -> () -> lab.client().resource(service).create())
              .toList();
      for (var creation : threads.invokeAll(creations)) {
        var created = creation.get();
        proposed.put(name(created), Optional.ofNullable(created.getSpec().getLoadBalancerIP()));
      }
    }
    return proposed;
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
                .containsKeys(services.stream().map(BurstIT::name).toArray(String[]::new)));
    return addresses();
  }

  private Map<String, String> addresses() {
    return lab.client().services().inNamespace(NAMESPACE).list().getItems().stream()
        .filter(service -> !addresses(service).isEmpty())
        .collect(toMap(BurstIT::name, service -> String.join(",", addresses(service))));
  }

  private static List<String> addresses(Service service) {
    return service.getStatus().getLoadBalancer().getIngress().stream()
        .map(LoadBalancerIngress::getIp)
        .map(Objects::requireNonNull)
        .toList();
  }

  /** The process ends between any two of its steps, and with it the connection. */
  private void killLeader() {
    lab.signal("KILL", "openelb-operator", leader());
  }

  private String leader() {
    return OperatorLease.holder(lab.client());
  }

  /** How often the operators' containers were started anew, by their pods. */
  private Map<String, Integer> restarts() {
    return lab
        .client()
        .pods()
        .inNamespace("openelb-system")
        .withLabel(Names.COMPONENT, "operator")
        .list()
        .getItems()
        .stream()
        .collect(
            toMap(
                pod -> pod.getMetadata().getName(),
                pod -> pod.getStatus().getContainerStatuses().getFirst().getRestartCount()));
  }

  private void assertNothingLeaks() {
    lab.client().services().inNamespace(NAMESPACE).delete();
    await("all addresses given back")
        .atMost(PATIENCE)
        .untilAsserted(
            () -> assertThat(status().map(EipStatus::usage).map(Object::toString)).contains("0"));
    var last = service("last", null, 80);
    // A replica of the webhook may see them go a moment later than the operator does.
    await("the lowest is proposed again")
        .atMost(PATIENCE)
        .until(
            () -> lab.client().resource(last).dryRun().create().getSpec().getLoadBalancerIP(),
            "10.77.0.0"::equals);
    lab.client().resource(last).create();
    assertThat(awaitAddresses(List.of(last))).containsEntry("last", "10.77.0.0");
  }

  private Optional<EipStatus> status() {
    return Optional.ofNullable(lab.client().resources(Eip.class).withName("burst").get())
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
