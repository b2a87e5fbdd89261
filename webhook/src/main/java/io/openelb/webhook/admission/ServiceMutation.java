package io.openelb.webhook.admission;

import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.openelb.api.Names;
import io.openelb.api.ServiceMapper;
import io.openelb.core.address.Ip;
import io.openelb.core.allocation.AddressChoice;
import io.openelb.core.allocation.Allocator;
import io.openelb.core.allocation.Claim;
import io.openelb.core.allocation.Decision;
import io.openelb.core.allocation.Grant;
import io.openelb.webhook.cluster.ClusterSnapshot;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedSet;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What we write into a Service at admission: the address that it is going to have, so that the
 * operator needs one write less, and whatever somebody else wrote into what is ours, put right.
 */
public final class ServiceMutation {

  private ServiceMutation() {}

  /**
   * The decision.
   *
   * @param patch empty when all is as it should be
   * @param granted what it is going to have, to be held back for it
   */
  record Outcome(List<JsonPatchOperation> patch, Set<Ip> granted) {
    private static final Outcome NOTHING = new Outcome(List.of(), Set.of());
  }

  /**
   * Decides.
   *
   * @param before null on CREATE
   * @param choice which free address to propose
   * @param taken whether an address is spoken for by another Service
   */
  static Outcome evaluate(
      @Nullable Service before,
      Service after,
      ClusterSnapshot view,
      AddressChoice choice,
      Predicate<Ip> taken) {
    if (after.isMarkedForDeletion()) {
      return Outcome.NOTHING;
    }
    Service old = before != null && view.selection().covers(before) ? before : null;
    Service whole = before == null ? withoutStatus(after) : completed(before, after);
    if (!view.selection().covers(after)) {
      return old == null
          ? Outcome.NOTHING
          : new Outcome(cleared(old, after).patch(after), Set.of());
    }
    SequencedSet<Ip> mark = Mark.of(old, after);
    Prefill kept = kept(old, after, mark);
    if (old != null && !asksAnew(old, whole, mark, view)) {
      return new Outcome(kept.patch(after), Set.of());
    }
    SequencedSet<Ip> free = new LinkedHashSet<>(mark);
    free.removeIf(ip -> old == null && taken.test(ip));
    String asked = spokenFor(after, mark, free) ? null : kept.loadBalancerIp();
    Claim claim = view.claim(with(whole, asked, text(free)));
    if (old != null && !claim.problems().isEmpty()) {
      // For the validation to refuse: what the user wrote must still be there.
      return new Outcome(kept.patch(after), Set.of());
    }
    Decision decision = Allocator.decide(view.pools(), view.ledger(), claim, choice);
    if (decision.grants().isEmpty()) {
      return new Outcome(
          old == null ? without(kept, after).patch(after) : kept.patch(after), Set.of());
    }
    return prefilled(after, kept, claim, decision.grants());
  }

  /**
   * What stays of ours on a Service that leaves our care: what the operator wrote, for it to remove
   * together with the status. By it an operator that was away sees that this one was ours. An
   * address that the user pins stays: the next load balancer is to give it.
   */
  private static Prefill cleared(Service old, Service after) {
    String text = after.getSpec().getLoadBalancerIP();
    boolean ours = ServiceMapper.isProposed(after, Mark.of(old, after));
    Prefill was = Prefill.of(old);
    return new Prefill(ours ? null : text, null, null, was.eips(), was.nodes());
  }

  /**
   * Ours as it was before, and the address that the user wrote or, if that was dropped, the one
   * that we did.
   */
  private static Prefill kept(@Nullable Service old, Service after, SequencedSet<Ip> mark) {
    String written = after.getSpec().getLoadBalancerIP();
    if (old == null) {
      return new Prefill(written, null, text(mark), null, null);
    }
    Prefill was = Prefill.of(old);
    boolean dropped = written == null || written.isBlank();
    boolean wasOurs = ServiceMapper.isProposed(old, mark);
    return new Prefill(
        dropped && wasOurs ? was.loadBalancerIp() : written,
        was.eip(),
        text(mark),
        was.eips(),
        was.nodes());
  }

  /**
   * Whether the address was a proposal, as a copied manifest has one, and is another Service's by
   * now. Without its mark it would pass for a request.
   */
  private static boolean spokenFor(Service after, Set<Ip> mark, Set<Ip> free) {
    return ServiceMapper.loadBalancerIp(after)
        .filter(ip -> mark.contains(ip) && !free.contains(ip))
        .isPresent();
  }

  /** Whether an update asks for something else than before, or gives up a request. */
  private static boolean asksAnew(
      Service old, Service after, SequencedSet<Ip> mark, ClusterSnapshot view) {
    Service marked = with(after, after.getSpec().getLoadBalancerIP(), text(mark));
    boolean dropped =
        ServiceMapper.loadBalancerIp(old).isPresent()
            && ServiceMapper.loadBalancerIp(after).isEmpty();
    return dropped || !view.claim(old).equals(view.claim(marked));
  }

  /**
   * Nothing is to be had: then nothing is proposed either, and a copied proposal must not pass for
   * a request.
   */
  private static Prefill without(Prefill kept, Service after) {
    boolean copied = ServiceMapper.isProposed(after);
    return new Prefill(copied ? null : kept.loadBalancerIp(), null, null, null, null);
  }

  private static Outcome prefilled(Service after, Prefill kept, Claim claim, List<Grant> grants) {
    Set<Ip> requested =
        claim.requested().values().stream().map(Claim.Requested::ip).collect(Collectors.toSet());
    Set<Ip> proposed =
        grants.stream()
            .map(Grant::address)
            .filter(ip -> !requested.contains(ip))
            .collect(Collectors.toCollection(LinkedHashSet::new));
    Optional<Ip> usersOwn =
        ServiceMapper.loadBalancerIp(after)
            .filter(ip -> !claim.prefilled().contains(ip) && requested.contains(ip));
    Ip first = grants.getFirst().address();
    SequencedSet<Ip> mark = new LinkedHashSet<>();
    if (usersOwn.isEmpty()) {
      mark.add(first);
    }
    mark.addAll(proposed);
    List<String> eips = grants.stream().flatMap(grant -> grant.pool().stream()).toList();
    var prefill =
        new Prefill(
            usersOwn.isPresent() ? after.getSpec().getLoadBalancerIP() : first.toString(),
            eips.isEmpty() ? null : eips.getFirst(),
            text(mark),
            eips.size() > 1 ? String.join(",", eips) : null,
            kept.nodes());
    return new Outcome(
        prefill.patch(after),
        grants.stream().map(Grant::address).collect(Collectors.toUnmodifiableSet()));
  }

  /**
   * The update with what the API server is going to fill in from before, as a PUT need not carry it
   * and comes to us as it was sent; and with that by which its status is known for ours.
   */
  private static Service completed(Service before, Service after) {
    List<String> families = after.getSpec().getIpFamilies();
    String nodes = Prefill.of(before).nodes();
    return new ServiceBuilder(after)
        .editMetadata()
        .withUid(before.getMetadata().getUid())
        .withCreationTimestamp(before.getMetadata().getCreationTimestamp())
        .withFinalizers(before.getMetadata().getFinalizers())
        .removeFromAnnotations(Names.NODES)
        .addToAnnotations(nodes == null ? Map.of() : Map.of(Names.NODES, nodes))
        .endMetadata()
        .editSpec()
        .withIpFamilies(
            families == null || families.isEmpty() ? before.getSpec().getIpFamilies() : families)
        .endSpec()
        .withStatus(before.getStatus())
        .build();
  }

  /** A copied manifest may have one; the API server drops it, but only after us. */
  private static Service withoutStatus(Service created) {
    return new ServiceBuilder(created).withStatus(null).build();
  }

  private static Service with(
      Service service, @Nullable String loadBalancerIp, @Nullable String mark) {
    return new ServiceBuilder(service)
        .editMetadata()
        .removeFromAnnotations(Names.PREFILLED)
        .addToAnnotations(mark == null ? Map.of() : Map.of(Names.PREFILLED, mark))
        .endMetadata()
        .editSpec()
        .withLoadBalancerIP(loadBalancerIp)
        .endSpec()
        .build();
  }

  private static @Nullable String text(Collection<Ip> mark) {
    return mark.isEmpty() ? null : mark.stream().map(Ip::toString).collect(Collectors.joining(","));
  }
}
