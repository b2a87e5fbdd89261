package io.openelb.webhook.admission;

import io.fabric8.kubernetes.api.model.Service;
import io.openelb.core.address.Ip;
import io.openelb.core.allocation.Allocator;
import io.openelb.core.allocation.Claim;
import io.openelb.core.allocation.ServiceId;
import io.openelb.core.allocation.SharingRules;
import io.openelb.core.allocation.Tenant;
import io.openelb.core.pool.Violation;
import io.openelb.webhook.cluster.Basis;
import io.openelb.webhook.cluster.ClusterSnapshot;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Whether a Service may be written: what it asks for must be possible. */
public final class ServiceValidation {

  private ServiceValidation() {}

  /**
   * Decides. Of an update only what it makes wrong is refused. A Service for which no address is
   * left may be written: it waits.
   *
   * @param before null on CREATE
   */
  static Verdict evaluate(@Nullable Service before, Service after, ClusterSnapshot view) {
    if (after.isMarkedForDeletion() || !view.selection().covers(after)) {
      return Verdict.allow();
    }
    Claim claim = view.claim(after);
    List<Violation> violations = new ArrayList<>(violations(claim, view));
    if (before != null && view.selection().covers(before)) {
      Claim claimBefore = view.claim(before);
      if (claim.equals(claimBefore)) {
        return Verdict.allow();
      }
      violations.removeAll(violations(claimBefore, view));
    }
    return verdict(violations);
  }

  /** What else than the Eips a refusal can rest on. */
  static Basis basis(Service after, ClusterSnapshot view) {
    Claim claim = view.claim(after);
    Tenant tenant = claim.tenant();
    Set<Ip> addresses = new HashSet<>(claim.held());
    addresses.addAll(view.ledger().heldBy(tenant));
    claim.requested().values().forEach(requested -> addresses.add(requested.ip()));
    Set<ServiceId> inTheWay =
        addresses.stream()
            .flatMap(ip -> view.ledger().tenants(ip).stream())
            .filter(other -> !other.service().equals(tenant.service()))
            .filter(other -> !SharingRules.compatible(tenant, other))
            .map(Tenant::service)
            .collect(Collectors.toSet());
    return new Basis(
        inTheWay, view.nodesWith(addresses::contains), Set.of(claim.service().namespace()));
  }

  private static Verdict verdict(List<Violation> violations) {
    List<Violation> against =
        violations.stream().filter(violation -> !violation.reason().waits()).toList();
    return against.isEmpty()
        ? new Verdict.Allow(violations.stream().map(Violation::message).toList())
        : Verdict.deny(against);
  }

  private static List<Violation> violations(Claim claim, ClusterSnapshot view) {
    return Allocator.decide(view.pools(), view.ledger(), claim).violations();
  }
}
