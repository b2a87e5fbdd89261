package io.openelb.operator.service;

import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.javaoperatorsdk.operator.api.config.ControllerConfigurationOverrider;
import io.javaoperatorsdk.operator.processing.event.source.informer.TransformingItemStore;
import io.openelb.api.Pruning;
import io.openelb.api.watch.MetadataStore;
import io.openelb.operator.book.AddressBook;
import io.openelb.operator.conflict.Strangers;
import io.openelb.operator.event.EventJournal;
import io.openelb.operator.leader.Leadership;
import io.openelb.operator.pace.Retries;
import java.time.Duration;
import java.util.function.Consumer;

/** Puts the controller of Services together. */
public final class ServiceControl {

  /** Events are kept for an hour: who waits for longer must still say why. */
  private static final Duration REMINDER = Duration.ofMinutes(30);

  private ServiceControl() {}

  /** A reconciler over these. */
  public static ServiceReconciler reconciler(
      ServiceDesk desk,
      AddressBook book,
      KubernetesClient client,
      Leadership leadership,
      EventJournal journal,
      Strangers strangers,
      ServiceSource source) {
    return new ServiceReconciler(
        desk,
        book,
        new ServiceWriter(client, leadership, source::wrote),
        new ServiceNews(journal, strangers),
        new Rivals(System::nanoTime),
        source);
  }

  /**
   * How Services are watched: all of them, of which those come through that are ours or were ours
   * until now, unless we wrote them so. What matters does not always change the generation.
   */
  public static Consumer<ControllerConfigurationOverrider<Service>> configuration(
      ServiceDesk desk, ServiceSource source) {
    return config ->
        config
            .withName("service")
            .watchingAllNamespaces()
            .withGenerationAware(false)
            .withInformerListLimit(MetadataStore.PAGE)
            .withItemStore(new TransformingItemStore<>(Pruning::prune))
            .withOnAddFilter(desk::concerns)
            .withOnUpdateFilter((now, before) ->
                !source.isOwnWrite(now) && (desk.concerns(now) || desk.concerns(before)))
            .withRetry(Retries.forever())
            .withReconciliationMaxInterval(REMINDER);
  }
}
