package io.openelb.operator;

import io.fabric8.kubernetes.api.model.Service;
import io.javaoperatorsdk.operator.Operator;
import io.javaoperatorsdk.operator.monitoring.micrometer.MicrometerMetrics;
import io.micrometer.core.instrument.MeterRegistry;
import io.openelb.api.Names;
import io.openelb.api.Selection;
import io.openelb.api.ServiceMapper;
import io.openelb.api.watch.MetadataStore;
import io.openelb.core.address.Family;
import io.openelb.core.allocation.ServiceId;
import io.openelb.operator.book.AddressBook;
import io.openelb.operator.conflict.Strangers;
import io.openelb.operator.conflict.UnannouncedAddresses;
import io.openelb.operator.eip.EipReconciler;
import io.openelb.operator.eip.EipSource;
import io.openelb.operator.eip.PoolKeeper;
import io.openelb.operator.eip.PoolMetrics;
import io.openelb.operator.eip.ReservedAddresses;
import io.openelb.operator.eip.SpeakerProblems;
import io.openelb.operator.event.EventJournal;
import io.openelb.operator.leader.Leadership;
import io.openelb.operator.pace.PacedLoop;
import io.openelb.operator.pace.PeriodLimiter;
import io.openelb.operator.pace.Retries;
import io.openelb.operator.ranking.RankingLoop;
import io.openelb.operator.service.ServiceControl;
import io.openelb.operator.service.ServiceDesk;
import io.openelb.operator.service.ServiceSource;
import io.openelb.operator.speakers.SpeakerKey;
import io.openelb.operator.speakers.Speakers;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the leader does, from when it may decide until it ends. */
final class Leader implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(Leader.class);

  /** The API server takes a few hundred writes a second; more at once only queue there. */
  static final int RECONCILERS = 16;

  /** How long the first lists may take. */
  static final Duration SYNC_TIMEOUT = Duration.ofMinutes(2);

  private static final Duration EIP_PACE = Duration.ofSeconds(1);

  /** A rotation takes three steps. */
  private static final Duration KEY_PACE = Duration.ofSeconds(5);

  private final Watches watches;
  private final Strangers strangers = new Strangers(System::nanoTime);
  private final AddressBook book;
  private final ServiceSource services;
  private final ServiceDesk desk;
  private final EipSource eips;
  private final PoolKeeper keeper;
  private final SpeakerProblems speakerProblems;
  private final PoolMetrics poolMetrics;
  private final RankingLoop ranking;
  private final PacedLoop eipLoop;
  private final PacedLoop keyLoop;
  private final EventJournal journal;
  private final OldFinalizers oldFinalizers;
  private final Operator operator;
  private long changesSeen = -1;
  private volatile boolean closed;

  Leader(
      ApiClients clients,
      String namespace,
      String instance,
      Selection selection,
      Leadership leadership,
      Optional<Duration> rebalanceInterval,
      Duration syncTimeout,
      MeterRegistry metrics) {
    UnannouncedAddresses unannounced = new UnannouncedAddresses(System::nanoTime);
    this.watches = new Watches(clients.reader(), namespace, new Reactions(), syncTimeout);
    this.oldFinalizers = new OldFinalizers(clients.writer(), leadership);
    this.services = new ServiceSource(this::see, gone -> desk().forget(gone));
    this.book = new AddressBook(services::recheck, unannounced, strangers);
    this.keeper = new PoolKeeper(book::setPools);
    this.eips = new EipSource(keeper, oldFinalizers::see);
    this.speakerProblems = new SpeakerProblems(watches::nodes);
    this.poolMetrics = new PoolMetrics(book, metrics);
    this.ranking =
        new RankingLoop(
            watches::nodes,
            watches.speakers(),
            book::pools,
            watches.endpoints()::nodesOf,
            services::recheck,
            () -> book.isSeeded() && leadership.mayWrite(),
            rebalanceInterval,
            System::nanoTime);
    this.desk =
        new ServiceDesk(
            selection,
            // The API server fills in the families of every Service; this is for none at all.
            new ServiceMapper(Family.IPV4),
            watches::labelsOf,
            watches::readEndpoints,
            book,
            ranking.rankings(),
            unannounced);
    this.journal = new EventJournal(clients.writer(), instance, Clock.systemUTC(), metrics);
    this.eipLoop = new PacedLoop("eips", EIP_PACE, EIP_PACE, this::recheckEips);
    SpeakerKey key = new SpeakerKey(clients.writer(), namespace, Names.SPEAKER_KEY_SECRET);
    this.keyLoop =
        new PacedLoop(
            "speaker-key", KEY_PACE, KEY_PACE, () -> keepKey(key, leadership, watches.speakers()));
    this.operator = operator(clients, syncTimeout, metrics);
    operator.register(
        ServiceControl.reconciler(
            desk, book, clients.writer(), leadership, journal, strangers, services),
        ServiceControl.configuration(desk, services));
    operator.register(
        new EipReconciler(
            clients.writer(),
            leadership,
            book,
            keeper,
            eips,
            speakerProblems,
            journal,
            Clock.systemUTC()),
        config ->
            config
                .withName("eip")
                .withGenerationAware(false)
                .withInformerListLimit(MetadataStore.PAGE)
                .withRateLimiter(new PeriodLimiter(EIP_PACE, System::nanoTime))
                .withRetry(Retries.forever()));
  }

  private static Operator operator(
      ApiClients clients, Duration syncTimeout, MeterRegistry metrics) {
    return new Operator(config ->
        config
            .withKubernetesClient(clients.reader())
            .withCloseClientOnStop(false)
            .withResourceCloner(new IdentityCloner())
            .withConcurrentReconciliationThreads(RECONCILERS)
            .withParseResourceVersions(true)
            .withUseSSAToPatchPrimaryResource(false)
            .withStopOnInformerErrorDuringStartup(false)
            .withCacheSyncTimeout(syncTimeout)
            .withReconciliationTerminationTimeout(Duration.ofSeconds(5))
            .withMetrics(MicrometerMetrics.withoutPerResourceMetrics(metrics)));
  }

  /** Reads everything there is, then begins to decide; does neither once it is closed. */
  void start() {
    try {
      begin();
    } finally {
      if (closed) {
        // What was begun since then.
        release();
      }
    }
  }

  private void begin() {
    long startedAt = System.nanoTime();
    journal.start();
    oldFinalizers.start();
    keyLoop.start();
    watches.start();
    lookAround();
    speakerProblems.see(watches.speakers().view());
    operator.start();
    if (!operator.getRuntimeInfo().allEventSourcesAreHealthy()) {
      // What holds an address may be missing from the list, and the address would be given away.
      throw new IllegalStateException("Services or Eips could not be listed in time");
    }
    // The word of each comes later: until then one would be given what another Eip is to give.
    eips.tellOfAll();
    // What others have got while the lists came must not be given away.
    lookAround();
    desk.seed(services);
    ranking.start();
    eipLoop.start();
    log.info(
        "deciding, {} ms after the start: {} nodes, {} pools, {} services",
        Duration.ofNanos(System.nanoTime() - startedAt).toMillis(),
        watches.nodes().size(),
        book.pools().all().size(),
        services.all().size());
  }

  /** Whether claims are decided. */
  boolean isDeciding() {
    return book.isSeeded();
  }

  private ServiceDesk desk() {
    return desk;
  }

  private void see(Service service) {
    desk.see(service);
    oldFinalizers.see(service);
  }

  private final class Reactions implements Watches.Listener {

    @Override
    public void surroundingsChanged() {
      if (book.isSeeded()) {
        lookAround();
      }
      ranking.wake();
    }

    @Override
    public void namespaceChanged(String name) {
      services.recheck(book.waiting().stream().filter(id -> id.namespace().equals(name)).toList());
    }

    @Override
    public void endpointsMoved(ServiceId service) {
      ranking.endpointsMoved(service);
    }
  }

  /** Leaves out of the pools what others have. */
  private void lookAround() {
    keeper.reserve(ReservedAddresses.of(watches.nodes(), watches.speakers().view()));
    strangers.see(watches.speakers().view());
    keeper.leaveOut(strangers.all());
  }

  /** Speakers are silent without a key; a rotation must know all of them. */
  private void keepKey(SpeakerKey key, Leadership leadership, Speakers speakers) {
    key.ensure();
    if (book.isSeeded() && leadership.mayWrite()) {
      key.rotate(speakers.present());
    }
  }

  private void recheckEips() {
    // A speaker that is not heard of any more reports no stranger, either.
    lookAround();
    boolean news = speakerProblems.see(watches.speakers().view());
    long changes = book.changes();
    if (changes != changesSeen) {
      changesSeen = changes;
      poolMetrics.update();
      news = true;
    }
    if (news) {
      eips.recheckAll();
    }
  }

  @Override
  public void close() {
    closed = true;
    release();
  }

  private void release() {
    ranking.close();
    eipLoop.close();
    keyLoop.close();
    operator.stop();
    oldFinalizers.close();
    watches.close();
    journal.close();
  }
}
