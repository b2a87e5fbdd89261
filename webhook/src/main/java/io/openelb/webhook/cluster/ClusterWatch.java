package io.openelb.webhook.cluster;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.Informable;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.openelb.api.Eip;
import io.openelb.api.Names;
import io.openelb.api.Selection;
import io.openelb.api.ServiceMapper;
import io.openelb.api.watch.MetadataStore;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Keeps a {@link ClusterState} up to date. */
public final class ClusterWatch implements AutoCloseable {

  private final KubernetesClient client;
  private final String namespace;
  private final ClusterState state;
  private final List<SharedIndexInformer<?>> informers = new ArrayList<>();

  /**
   * A watch not yet started.
   *
   * @param namespace that we run in
   */
  public ClusterWatch(KubernetesClient client, String namespace, ClusterState state) {
    this.client = client;
    this.namespace = namespace;
    this.state = state;
  }

  /**
   * Begins, and goes on trying while the API server can't be reached.
   *
   * @return completes when the state is complete
   */
  public CompletionStage<Void> start() {
    // First what the reading of Services depends on.
    CompletableFuture<Void> context =
        CompletableFuture.allOf(
            watch(
                client.services().inNamespace("default").withName("kubernetes"),
                Service::new,
                state::putKubernetes,
                _ -> {}),
            watch(
                client.namespaces(),
                Namespace::new,
                state::put,
                gone -> state.removeNamespace(gone.getMetadata().getName())));
    return context.thenCompose(_ ->
        CompletableFuture.allOf(
            watch(
                client.resources(Eip.class),
                Eip::new,
                state::put,
                gone -> state.removeEip(gone.getMetadata().getName())),
            watch(
                client
                    .discovery()
                    .v1()
                    .endpointSlices()
                    .inNamespace(namespace)
                    .withLabel(Names.SLICE_SERVICE, Names.WEBHOOK),
                EndpointSlice::new,
                state::put,
                gone -> state.removeSlice(gone.getMetadata().getName())),
            watch(
                client.leases().inNamespace(namespace).withLabel(Names.COMPONENT, Names.SPEAKER),
                Lease::new,
                state::put,
                state::removeLease),
            watch(
                client.nodes(),
                Node::new,
                state::put,
                gone -> state.removeNode(gone.getMetadata().getName())),
            watch(
                client
                    .services()
                    .inAnyNamespace()
                    .withField("spec.type", Selection.LOAD_BALANCER_TYPE),
                Service::new,
                state::put,
                gone -> state.remove(ServiceMapper.id(gone)))));
  }

  @Override
  public synchronized void close() {
    informers.forEach(SharedIndexInformer::close);
  }

  private synchronized <T extends HasMetadata> CompletableFuture<Void> watch(
      Informable<T> watched, Supplier<T> empty, Consumer<T> put, Consumer<T> removed) {
    SharedIndexInformer<T> informer = MetadataStore.informer(watched, empty, put, removed);
    informers.add(informer);
    return informer.start().toCompletableFuture();
  }
}
