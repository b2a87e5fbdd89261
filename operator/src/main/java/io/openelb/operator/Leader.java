package io.openelb.operator;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fabric8.kubernetes.client.dsl.Informable;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.javaoperatorsdk.operator.Operator;
import io.javaoperatorsdk.operator.monitoring.micrometer.MicrometerMetrics;
import io.javaoperatorsdk.operator.processing.event.rate.LinearRateLimiter;
import io.micrometer.core.instrument.MeterRegistry;
import io.openelb.api.Names;
import io.openelb.api.Selection;
import io.openelb.api.ServiceMapper;
import io.openelb.api.watch.MetadataStore;
import io.openelb.core.address.Family;
import io.openelb.core.address.Ip;
import io.openelb.core.allocation.ServiceId;
import io.openelb.core.allocation.Tenant;
import io.openelb.operator.book.AddressBook;
import io.openelb.operator.cluster.Endpoints;
import io.openelb.operator.cluster.Facts;
import io.openelb.operator.cluster.NodeFacts;
import io.openelb.operator.eip.EipReconciler;
import io.openelb.operator.eip.EipSource;
import io.openelb.operator.eip.PoolKeeper;
import io.openelb.operator.eip.Surroundings;
import io.openelb.operator.event.EventJournal;
import io.openelb.operator.event.Reason;
import io.openelb.operator.leader.Leadership;
import io.openelb.operator.pace.PacedLoop;
import io.openelb.operator.pace.Retries;
import io.openelb.operator.ranking.RankingLoop;
import io.openelb.operator.service.ServiceControl;
import io.openelb.operator.service.ServiceDesk;
import io.openelb.operator.service.ServiceSource;
import io.openelb.operator.speakers.SpeakerKey;
import io.openelb.operator.speakers.Speakers;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the leader does, from when it may decide until it ends. */
final class Leader implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(Leader.class);

  /** The API server takes a few hundred writes a second; more at once only queue there. */
  private static final int RECONCILERS = 16;

  private static final Duration SYNC_TIMEOUT = Duration.ofMinutes(2);
  private static final Duration EIP_PACE = Duration.ofSeconds(1);

  private final ApiClients clients;
  private final String namespace;
  private final AddressBook book;
  private final ServiceSource services;
  private final ServiceDesk desk;
  private final EipSource eips;
  private final PoolKeeper keeper;
  private final Speakers speakers = new Speakers(Names.REPORT, System::nanoTime);
  private final Facts<Node, NodeFacts> nodes;
  private final Facts<Namespace, Map<String, String>> namespaces;
  private final Endpoints endpoints;
  private final RankingLoop ranking;
  private final PacedLoop eipLoop;
  private final SpeakerKey key;
  private final PacedLoop keyLoop;
  private final EventJournal journal;
  private final Operator operator;
  private final List<SharedIndexInformer<?>> informers = new ArrayList<>();
  private long changesSeen = -1;
  private Map<Ip, String> strangersSeen = Map.of();

  Leader(
      ApiClients clients,
      String namespace,
      String instance,
      Selection selection,
      Leadership leadership,
      MeterRegistry metrics) {
    this.clients = clients;
    this.namespace = namespace;
    this.services = new ServiceSource(this::see, this::forget);
    this.book = new AddressBook(services::recheck);
    this.keeper = new PoolKeeper(book::setPools);
    this.eips = new EipSource(keeper);
    this.endpoints = new Endpoints(this::endpointsMoved);
    this.nodes = new Facts<>(NodeFacts::of, (_, _) -> surroundingsChanged());
    this.namespaces = new Facts<>(Leader::labels, (_, _) -> services.recheck(book.waiting()));
    this.ranking =
        new RankingLoop(
            () -> nodes.all().values(),
            speakers,
            book::pools,
            endpoints::nodesOf,
            services::recheck,
            () -> book.isSeeded() && leadership.mayWrite());
    this.desk =
        new ServiceDesk(
            selection,
            // The API server fills in the families of every Service; this is for none at all.
            new ServiceMapper(Family.IPV4),
            name -> namespaces.all().getOrDefault(name, Map.of()),
            book,
            ranking.rankings());
    this.journal = new EventJournal(clients.writer(), instance, Clock.systemUTC(), metrics);
    this.eipLoop = new PacedLoop("eips", EIP_PACE, EIP_PACE, this::recheckEips);
    this.key = new SpeakerKey(clients.writer(), namespace, Names.SPEAKER_KEY_SECRET);
    this.keyLoop =
        new PacedLoop("speaker-key", Duration.ofSeconds(1), Duration.ofMinutes(1), key::ensure);
    this.operator =
        new Operator(config ->
            config
                .withKubernetesClient(clients.reader())
                .withCloseClientOnStop(false)
                .withConcurrentReconciliationThreads(RECONCILERS)
                .withParseResourceVersions(true)
                .withUseSSAToPatchPrimaryResource(false)
                .withStopOnInformerErrorDuringStartup(false)
                .withCacheSyncTimeout(SYNC_TIMEOUT)
                .withReconciliationTerminationTimeout(Duration.ofSeconds(5))
                .withMetrics(MicrometerMetrics.withoutPerResourceMetrics(metrics)));
    operator.register(
        ServiceControl.reconciler(desk, book, clients.writer(), leadership, journal, services),
        ServiceControl.configuration(desk));
    operator.register(
        new EipReconciler(
            clients.writer(),
            leadership,
            book,
            keeper,
            eips,
            () -> Surroundings.strangers(speakers.view()),
            journal,
            Clock.systemUTC()),
        config ->
            config
                .withName("eip")
                .withGenerationAware(false)
                .withRateLimiter(new LinearRateLimiter(EIP_PACE, 1))
                .withRetry(Retries.forever()));
  }

  /** Reads everything there is, then begins to decide. */
  void start() {
    long startedAt = System.nanoTime();
    journal.start();
    keyLoop.start();
    watch(clients.reader().nodes(), Node::new, nodes::put, nodes::remove);
    watch(clients.reader().namespaces(), Namespace::new, namespaces::put, namespaces::remove);
    watch(
        clients.reader().discovery().v1().endpointSlices().inAnyNamespace(),
        EndpointSlice::new,
        endpoints::put,
        endpoints::remove);
    watch(
        clients.reader().leases().inNamespace(namespace).withLabel(Names.COMPONENT, Names.SPEAKER),
        Lease::new,
        this::speakerSeen,
        speakers::forget);
    keeper.reserve(Surroundings.reserved(nodes.all().values(), speakers.view()));
    operator.start();
    desk.seed(services.all());
    ranking.start();
    eipLoop.start();
    log.info(
        "deciding, {} ms after the start: {} nodes, {} pools, {} services",
        Duration.ofNanos(System.nanoTime() - startedAt).toMillis(),
        nodes.all().size(),
        book.pools().all().size(),
        services.all().size());
  }

  /** The Services that wait for an address. */
  Set<ServiceId> waiting() {
    return book.waiting();
  }

  /** Whether claims are decided. */
  boolean isDeciding() {
    return book.isSeeded();
  }

  private <T extends HasMetadata> void watch(
      Informable<T> kind, Supplier<T> empty, Consumer<T> put, Consumer<T> removed) {
    SharedIndexInformer<T> informer = kind.runnableInformer(0);
    informer.itemStore(new MetadataStore<>(empty, put, removed));
    informer.exceptionHandler((_, _) -> true);
    informers.add(informer);
    informer.start().toCompletableFuture().join();
  }

  private void see(Service service) {
    desk.see(service);
  }

  private void forget(ServiceId service) {
    desk.forget(service);
  }

  private void endpointsMoved(ServiceId service) {
    ranking.endpointsMoved(service);
  }

  private void speakerSeen(Lease lease) {
    if (speakers.observe(lease)) {
      surroundingsChanged();
    }
  }

  private void surroundingsChanged() {
    if (book.isSeeded()) {
      keeper.reserve(Surroundings.reserved(nodes.all().values(), speakers.view()));
    }
    ranking.wake();
  }

  private void recheckEips() {
    Map<Ip, String> strangers = Surroundings.strangers(speakers.view());
    long changes = book.changes();
    if (changes != changesSeen || !strangers.equals(strangersSeen)) {
      changesSeen = changes;
      strangersSeen = strangers;
      eips.recheckAll();
      strangers.forEach(this::tellOfStranger);
    }
  }

  private void tellOfStranger(Ip address, String who) {
    for (Tenant tenant : book.tenants(address)) {
      services
          .get(tenant.service())
          .ifPresent(service ->
              journal.tell(
                  service,
                  Reason.ADDRESS_CONFLICT,
                  address
                      + " is also answered for by "
                      + who
                      + "; take it from that station, or ask for another address"));
    }
  }

  private static Map<String, String> labels(Namespace namespace) {
    return Map.copyOf(Objects.requireNonNullElse(namespace.getMetadata().getLabels(), Map.of()));
  }

  @Override
  public void close() {
    ranking.close();
    eipLoop.close();
    keyLoop.close();
    operator.stop();
    informers.forEach(SharedIndexInformer::stop);
    journal.close();
  }
}
