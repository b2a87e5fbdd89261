package io.openelb.speaker.view;

import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.openelb.api.Eip;
import io.openelb.api.Names;
import io.openelb.api.Selection;
import io.openelb.api.SpeakerKeySecret;
import io.openelb.api.watch.MetadataStore;
import java.util.List;
import java.util.function.Consumer;

/**
 * Watches what the speaker needs from the API server. While that is away, the last known state
 * stays; it is asked again until the end.
 */
final class Watcher implements AutoCloseable {

  private final SharedIndexInformer<Service> services;
  private final SharedIndexInformer<Eip> eips;
  private final SharedIndexInformer<Node> nodes;
  private final SharedIndexInformer<Secret> secrets;

  /**
   * A watcher that has not begun.
   *
   * @param cluster told of everything that concerns the plan
   * @param onKeys with the keys of the Secret, whenever it is there
   */
  Watcher(
      KubernetesClient client, String namespace, Cluster cluster, Consumer<List<byte[]>> onKeys) {
    this.services =
        // Not by our label: who takes it off a Service must not silence its address.
        MetadataStore.informer(
            client.services().inAnyNamespace().withField("spec.type", Selection.LOAD_BALANCER_TYPE),
            Service::new,
            cluster::put,
            cluster::remove);
    this.eips =
        MetadataStore.informer(
            client.resources(Eip.class), Eip::new, cluster::put, cluster::remove);
    this.nodes = MetadataStore.informer(client.nodes(), Node::new, cluster::put, cluster::remove);
    this.secrets =
        MetadataStore.informer(
            client.secrets().inNamespace(namespace).withName(Names.SPEAKER_KEY_SECRET),
            Secret::new,
            secret -> {
              List<byte[]> keys = SpeakerKeySecret.keys(secret);
              if (!keys.isEmpty()) {
                onKeys.accept(keys);
              }
            },
            _ -> {});
  }

  /**
   * Begins to watch.
   *
   * @param onListed whenever everything of one kind was listed for the first time; in any thread
   */
  void start(Runnable onListed) {
    for (SharedIndexInformer<?> informer : all()) {
      var _ = informer.start().whenComplete((_, _) -> onListed.run());
    }
  }

  private Iterable<SharedIndexInformer<?>> all() {
    return List.of(services, eips, nodes, secrets);
  }

  /** Whether everything was listed once. */
  boolean hasSynced() {
    return services.hasSynced() && eips.hasSynced() && nodes.hasSynced();
  }

  @Override
  public void close() {
    all().forEach(SharedIndexInformer::stop);
  }
}
