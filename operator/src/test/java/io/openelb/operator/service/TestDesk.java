package io.openelb.operator.service;

import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.openelb.api.Eip;
import io.openelb.api.Names;
import io.openelb.api.Selection;
import io.openelb.api.ServiceMapper;
import io.openelb.core.address.Family;
import io.openelb.core.address.Ip;
import io.openelb.core.allocation.ServiceId;
import io.openelb.operator.Listed;
import io.openelb.operator.TestObjects;
import io.openelb.operator.book.AddressBook;
import io.openelb.operator.cluster.NodeFacts;
import io.openelb.operator.conflict.Strangers;
import io.openelb.operator.conflict.UnannouncedAddresses;
import io.openelb.operator.eip.PoolKeeper;
import io.openelb.operator.ranking.RankingLoop;
import io.openelb.operator.speakers.Speakers;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** A desk in a cluster of the nodes a and b, with the pool 192.168.0.91-192.168.0.92. */
final class TestDesk {

  private final UnannouncedAddresses unannounced = new UnannouncedAddresses(() -> 0);
  private final Speakers speakers = new Speakers(() -> 0);
  final Strangers strangers = new Strangers(() -> 0);
  final Set<ServiceId> rechecked = new HashSet<>();
  final AddressBook book = new AddressBook(rechecked::addAll, unannounced, strangers);
  final ServiceDesk desk;
  boolean endpointsAsked;

  TestDesk() {
    List<NodeFacts> nodes = Stream.of("a", "b").map(this::node).toList();
    RankingLoop ranking =
        new RankingLoop(
            () -> nodes,
            speakers,
            book::pools,
            _ -> Set.of(),
            _ -> {},
            () -> true,
            Optional.empty(),
            System::nanoTime);
    desk =
        new ServiceDesk(
            new Selection(false),
            new ServiceMapper(Family.IPV4),
            namespace -> namespace.equals("unseen") ? Optional.empty() : Optional.of(Map.of()),
            this::readEndpoints,
            book,
            ranking.rankings(),
            unannounced);
    pools(TestObjects.eip("layer2-eip", "192.168.0.91-192.168.0.92"));
  }

  /** Has these Eips from now on, and no others. */
  void pools(Eip... eips) {
    PoolKeeper keeper = new PoolKeeper(book::setPools);
    for (Eip eip : eips) {
      keeper.put(eip);
    }
  }

  /** A cluster with these Services. */
  static ServiceSource source(Service... services) {
    return source(new Listed<>(List.of(services), false));
  }

  /** One whose Services are deleted once they were listed. */
  static ServiceSource sourceAndGone(Service... services) {
    return source(new Listed<>(List.of(services), true));
  }

  private static ServiceSource source(Listed<Service> listed) {
    ServiceSource source = new ServiceSource(_ -> {}, _ -> {});
    source.attach(listed);
    return source;
  }

  /** They are known when they are asked for again. */
  private boolean readEndpoints() {
    boolean known = endpointsAsked;
    endpointsAsked = true;
    return known;
  }

  /** The addresses that Services have. */
  Set<Ip> used() {
    return book.usedOf(book.pools().named("layer2-eip").orElseThrow()).keySet();
  }

  private NodeFacts node(String name) {
    speakers.observe(TestObjects.lease(name, "192.168.0.3/24"));
    return new NodeFacts(name, Map.of(), NodeFacts.Readiness.READY, false, false, false, List.of());
  }

  /** A Service in our care. */
  static ServiceBuilder service() {
    return new ServiceBuilder()
        .withNewMetadata()
        .withNamespace("shop")
        .withName("web")
        .withUid("uid-web")
        .withResourceVersion("7")
        .addToAnnotations(Names.LOAD_BALANCER, Names.OPENELB)
        .endMetadata()
        .withNewSpec()
        .withType("LoadBalancer")
        .addNewPort()
        .withPort(80)
        .endPort()
        .endSpec();
  }

  /** The same, with an address of the pool. */
  static ServiceBuilder holding() {
    return showing(
        service().editMetadata().addToAnnotations(Names.NODES, "worker-p001").endMetadata(),
        "192.168.0.91");
  }

  /** One that left our care, with the proposal and the address that it had. */
  static ServiceBuilder left() {
    return showing(proposedTo(), "192.168.0.91");
  }

  /** One that left our care before it had more than a proposal. */
  static ServiceBuilder proposedTo() {
    return service()
        .editMetadata()
        .removeFromAnnotations(Names.LOAD_BALANCER)
        .addToAnnotations(Names.PREFILLED, "192.168.0.91")
        .endMetadata();
  }

  /** The same Service with an address in its status. */
  static ServiceBuilder showing(ServiceBuilder service, String address) {
    return service
        .withNewStatus()
        .withNewLoadBalancer()
        .addNewIngress()
        .withIp(address)
        .endIngress()
        .endLoadBalancer()
        .endStatus();
  }
}
