package io.openelb.certs;

import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the serving certificate valid and the API server's trust in it: one thread that always does
 * the same, when a certificate is due, when the Secret or a webhook configuration changes, and
 * again when something went wrong.
 *
 * <ol>
 *   <li>read the Secret; renew what is due; if the other replica was faster, take what it wrote;
 *   <li>hand the certificates to the server;
 *   <li>only then write the CA bundle into the webhook configurations.
 * </ol>
 */
public final class CertificateKeeper implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(CertificateKeeper.class);

  /** A look at the clock at least this often: timers don't count the time that a machine sleeps. */
  private static final Duration LONGEST_WAIT = Duration.ofHours(1);

  private static final Duration RETRY = Duration.ofSeconds(2);

  private final SecretStore store;
  private final CaInjector injector;
  private final RenewalPolicy policy;
  private final InstantSource clock;
  private final Consumer<Identity> server;
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("certificates").daemon().factory());
  private final AtomicBoolean queued = new AtomicBoolean();
  private final List<AutoCloseable> watches = new ArrayList<>();

  // Both belong to the thread above.
  private @Nullable Certificates loaded;
  private @Nullable Future<?> alarm;

  /**
   * @param server is given each new serving certificate; when it returns, the certificate is served
   */
  public CertificateKeeper(
      SecretStore store,
      CaInjector injector,
      RenewalPolicy policy,
      InstantSource clock,
      Consumer<Identity> server) {
    this.store = store;
    this.injector = injector;
    this.policy = policy;
    this.clock = clock;
    this.server = server;
  }

  /**
   * Begins; returns at once, also when no API server can be reached: that is tried until it works.
   */
  public void start() {
    checkSoon();
    watches.add(store.watch(this::checkSoon));
    watches.addAll(injector.watch(this::checkSoon));
  }

  @Override
  public void close() {
    thread.shutdownNow();
    for (AutoCloseable watch : watches) {
      try {
        watch.close();
      } catch (Exception e) {
        log.debug("closing a watch failed", e);
      }
    }
  }

  /** Many causes that arrive together make one check. */
  private void checkSoon() {
    if (!thread.isShutdown() && queued.compareAndSet(false, true)) {
      thread.execute(this::check);
    }
  }

  private void check() {
    queued.set(false);
    Instant next;
    try {
      next = settle();
    } catch (KubernetesClientException e) {
      log.warn("cannot settle the serving certificate yet: {}", reason(e));
      next = clock.instant().plus(RETRY);
    } catch (RuntimeException e) {
      // Whatever it is, it must not end the renewal for good.
      log.error("cannot settle the serving certificate", e);
      next = clock.instant().plus(RETRY);
    }
    if (alarm != null) {
      alarm.cancel(false);
    }
    Duration wait = Duration.between(clock.instant(), next);
    if (wait.compareTo(LONGEST_WAIT) > 0) {
      wait = LONGEST_WAIT;
    }
    alarm = thread.schedule(this::check, Math.max(wait.toMillis(), 1), TimeUnit.MILLISECONDS);
  }

  /** The client's own message says what it tried; its cause, if any, says what came in the way. */
  private static String reason(KubernetesClientException e) {
    Throwable cause = e.getCause();
    return cause == null ? String.valueOf(e.getMessage()) : e.getMessage() + " " + cause;
  }

  /** Brings everything in order. Returns when something is due next. */
  private Instant settle() {
    while (true) {
      SecretStore.Stored stored = store.load();
      Instant now = clock.instant();
      Renewal renewal = policy.decide(stored.certificates(), now);
      Certificates present = stored.certificates();
      if (renewal instanceof Renewal.Keep(Instant until) && present != null) {
        load(present);
        injector.inject(present.trustBundle());
        return until;
      }
      log.info("renewing certificates: {}", renewal);
      if (!store.save(policy.apply(renewal, present, now), stored)) {
        log.info("another replica renewed the certificates first; taking its");
      }
    }
  }

  private void load(Certificates certificates) {
    if (loaded != null
        && loaded.serving().certificate().equals(certificates.serving().certificate())) {
      return;
    }
    server.accept(certificates.serving());
    loaded = certificates;
    log.info("serving with {}", certificates.serving());
  }
}
