package io.openelb.operator.service;

import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.openelb.api.ServiceMapper;
import io.openelb.core.address.Ip;
import io.openelb.core.address.Parsed;
import io.openelb.core.allocation.Allocator;
import io.openelb.core.allocation.Decision;
import io.openelb.core.allocation.Grant;
import io.openelb.core.pool.Violation;
import io.openelb.operator.conflict.Strangers;
import io.openelb.operator.event.EventJournal;
import io.openelb.operator.event.Reason;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;

/** Tells what happened to a Service, as Events, after it was written. */
final class ServiceNews {

  private final EventJournal journal;
  private final Strangers strangers;

  ServiceNews(EventJournal journal, Strangers strangers) {
    this.journal = journal;
    this.strangers = strangers;
  }

  /** Tells the difference between what stood on a Service and what stands there now. */
  void tell(Service before, ServiceDesk.Outcome outcome) {
    List<String> had = StatusPatch.addresses(before).stream().filter(Objects::nonNull).toList();
    Desired now = outcome.desired();
    // Of one that is no LoadBalancer any more the API server has cleared the status already.
    List<String> lost =
        outcome.inCare()
            ? had.stream().filter(ip -> !now.addresses().contains(ip)).toList()
            : outcome.decision().releases().stream().map(Ip::toString).toList();
    if (!lost.isEmpty()) {
      journal.tell(before, Reason.RELEASE_IP, "released " + String.join(", ", lost));
      tellOfExchange(before, lost, now);
    }
    if (!had.containsAll(now.addresses())) {
      journal.tell(before, Reason.ASSIGN_IP, assigned(outcome));
    } else {
      tellOfAnotherFirst(before, outcome);
    }
    if (!outcome.decision().violations().isEmpty()) {
      journal.tell(
          before, problem(outcome.decision()), Violation.messages(outcome.decision().violations()));
    }
  }

  /** Tells that what we write into the status does not stay there. */
  void tellOfRival(Service service) {
    journal.tell(
        service,
        Reason.ASSIGN_IP_FAILED,
        "another controller writes status.loadBalancer; leave this Service to one of the two");
  }

  /** Tells that the API server does not take what we write. */
  void tellOfRefusal(Service service, KubernetesClientException e) {
    String why = e.getStatus() == null ? null : e.getStatus().getMessage();
    journal.tell(
        service,
        Reason.ASSIGN_IP_FAILED,
        "the API server refuses what the operator writes: "
            + Objects.requireNonNullElse(why, "HTTP status " + e.getCode()));
  }

  private void tellOfExchange(Service before, List<String> lost, Desired now) {
    for (String address : lost) {
      if (!(Ip.parse(address) instanceof Parsed.Good<Ip>(Ip old))) {
        continue;
      }
      strangers
          .at(old)
          .flatMap(
              what -> now.inFamily(old.family()).map(ip -> what + "; " + ip + " is given instead"))
          .ifPresent(what -> journal.tell(before, Reason.ADDRESS_CONFLICT, old + " is " + what));
    }
  }

  /** That others have an address which is kept all the same is no failure to assign one. */
  private Reason problem(Decision decision) {
    boolean contested =
        decision instanceof Decision.Keep
            && decision.violations().stream()
                .anyMatch(violation ->
                    violation.reason() == Violation.Reason.CONFLICT
                        && violation.path().equals(Allocator.STATUS_PATH));
    return contested ? Reason.ADDRESS_CONFLICT : Reason.ASSIGN_IP_FAILED;
  }

  private void tellOfAnotherFirst(Service before, ServiceDesk.Outcome outcome) {
    Optional<String> first = outcome.desired().ranking().stream().findFirst();
    boolean isSame = first.equals(ServiceMapper.ranking(before).stream().findFirst());
    if (!isSame || outcome.unanswered().isPresent()) {
      journal.tell(before, Reason.NODE_ASSIGNED, answering(outcome));
    }
  }

  private static String assigned(ServiceDesk.Outcome outcome) {
    String addresses =
        outcome.desired().grants().stream()
            .map(ServiceNews::withEip)
            .collect(Collectors.joining(", "));
    return "assigned " + addresses + "; " + answering(outcome);
  }

  private static String answering(ServiceDesk.Outcome outcome) {
    List<String> unanswered =
        outcome.unanswered().stream()
            .flatMap(left -> left.addresses().stream())
            .map(Ip::toString)
            .toList();
    String answered =
        outcome.desired().addresses().stream()
            .filter(ip -> !unanswered.contains(ip))
            .collect(Collectors.joining(", "));
    String node = outcome.desired().ranking().stream().findFirst().orElse("");
    return (node.isEmpty() ? "no node may answer for " : node + " answers for ")
        + answered
        + because(outcome.reason())
        + outcome
            .unanswered()
            .map(left ->
                "; no node may answer for "
                    + String.join(", ", unanswered)
                    + " too"
                    + because(left.reason()))
            .orElse("");
  }

  private static String because(String reason) {
    return reason.isEmpty() ? "" : ": " + reason;
  }

  private static String withEip(Grant grant) {
    Ip address = grant.address();
    return grant.pool().map(eip -> address + " of Eip " + eip).orElseGet(address::toString);
  }
}
