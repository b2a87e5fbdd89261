package io.openelb.webhook.cluster;

import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.openelb.api.Eip;
import io.openelb.api.EipReading;
import io.openelb.api.Metadata;
import io.openelb.api.NodeAddresses;
import io.openelb.api.Selection;
import io.openelb.api.ServiceMapper;
import io.openelb.core.address.Family;
import io.openelb.core.address.Ip;
import io.openelb.core.allocation.Claim;
import io.openelb.core.allocation.Ledger;
import io.openelb.core.allocation.ServiceId;
import io.openelb.core.pool.Pool;
import io.openelb.core.pool.Pools;
import io.openelb.core.pool.Reserved;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What the watches have told, reduced to what the rules need. Of 10,000 Services the objects
 * themselves would take more memory than all the rest of the program.
 */
public final class ClusterState {

  private final Selection selection;
  private final Proposals proposals;
  private final Replicas replicas;
  private final Ledger ledger = new Ledger();
  private final Map<String, Eip> eips = new HashMap<>();
  private final Map<String, Set<Ip>> nodes = new HashMap<>();
  private final Networks networks = new Networks(System::nanoTime);
  private final Map<String, Map<String, String>> namespaceLabels = new HashMap<>();
  private ServiceMapper mapper = new ServiceMapper(Family.IPV4);
  private Reserved reserved = Reserved.none();
  private @Nullable Pools pools;

  /**
   * Nothing is known yet.
   *
   * @param replica the name of our own Pod
   */
  public ClusterState(Selection selection, Proposals proposals, String replica) {
    this.selection = selection;
    this.proposals = proposals;
    this.replicas = new Replicas(replica);
  }

  /** Decides something while nothing changes. */
  public synchronized <T> T decide(BiFunction<ClusterSnapshot, Proposals, T> decision) {
    return decision.apply(
        new ClusterSnapshot(
            pools(),
            ledger,
            Collections.unmodifiableMap(nodes),
            reserved,
            selection,
            mapper,
            Collections.unmodifiableMap(namespaceLabels)),
        proposals);
  }

  /**
   * Decides something as if the watches had told {@code fresh}. They are not told: what they tell
   * later may be older.
   */
  public synchronized <T> T decide(Fresh fresh, Function<ClusterSnapshot, T> decision) {
    Map<String, Set<Ip>> freshNodes = replaced(nodes, fresh.nodes(), NodeAddresses::of);
    Reserved freshReserved = Reserved.of(freshNodes, networks.byNode());
    Map<String, Map<String, String>> freshLabels =
        replaced(namespaceLabels, fresh.namespaces(), Metadata::labels);
    var view =
        new ClusterSnapshot(
            pools(fresh.eips().orElseGet(() -> List.copyOf(eips.values())), freshReserved),
            ledger,
            freshNodes,
            freshReserved,
            selection,
            mapper,
            freshLabels);
    try (var overlay = new LedgerOverlay(ledger)) {
      fresh
          .services()
          .forEach((id, service) ->
              service
                  .filter(selection::covers)
                  .map(view::claim)
                  .ifPresentOrElse(
                      claim -> overlay.hold(claim.tenant(), claim.held()),
                      () -> overlay.release(id)));
      return decision.apply(view);
    }
  }

  synchronized void put(Service service) {
    ServiceId id = ServiceMapper.id(service);
    if (!selection.covers(service)) {
      remove(id);
      return;
    }
    Claim claim = mapper.claim(service, labels(id.namespace()));
    ledger.hold(claim.tenant(), claim.held());
    proposals.want(id, claim.wants());
  }

  synchronized void remove(ServiceId id) {
    ledger.release(id);
    proposals.forget(id);
  }

  synchronized void put(Eip eip) {
    eips.put(eip.getMetadata().getName(), eip);
    pools = null;
  }

  synchronized void removeEip(String name) {
    eips.remove(name);
    pools = null;
  }

  synchronized void put(Namespace namespace) {
    namespaceLabels.put(namespace.getMetadata().getName(), Map.copyOf(Metadata.labels(namespace)));
  }

  synchronized void removeNamespace(String name) {
    namespaceLabels.remove(name);
  }

  synchronized void put(Node node) {
    Set<Ip> addresses = NodeAddresses.of(node);
    // A node's status changes all the time, its addresses hardly ever.
    if (!addresses.equals(nodes.put(node.getMetadata().getName(), addresses))) {
      reserve();
    }
  }

  synchronized void removeNode(String name) {
    if (nodes.remove(name) != null) {
      reserve();
    }
  }

  synchronized void put(Lease ofASpeaker) {
    if (networks.put(ofASpeaker)) {
      reserve();
    }
  }

  synchronized void removeLease(Lease ofASpeaker) {
    networks.remove(ofASpeaker);
  }

  synchronized void put(EndpointSlice ofOurs) {
    replicas.put(ofOurs);
    proposals.keepTo(replicas.share());
  }

  synchronized void removeSlice(String name) {
    replicas.remove(name);
    proposals.keepTo(replicas.share());
  }

  /** Service {@code default/kubernetes} tells the cluster's primary family. */
  synchronized void putKubernetes(Service kubernetes) {
    List<String> families = kubernetes.getSpec().getIpFamilies();
    boolean ipv6 = families != null && !families.isEmpty() && families.getFirst().equals("IPv6");
    mapper = new ServiceMapper(ipv6 ? Family.IPV6 : Family.IPV4);
  }

  private void reserve() {
    reserved = Reserved.of(nodes, networks.byNode());
    pools = null;
  }

  private Pools pools() {
    Pools known = pools;
    if (known == null) {
      known = pools(eips.values(), reserved);
      ledger.retain(known.all().stream().map(Pool::name).toList());
      pools = known;
    }
    return known;
  }

  private Pools pools(Collection<Eip> eips, Reserved reserved) {
    return EipReading.pools(EipReading.of(eips, reserved, networks.strangers()));
  }

  private Map<String, String> labels(String namespace) {
    return Objects.requireNonNullElse(namespaceLabels.get(namespace), Map.of());
  }

  private static <S, T> Map<String, T> replaced(
      Map<String, T> known, Map<String, Optional<S>> fresh, Function<S, T> reading) {
    var replaced = new HashMap<>(known);
    fresh.forEach((name, found) ->
        found
            .map(reading)
            .ifPresentOrElse(read -> replaced.put(name, read), () -> replaced.remove(name)));
    return replaced;
  }
}
