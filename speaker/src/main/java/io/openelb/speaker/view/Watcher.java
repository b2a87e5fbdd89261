package io.openelb.speaker.view;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeAddress;
import io.fabric8.kubernetes.api.model.NodeSpec;
import io.fabric8.kubernetes.api.model.NodeStatus;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.Informable;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.openelb.api.Eip;
import io.openelb.api.EipMapper;
import io.openelb.api.Names;
import io.openelb.api.ServiceMapper;
import io.openelb.core.address.Ip;
import io.openelb.core.address.Parsed;
import io.openelb.core.pool.Pool;
import io.openelb.core.pool.PoolReading;
import io.openelb.core.pool.Reserved;
import io.openelb.speaker.view.ClusterView.Holder;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Watches what the speaker needs from the API server. While that is away, the last known state
 * stays; it is asked again until the end.
 */
final class Watcher implements AutoCloseable {

  private static final long NO_RESYNC = 0;

  private static final String LOAD_BALANCER = "LoadBalancer";

  /** The entries of the key's Secret: the one that signs first. */
  private static final List<String> KEYS = List.of("current", "next", "previous");

  private final String node;
  private final SharedIndexInformer<Service> services;
  private final SharedIndexInformer<Eip> eips;
  private final SharedIndexInformer<Node> nodes;
  private final SharedIndexInformer<Secret> secrets;

  Watcher(KubernetesClient client, String namespace, String node) {
    this.node = node;
    this.services =
        // Not by our label: who takes it off a Service must not silence its address.
        informer(
            client.services().inAnyNamespace().withField("spec.type", LOAD_BALANCER),
            Watcher::trim);
    this.eips = informer(client.resources(Eip.class), eip -> eip.setStatus(null));
    this.nodes = informer(client.nodes(), Watcher::trim);
    this.secrets =
        informer(
            client.secrets().inNamespace(namespace).withName(Names.SPEAKER_KEY_SECRET), _ -> {});
  }

  private static <T extends HasMetadata> SharedIndexInformer<T> informer(
      Informable<T> resources, Consumer<T> trim) {
    return resources
        .runnableInformer(NO_RESYNC)
        .itemStore(new SmallStore<>(trim))
        .exceptionHandler((isStarted, error) -> true);
  }

  private static void trim(Service service) {
    keepAnnotations(service, Set.of(Names.NODES));
    service.getMetadata().setLabels(null);
    service.setSpec(null);
  }

  private static void trim(Node node) {
    keepAnnotations(node, Set.of());
    NodeStatus status = new NodeStatus();
    if (node.getStatus() != null) {
      status.setAddresses(node.getStatus().getAddresses());
    }
    node.setStatus(status);
    node.setSpec(new NodeSpec());
  }

  private static void keepAnnotations(HasMetadata item, Set<String> names) {
    Map<String, String> annotations = item.getMetadata().getAnnotations();
    if (annotations != null) {
      annotations.keySet().retainAll(names);
    }
  }

  /**
   * Begins to watch.
   *
   * @param onChange when the view may have changed; in any thread
   * @param onKeys with the keys of the Secret, whenever it is there
   */
  void start(Runnable onChange, Consumer<List<byte[]>> onKeys) {
    secrets.addEventHandler(
        new OnEvent<>(secret -> {
          List<byte[]> keys = keys(secret);
          if (!keys.isEmpty()) {
            onKeys.accept(keys);
          }
        }));
    services.addEventHandler(new OnEvent<>(_ -> onChange.run()));
    eips.addEventHandler(new OnEvent<>(_ -> onChange.run()));
    nodes.addEventHandler(new OnEvent<>(_ -> onChange.run()));
    for (SharedIndexInformer<?> informer : all()) {
      var _ = informer.start().whenComplete((_, _) -> onChange.run());
    }
  }

  private Iterable<SharedIndexInformer<?>> all() {
    return List.of(services, eips, nodes, secrets);
  }

  /** Whether everything was listed once. */
  boolean hasSynced() {
    return services.hasSynced() && eips.hasSynced() && nodes.hasSynced();
  }

  /** What is known at this moment. */
  ClusterView view() {
    List<Pool> pools = new ArrayList<>();
    for (Eip eip : eips.getStore().list()) {
      if (EipMapper.read(eip, Reserved.none()) instanceof PoolReading.Valid(Pool pool)) {
        pools.add(pool);
      }
    }
    pools.sort(Pool.ELDER_FIRST);
    List<Holder> holders = new ArrayList<>();
    for (Service service : services.getStore().list()) {
      Set<Ip> addresses = ServiceMapper.held(service);
      if (!addresses.isEmpty()) {
        holders.add(holder(service, addresses));
      }
    }
    Set<Ip> nodeAddresses = new TreeSet<>();
    for (Node each : nodes.getStore().list()) {
      addresses(each).forEach(nodeAddresses::add);
    }
    return new ClusterView(holders, pools, labels(), nodeAddresses);
  }

  private static Holder holder(Service service, Set<Ip> addresses) {
    return new Holder(
        ServiceMapper.id(service),
        ServiceMapper.tenant(service).createdAt(),
        addresses,
        Stream.of(annotation(service, Names.NODES).split(",", -1))
            .map(String::strip)
            .filter(name -> !name.isEmpty())
            .toList());
  }

  private static String annotation(HasMetadata item, String name) {
    Map<String, String> annotations = item.getMetadata().getAnnotations();
    return annotations == null ? "" : Objects.requireNonNullElse(annotations.get(name), "");
  }

  private Map<String, String> labels() {
    Node own = nodes.getStore().getByKey(node);
    Map<String, String> labels = own == null ? null : own.getMetadata().getLabels();
    return labels == null ? Map.of() : labels;
  }

  private static Stream<Ip> addresses(Node each) {
    return each.getStatus().getAddresses().stream()
        .map(NodeAddress::getAddress)
        .flatMap(text ->
            Ip.parse(text) instanceof Parsed.Good<Ip>(Ip ip) ? Stream.of(ip) : Stream.empty());
  }

  private static List<byte[]> keys(Secret secret) {
    Map<String, String> data = Objects.requireNonNullElse(secret.getData(), Map.of());
    return KEYS.stream()
        .filter(data::containsKey)
        .map(data::get)
        .filter(text -> !text.isBlank())
        .map(text -> Base64.getMimeDecoder().decode(text))
        .toList();
  }

  @Override
  public void close() {
    all().forEach(SharedIndexInformer::stop);
  }

  /** Every event is the same to us, but for a deletion's object. */
  private record OnEvent<T>(Consumer<T> handler) implements ResourceEventHandler<T> {

    @Override
    public void onAdd(T item) {
      handler.accept(item);
    }

    @Override
    public void onUpdate(T before, T item) {
      handler.accept(item);
    }

    @Override
    public void onDelete(T item, boolean deletedFinalStateUnknown) {
      handler.accept(item);
    }
  }
}
