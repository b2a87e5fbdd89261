package io.openelb.operator;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.Informable;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.openelb.api.Metadata;
import io.openelb.api.Names;
import io.openelb.api.watch.MetadataStore;
import io.openelb.core.allocation.ServiceId;
import io.openelb.operator.cluster.Endpoints;
import io.openelb.operator.cluster.Facts;
import io.openelb.operator.cluster.NodeFacts;
import io.openelb.operator.speakers.Speakers;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What the leader watches besides Services and Eips, and what is known from that. */
final class Watches implements AutoCloseable {

  /** What is to be done about a change; called in the watch's thread. */
  interface Listener {

    /** Nodes or speakers are others, or say something else. */
    void surroundingsChanged();

    /** The labels of a namespace are others, or it is seen for the first time. */
    void namespaceChanged(String name);

    /** A Service's endpoints have moved. */
    void endpointsMoved(ServiceId service);
  }

  private final KubernetesClient client;
  private final String namespace;
  private final Listener listener;
  private final Facts<Node, NodeFacts> nodes;
  private final Facts<Namespace, Map<String, String>> namespaces;
  private final Endpoints endpoints;
  private final Speakers speakers = new Speakers(System::nanoTime);
  private final List<SharedIndexInformer<?>> informers = new CopyOnWriteArrayList<>();
  private final Duration patience;
  private @Nullable CompletableFuture<Void> endpointsRead;

  /**
   * Watches that have not begun.
   *
   * @param namespace where the speakers' Leases are
   * @param patience how long the first lists may take
   */
  Watches(KubernetesClient client, String namespace, Listener listener, Duration patience) {
    this.client = client;
    this.namespace = namespace;
    this.listener = listener;
    this.patience = patience;
    this.nodes = new Facts<>(NodeFacts::of, _ -> listener.surroundingsChanged());
    this.namespaces =
        new Facts<>(seen -> Map.copyOf(Metadata.labels(seen)), listener::namespaceChanged);
    this.endpoints = new Endpoints(listener::endpointsMoved);
  }

  /**
   * Reads everything there is but endpoints, and goes on watching.
   *
   * @throws IllegalStateException when that takes too long; another may be able to lead
   */
  void start() {
    try {
      CompletableFuture.allOf(
              watch(client.nodes(), Node::new, nodes::put, nodes::remove),
              watch(client.namespaces(), Namespace::new, namespaces::put, namespaces::remove),
              watch(
                  client.leases().inNamespace(namespace).withLabel(Names.COMPONENT, Names.SPEAKER),
                  Lease::new,
                  this::speakerSeen,
                  speakers::forget))
          .orTimeout(patience.toMillis(), TimeUnit.MILLISECONDS)
          .join();
    } catch (CompletionException e) {
      throw new IllegalStateException("Nodes, Namespaces or Leases could not be listed in time", e);
    }
  }

  /**
   * Begins to read all EndpointSlices, unless that was begun already, and returns at once. Each
   * Service has some, each changes with its Service's labels, and few Services depend on them; so
   * nobody reads them before the first that does.
   *
   * @return whether all are known
   */
  synchronized boolean readEndpoints() {
    if (endpointsRead == null) {
      endpointsRead =
          watch(
              client.discovery().v1().endpointSlices().inAnyNamespace(),
              EndpointSlice::new,
              endpoints::put,
              endpoints::remove);
    }
    return endpointsRead.isDone();
  }

  /** Every node. A view. */
  Collection<NodeFacts> nodes() {
    return nodes.all().values();
  }

  /** The labels of a namespace; empty when it is not seen yet. */
  Optional<Map<String, String>> labelsOf(String name) {
    return Optional.ofNullable(namespaces.all().get(name));
  }

  /** Which nodes have a Service's pods, once that {@linkplain #readEndpoints was read}. */
  Endpoints endpoints() {
    return endpoints;
  }

  /** What the speakers say. */
  Speakers speakers() {
    return speakers;
  }

  private <T extends HasMetadata> CompletableFuture<Void> watch(
      Informable<T> kind, Supplier<T> empty, Consumer<T> put, Consumer<T> removed) {
    SharedIndexInformer<T> informer = MetadataStore.informer(kind, empty, put, removed);
    informers.add(informer);
    return informer.start().toCompletableFuture();
  }

  private void speakerSeen(Lease lease) {
    if (speakers.observe(lease)) {
      listener.surroundingsChanged();
    }
  }

  @Override
  public void close() {
    informers.forEach(SharedIndexInformer::stop);
  }
}
