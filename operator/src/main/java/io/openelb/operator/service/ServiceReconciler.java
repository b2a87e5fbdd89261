package io.openelb.operator.service;

import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import io.openelb.api.ServiceMapper;
import io.openelb.api.http.ApiErrors;
import io.openelb.core.address.Ip;
import io.openelb.core.allocation.Grant;
import io.openelb.core.allocation.Seniority;
import io.openelb.core.allocation.ServiceId;
import io.openelb.operator.book.AddressBook;
import io.openelb.operator.leader.NotLeadingException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries out what was decided about a Service. It is no {@code Cleaner}: that would put a
 * finalizer on every Service of the cluster, also on those that are not ours.
 */
public final class ServiceReconciler implements Reconciler<Service> {

  private static final Logger log = LoggerFactory.getLogger(ServiceReconciler.class);

  /** More often than this somebody else writes faster than we do: then with a pause. */
  private static final int ATTEMPTS = 4;

  private static final Duration PAUSE = Duration.ofMillis(500);

  private final ServiceDesk desk;
  private final AddressBook book;
  private final ServiceWriter writer;
  private final ServiceNews news;
  private final Rivals rivals;
  private final ServiceSource source;

  ServiceReconciler(
      ServiceDesk desk,
      AddressBook book,
      ServiceWriter writer,
      ServiceNews news,
      Rivals rivals,
      ServiceSource source) {
    this.desk = desk;
    this.book = book;
    this.writer = writer;
    this.news = news;
    this.rivals = rivals;
    this.source = source;
  }

  @Override
  public List<EventSource<?, Service>> prepareEventSources(EventSourceContext<Service> context) {
    source.attach(context.getPrimaryCache());
    return List.of(source);
  }

  @Override
  public UpdateControl<Service> reconcile(Service service, Context<Service> context)
      throws InterruptedException {
    book.awaitSeed();
    try {
      return carryOutLatest(service, written -> remember(service, written, context));
    } finally {
      forgetIfGone(service);
    }
  }

  /**
   * Carries out what was decided about the Service as it is by then: another may write at the same
   * time.
   *
   * @param done told the Service as it is in the end
   */
  UpdateControl<Service> carryOutLatest(Service service, Consumer<Service> done) {
    Duration pause = rivals.pause(ServiceMapper.id(service));
    if (!pause.isZero()) {
      return UpdateControl.<Service>noUpdate().rescheduleAfter(pause);
    }
    Optional<Service> current = Optional.of(service);
    for (int attempt = 0; attempt < ATTEMPTS && current.isPresent(); attempt++) {
      if (!desk.isInformedOf(current.get())) {
        break;
      }
      try {
        done.accept(carryOut(current.get()));
        return UpdateControl.noUpdate();
      } catch (NotLeadingException e) {
        log.debug("service {}: {}", ServiceMapper.id(service), e.getMessage());
        return UpdateControl.<Service>noUpdate().rescheduleAfter(PAUSE);
      } catch (KubernetesClientException e) {
        if (ApiErrors.isNotFound(e)) {
          // One that was made anew may be gone before the watch has told of it.
          desk.forget(ServiceMapper.seniority(current.get()));
          break;
        }
        if (ApiErrors.isRefusal(e)) {
          news.tellOfRefusal(current.get(), e);
        }
        if (!ApiErrors.isConflict(e)) {
          throw e;
        }
        current = writer.reread(current.get());
      }
    }
    return UpdateControl.<Service>noUpdate().rescheduleAfter(PAUSE);
  }

  /**
   * What the Service gives up is others' after its status has been written. Of one that left our
   * care the status goes first: a write to the Service itself may be denied by somebody else's
   * policy.
   */
  Service carryOut(Service service) {
    if (service.isMarkedForDeletion()) {
      // It keeps its address until it is gone.
      return service;
    }
    ServiceDesk.Outcome outcome = desk.decide(service);
    Service corrected = outcome.inCare() ? correct(service, outcome.desired()) : service;
    Optional<String> patch = StatusPatch.of(corrected, outcome.desired());
    Service written = patch.map(status -> writer.patchStatus(corrected, status)).orElse(corrected);
    if (patch.isPresent()) {
      log.info(
          "service {}/{}: addresses {}, nodes {}",
          service.getMetadata().getNamespace(),
          service.getMetadata().getName(),
          outcome.desired().addresses(),
          outcome.desired().ranking());
    }
    settle(service, written);
    news.tell(corrected, outcome);
    if (!StatusPatch.addresses(corrected).equals(StatusPatch.addresses(written))
        && rivals.wrote(ServiceMapper.id(service), outcome.desired().addresses())) {
      news.tellOfRival(corrected);
    }
    if (!ServiceMapper.ranking(corrected).equals(outcome.desired().ranking())) {
      // Whoever shares an address with this Service may go by its ranking.
      source.recheck(book.beside(ServiceMapper.id(service)));
    }
    return outcome.inCare() ? written : write(written, PrefillPatch.takeBack(written));
  }

  /**
   * Where nothing was to be written although the Service gave something up, the API server is
   * asked: the watch, by whose word we go, may be behind a write of ours whose answer was lost.
   */
  private void settle(Service read, Service written) {
    ServiceId id = ServiceMapper.id(read);
    if (book.isLeaving(id)) {
      desk.settle(id, written.equals(read) ? writer.reread(read) : Optional.of(written));
    }
  }

  /** The status counts: it is written though a policy may be against a write to the rest. */
  private Service correct(Service service, Desired desired) {
    List<Ip> given = desired.grants().stream().map(Grant::address).toList();
    try {
      return write(service, PrefillPatch.correct(service, given));
    } catch (KubernetesClientException e) {
      if (!ApiErrors.isRefusal(e)) {
        throw e;
      }
      news.tellOfRefusal(service, e);
      return service;
    }
  }

  private Service write(Service service, Optional<String> patch) {
    return patch.map(text -> writer.patch(service, text)).orElse(service);
  }

  /**
   * A Service can go between its being read and its being decided; then the word of its deletion
   * came too early to take back what was decided after it.
   */
  private void forgetIfGone(Service service) {
    Seniority decided = ServiceMapper.seniority(service);
    if (source
        .get(decided.service())
        .map(ServiceMapper::seniority)
        .filter(decided::equals)
        .isEmpty()) {
      desk.forget(decided);
    }
  }

  /** What was written is known before the watch brings it. */
  private static void remember(Service seen, Service written, Context<Service> context) {
    if (!written.equals(seen)) {
      context
          .eventSourceRetriever()
          .getControllerEventSource()
          .handleRecentResourceUpdate(ResourceID.fromResource(seen), written, seen);
    }
  }
}
