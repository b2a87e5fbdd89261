package io.openelb.operator.eip;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import io.openelb.api.Eip;
import io.openelb.api.EipReading;
import io.openelb.api.EipStatus;
import io.openelb.api.http.ApiErrors;
import io.openelb.core.address.Ip;
import io.openelb.core.allocation.ServiceId;
import io.openelb.operator.book.AddressBook;
import io.openelb.operator.event.EventJournal;
import io.openelb.operator.event.Reason;
import io.openelb.operator.http.MergePatch;
import io.openelb.operator.leader.Leadership;
import io.openelb.operator.leader.NotLeadingException;
import java.time.Clock;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes the figures and conditions of Eips. How often is bounded by the controller's rate limit.
 */
public final class EipReconciler implements Reconciler<Eip> {

  private static final Logger log = LoggerFactory.getLogger(EipReconciler.class);
  private static final ObjectMapper MAPPER = new ObjectMapper();
  private static final Duration PAUSE = Duration.ofSeconds(1);

  private final KubernetesClient client;
  private final Leadership leadership;
  private final AddressBook book;
  private final PoolKeeper keeper;
  private final EipSource source;
  private final SpeakerProblems speakerProblems;
  private final EventJournal journal;
  private final EipStatuses statuses;

  /** A reconciler. */
  public EipReconciler(
      KubernetesClient client,
      Leadership leadership,
      AddressBook book,
      PoolKeeper keeper,
      EipSource source,
      SpeakerProblems speakerProblems,
      EventJournal journal,
      Clock clock) {
    this.client = client;
    this.leadership = leadership;
    this.book = book;
    this.keeper = keeper;
    this.source = source;
    this.speakerProblems = speakerProblems;
    this.journal = journal;
    this.statuses = new EipStatuses(clock);
  }

  @Override
  public List<EventSource<?, Eip>> prepareEventSources(EventSourceContext<Eip> context) {
    source.attach(context.getPrimaryCache());
    return List.of(source);
  }

  @Override
  public UpdateControl<Eip> reconcile(Eip eip, Context<Eip> context) throws InterruptedException {
    book.awaitSeed();
    try {
      leadership.requireWrite();
      writeStatus(eip);
      return UpdateControl.noUpdate();
    } catch (NotLeadingException e) {
      log.debug("eip {}: {}", eip.getMetadata().getName(), e.getMessage());
    } catch (KubernetesClientException e) {
      if (ApiErrors.isNotFound(e)) {
        return UpdateControl.noUpdate();
      }
      if (!ApiErrors.isConflict(e)) {
        throw e;
      }
    }
    return UpdateControl.<Eip>noUpdate().rescheduleAfter(PAUSE);
  }

  /** Writes the status if it is another than what stands. */
  void writeStatus(Eip eip) {
    Optional<EipReading> reading = keeper.reading(eip.getMetadata().getName());
    if (reading.isEmpty()) {
      return;
    }
    NavigableMap<Ip, List<ServiceId>> used =
        reading.get().pool().map(book::usedOf).orElseGet(Collections::emptyNavigableMap);
    List<String> problems = reading.get().pool().map(speakerProblems::of).orElse(List.of());
    EipStatus status = statuses.status(eip, reading.get(), used, problems);
    ObjectNode before =
        eip.getStatus() == null
            ? JsonNodeFactory.instance.objectNode()
            : MAPPER.valueToTree(eip.getStatus());
    ObjectNode difference = MergeDiff.between(before, MAPPER.valueToTree(status));
    if (difference.isEmpty()) {
      return;
    }
    ObjectNode patch = MergePatch.of(eip);
    patch.set("status", difference);
    at(eip).subresource("status").patch(MergePatch.CONTEXT, patch.toString());
    Objects.requireNonNull(status.conditions()).forEach(condition -> tell(eip, condition));
  }

  /** Conflicts are told of the Services that have them. */
  private void tell(Eip eip, Condition now) {
    boolean holds = "True".equals(now.getStatus());
    if (now.getType().equals(EipStatus.READY)) {
      tell(eip, now, holds ? Reason.EIP_READY : Reason.EIP_REJECTED);
    } else if (now.getType().equals(EipStatus.DEGRADED) && holds) {
      tell(eip, now, Reason.SPEAKER_PROBLEM);
    }
  }

  private void tell(Eip eip, Condition now, Reason reason) {
    boolean same =
        EipStatuses.before(eip, now.getType())
            .filter(last -> last.getMessage().equals(now.getMessage()))
            .isPresent();
    if (!same) {
      log.info("eip {}: {}: {}", eip.getMetadata().getName(), reason.text(), now.getMessage());
      journal.tell(eip, reason, now.getMessage());
    }
  }

  private Resource<Eip> at(Eip eip) {
    return client.resources(Eip.class).resource(eip);
  }
}
