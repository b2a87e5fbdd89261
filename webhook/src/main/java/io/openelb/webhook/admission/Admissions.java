package io.openelb.webhook.admission;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Service;
import io.openelb.api.Eip;
import io.openelb.api.ServiceMapper;
import io.openelb.core.allocation.ServiceId;
import io.openelb.webhook.admission.AdmissionRequest.Operation;
import io.openelb.webhook.cluster.ClusterState;
import io.openelb.webhook.cluster.Fresh;
import io.openelb.webhook.cluster.LiveReads;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The paths of the webhook: from the protocol to the rules. */
public final class Admissions {

  private final ClusterState cluster;
  private final SecondLook secondLook;
  private final String operator;

  /**
   * Admissions on the present state of a cluster.
   *
   * @param live is asked before anything is refused
   * @param operator the user whose writes to Services are not judged: it decides by the same rules,
   *     on fresher data
   */
  public Admissions(ClusterState cluster, LiveReads live, String operator) {
    this.cluster = cluster;
    this.secondLook = new SecondLook(cluster, live);
    this.operator = operator;
  }

  /** What answers, by path. */
  public Map<String, Admission> byPath() {
    return Map.of(
        "/validate/eips", this::validateEip,
        "/validate/services", this::validateService,
        "/mutate/services", this::mutateService);
  }

  private Verdict validateEip(AdmissionRequest request) throws MalformedReviewException {
    Eip before = oldObject(request, Eip.class);
    Eip after = object(request, Eip.class);
    return secondLook.decide(
        Fresh.nothing(),
        view -> EipAdmission.evaluate(before, after, view),
        view -> EipAdmission.basis(before, after, view));
  }

  private Verdict validateService(AdmissionRequest request) throws MalformedReviewException {
    Service before = oldObject(request, Service.class);
    Service after = object(request, Service.class);
    if (after == null || request.user().equals(operator)) {
      return Verdict.allow();
    }
    // Of the Service itself nobody knows better than the request.
    return secondLook.decide(
        Fresh.service(ServiceMapper.id(after), Optional.ofNullable(before)),
        view -> ServiceValidation.evaluate(before, after, view),
        view -> ServiceValidation.basis(after, view));
  }

  private Verdict mutateService(AdmissionRequest request) throws MalformedReviewException {
    Service before = oldObject(request, Service.class);
    Service after = object(request, Service.class);
    if (after == null || request.user().equals(operator)) {
      return Verdict.allow();
    }
    ServiceId id = idOf(after, request.uid());
    return cluster.decide((view, proposals) -> {
      ServiceMutation.Outcome outcome =
          ServiceMutation.evaluate(
              before,
              after,
              view,
              proposals.choiceFor(id),
              ip -> proposals.taken(ip, id) && !isNameless(after));
      if (!request.dryRun() && !outcome.granted().isEmpty()) {
        proposals.hold(id, outcome.granted());
      }
      return Verdict.patch(outcome.patch());
    });
  }

  /**
   * With {@code generateName} a Service has no name yet: the request stands in for it. What such a
   * Service brings along in a mark is then from our own first answer to the same creation.
   */
  private static ServiceId idOf(Service service, String requestUid) {
    ServiceId id = ServiceMapper.id(service);
    return isNameless(service) ? new ServiceId(id.namespace(), requestUid) : id;
  }

  private static boolean isNameless(Service service) {
    String name = service.getMetadata().getName();
    return name == null || name.isEmpty();
  }

  private static <T extends HasMetadata> @Nullable T object(AdmissionRequest request, Class<T> type)
      throws MalformedReviewException {
    return request.operation() == Operation.DELETE
        ? null
        : ReviewedObject.read(request.object(), "object", type);
  }

  private static <T extends HasMetadata> @Nullable T oldObject(
      AdmissionRequest request, Class<T> type) throws MalformedReviewException {
    return request.operation() == Operation.CREATE
        ? null
        : ReviewedObject.read(request.oldObject(), "oldObject", type);
  }
}
