package io.openelb.webhook.cluster;

import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeAddress;
import io.fabric8.kubernetes.api.model.Service;
import io.openelb.api.Eip;
import io.openelb.api.EipMapper;
import io.openelb.api.Selection;
import io.openelb.api.ServiceMapper;
import io.openelb.core.address.Family;
import io.openelb.core.address.Ip;
import io.openelb.core.address.Parsed;
import io.openelb.core.allocation.Claim;
import io.openelb.core.allocation.Ledger;
import io.openelb.core.allocation.ServiceId;
import io.openelb.core.pool.Pool;
import io.openelb.core.pool.PoolReading;
import io.openelb.core.pool.PoolRules;
import io.openelb.core.pool.Pools;
import io.openelb.core.pool.Reserved;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What the watches have told, reduced to what the rules need. Of 10,000 Services the objects
 * themselves would take more memory than all the rest of the program.
 */
public final class ClusterState {

  private final Selection selection;
  private final Proposals proposals;
  private final Ledger ledger = new Ledger();
  private final Map<String, Eip> eips = new HashMap<>();
  private final Map<String, Set<Ip>> nodes = new HashMap<>();
  private final Map<String, Map<String, String>> namespaceLabels = new HashMap<>();
  private ServiceMapper mapper = new ServiceMapper(Family.IPV4);
  private Reserved reserved = Reserved.none();
  private @Nullable Pools pools;

  public ClusterState(Selection selection, Proposals proposals) {
    this.selection = selection;
    this.proposals = proposals;
  }

  /** Decides something while nothing changes. */
  public synchronized <T> T decide(BiFunction<View, Proposals, T> decision) {
    return decision.apply(
        new View(
            pools(),
            ledger,
            reserved,
            selection,
            mapper,
            Collections.unmodifiableMap(namespaceLabels)),
        proposals);
  }

  synchronized void put(Service service) {
    ServiceId id = ServiceMapper.id(service);
    if (!selection.covers(service)) {
      remove(id);
      return;
    }
    Claim claim = mapper.claim(service, labels(id.namespace()));
    ledger.hold(claim.tenant(), claim.held());
    if (claim.held().isEmpty()) {
      proposals.want(id, wanted(claim));
    } else {
      proposals.forget(id);
    }
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
    Map<String, String> labels = namespace.getMetadata().getLabels();
    namespaceLabels.put(
        namespace.getMetadata().getName(), labels == null ? Map.of() : Map.copyOf(labels));
  }

  synchronized void removeNamespace(String name) {
    namespaceLabels.remove(name);
  }

  synchronized void put(Node node) {
    putNode(node.getMetadata().getName(), addresses(node));
  }

  synchronized void removeNode(String name) {
    putNode(name, Set.of());
  }

  /** Service {@code default/kubernetes} tells the cluster's primary family. */
  synchronized void putKubernetes(Service kubernetes) {
    List<String> families = kubernetes.getSpec().getIpFamilies();
    boolean ipv6 = families != null && !families.isEmpty() && families.getFirst().equals("IPv6");
    mapper = new ServiceMapper(ipv6 ? Family.IPV6 : Family.IPV4);
  }

  private void putNode(String name, Set<Ip> addresses) {
    Set<Ip> before = addresses.isEmpty() ? nodes.remove(name) : nodes.put(name, addresses);
    // A node's status changes all the time, its addresses hardly ever.
    if (!Objects.requireNonNullElse(before, Set.of()).equals(addresses)) {
      reserved = Reserved.of(nodes, List.of());
      pools = null;
    }
  }

  private Pools pools() {
    Pools known = pools;
    if (known == null) {
      known = Pools.of(withReadiness(readable(eips.values(), reserved)));
      ledger.retain(known.all().stream().map(Pool::name).toList());
      pools = known;
    }
    return known;
  }

  /** As the operator sees it: of two that collide the younger gives out nothing. */
  static List<Pool> withReadiness(List<Pool> pools) {
    return pools.stream()
        .map(pool -> pool.withReady(PoolRules.againstElders(pools, pool).isEmpty()))
        .toList();
  }

  private static List<Pool> readable(Collection<Eip> eips, Reserved reserved) {
    var pools = new ArrayList<Pool>();
    for (Eip eip : eips) {
      if (EipMapper.read(eip, reserved) instanceof PoolReading.Valid(Pool pool)) {
        pools.add(pool);
      }
    }
    return pools;
  }

  private Map<String, String> labels(String namespace) {
    return Objects.requireNonNullElse(namespaceLabels.get(namespace), Map.of());
  }

  private static Set<Ip> wanted(Claim claim) {
    var wanted = new HashSet<>(claim.prefilled());
    claim.requested().values().forEach(requested -> wanted.add(requested.ip()));
    return wanted;
  }

  private static Set<Ip> addresses(Node node) {
    if (node.getStatus() == null || node.getStatus().getAddresses() == null) {
      return Set.of();
    }
    return node.getStatus().getAddresses().stream()
        .map(NodeAddress::getAddress)
        .flatMap(ClusterState::ip)
        .collect(Collectors.toSet());
  }

  /** Host names are among a node's addresses, too. */
  private static Stream<Ip> ip(String text) {
    return Ip.parse(text) instanceof Parsed.Good<Ip>(Ip ip) ? Stream.of(ip) : Stream.empty();
  }
}
