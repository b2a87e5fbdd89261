package io.openelb.operator.service;

import io.fabric8.kubernetes.api.model.Service;
import io.openelb.api.Metadata;
import io.openelb.api.Names;
import io.openelb.api.Selection;
import io.openelb.api.ServiceMapper;
import io.openelb.core.address.Ip;
import io.openelb.core.address.Parsed;
import io.openelb.core.allocation.Claim;
import io.openelb.core.allocation.Decision;
import io.openelb.core.allocation.Grant;
import io.openelb.core.allocation.Seniority;
import io.openelb.core.allocation.ServiceId;
import io.openelb.core.pool.Pools;
import io.openelb.operator.book.AddressBook;
import io.openelb.operator.conflict.UnannouncedAddresses;
import io.openelb.operator.ranking.Ranked;
import io.openelb.operator.ranking.Rankings;
import io.openelb.operator.ranking.Unanswered;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What should stand on a Service: its claim, decided, and its ranking. Writes nothing. */
public final class ServiceDesk {

  private final Selection selection;
  private final ServiceMapper mapper;
  private final Function<String, Optional<Map<String, String>>> namespaceLabels;
  private final BooleanSupplier readEndpoints;
  private final AddressBook book;
  private final Rankings rankings;
  private final UnannouncedAddresses unannounced;

  /**
   * A desk at which these are asked.
   *
   * @param namespaceLabels the labels of a namespace; empty when it is not seen yet
   * @param readEndpoints whether the nodes that have Services' pods are known, which is seen to
   *     from the first call on; asked before such a Service is decided to which they matter
   */
  public ServiceDesk(
      Selection selection,
      ServiceMapper mapper,
      Function<String, Optional<Map<String, String>>> namespaceLabels,
      BooleanSupplier readEndpoints,
      AddressBook book,
      Rankings rankings,
      UnannouncedAddresses unannounced) {
    this.selection = selection;
    this.mapper = mapper;
    this.namespaceLabels = namespaceLabels;
    this.readEndpoints = readEndpoints;
    this.book = book;
    this.rankings = rankings;
    this.unannounced = unannounced;
  }

  /**
   * What was decided.
   *
   * @param inCare whether the Service is in our care
   * @param decision why; a release without violations when it is not
   * @param reason why the first node of the ranking is the first; may be empty
   * @param unanswered the addresses that the nodes of the ranking may not answer for, if any
   */
  record Outcome(
      boolean inCare,
      Desired desired,
      Decision decision,
      String reason,
      Optional<Unanswered> unanswered) {

    Outcome(boolean inCare, Desired desired, Decision decision) {
      this(inCare, desired, decision, "", Optional.empty());
    }
  }

  /** Whether the Service is in our care, or carries what only we write. */
  public boolean concerns(Service service) {
    return selection.covers(service) || hasTrace(service);
  }

  /**
   * Begins with what stands on the Services, also on those that left our care and whose status the
   * last leader may not have come to clear. One that goes meanwhile is forgotten here: the word of
   * its deletion may have come before it was recorded.
   */
  public void seed(ServiceSource source) {
    List<Service> services = source.all().stream().filter(this::concerns).toList();
    services.stream()
        .filter(service -> !selection.covers(service))
        .forEach(service -> book.leave(ServiceMapper.tenant(service), leftOn(service)));
    Map<Boolean, List<Claim>> claims =
        services.stream()
            .filter(selection::covers)
            .collect(
                Collectors.partitioningBy(
                    this::mayGetMore, Collectors.mapping(this::claim, Collectors.toList())));
    claims.getOrDefault(false, List.of()).forEach(claim -> book.keep(claim.tenant(), claim.held()));
    services.stream()
        .filter(Service::isMarkedForDeletion)
        .map(ServiceMapper::id)
        .forEach(book::letGo);
    book.seed(claims.getOrDefault(true, List.of()));
    services.stream()
        .map(ServiceMapper::seniority)
        .filter(seeded -> source.get(seeded.service()).isEmpty())
        .forEach(this::forget);
  }

  /** Takes note of a Service before its turn comes. */
  public void see(Service service) {
    if (service.isMarkedForDeletion()) {
      ServiceId id = ServiceMapper.id(service);
      book.letGo(id);
      if (!book.beside(id).isEmpty()) {
        rankings.forget(id);
      }
    } else if (selection.covers(service)) {
      book.see(claim(service));
    }
  }

  /** Forgets a Service that is gone. */
  public void forget(Seniority gone) {
    if (book.release(gone)) {
      rankings.forget(gone.service());
    }
  }

  /**
   * Whether all is known by which the Service is decided and ranked. Of a namespace that is as new
   * as the Service the watch may tell later.
   */
  boolean isInformedOf(Service service) {
    return !selection.covers(service)
        || (labels(service).isPresent()
            && (!ServiceMapper.tenant(service).local() || readEndpoints.getAsBoolean()));
  }

  /** Decides what should stand on the Service. */
  Outcome decide(Service service) {
    ServiceId id = ServiceMapper.id(service);
    if (!selection.covers(service)) {
      rankings.forget(id);
      return letGo(service);
    }
    Claim claim = claim(service);
    Decision decision = book.decide(claim);
    if (decision.grants().isEmpty()) {
      rankings.forget(id);
      return new Outcome(true, Desired.WAITING, decision);
    }
    List<Grant> grants = decision.grants();
    List<Ip> addresses = grants.stream().map(Grant::address).toList();
    Ranked ranked = rank(service, claim, addresses);
    unannounced.ranked(addresses.stream().filter(ranked::answersFor).toList());
    return new Outcome(
        true,
        new Desired(grants, ranked.nodes(), true),
        decision,
        ranked.reason(),
        ranked.unanswered());
  }

  /** Each address goes by the ranking of its eldest Service, in dual stack too. */
  private Ranked rank(Service service, Claim claim, List<Ip> addresses) {
    // A Service without an address was never ranked: that was written by somebody else.
    List<String> written = claim.held().isEmpty() ? List.of() : ServiceMapper.ranking(service);
    SequencedMap<Ip, ServiceId> eldest = new LinkedHashMap<>();
    addresses.forEach(ip -> eldest.put(ip, book.eldestOn(ip).orElse(claim.service())));
    List<Ip> own = addresses.stream().filter(ip -> claim.service().equals(eldest.get(ip))).toList();
    return own.isEmpty()
        ? rankings.like(eldest.sequencedValues().getFirst(), claim.service(), written)
        : rankings.of(claim.tenant(), own, book.beside(claim.service()), written);
  }

  private Outcome letGo(Service service) {
    Set<Ip> had = book.leave(ServiceMapper.tenant(service), leftOn(service));
    Desired nothing = Desired.WAITING;
    if (!isOurs(service, had)) {
      // We will write no status there, and wait for nobody who does.
      book.release(ServiceMapper.seniority(service));
      nothing = Desired.NONE_OF_OURS;
    }
    return new Outcome(false, nothing, new Decision.Release(List.copyOf(had), List.of()));
  }

  /**
   * Takes note of what the API server says of a Service, in its answer to a write or a read: what
   * the Service gave up and does not show any more may be given to others.
   *
   * @param standing empty when the Service is gone
   */
  void settle(ServiceId service, Optional<Service> standing) {
    book.settle(service, standing.map(ServiceMapper::held).orElse(Set.of()));
  }

  private Claim claim(Service service) {
    return mapper.claim(service, labels(service).orElse(Map.of()));
  }

  private Optional<Map<String, String>> labels(Service service) {
    return namespaceLabels.apply(service.getMetadata().getNamespace());
  }

  /**
   * The addresses of the status of a Service that is not in our care, if we may have given them.
   */
  private Set<Ip> leftOn(Service service) {
    return isOurs(service, Set.of()) ? ServiceMapper.held(service) : Set.of();
  }

  /**
   * Whether a Service that left our care has still the addresses that we gave it. We never give a
   * host name.
   */
  private boolean isOurs(Service service, Set<Ip> had) {
    Pools pools = book.pools();
    return StatusPatch.addresses(service).stream()
        .allMatch(text ->
            text != null
                && Ip.parse(text) instanceof Parsed.Good<Ip>(Ip ip)
                && (had.contains(ip) || pools.holding(ip).isPresent()));
  }

  private boolean mayGetMore(Service service) {
    return !service.isMarkedForDeletion() && labels(service).isPresent();
  }

  private static boolean hasTrace(Service service) {
    return Stream.of(Names.NODES, Names.EIPS, Names.PREFILLED)
        .anyMatch(Metadata.annotations(service)::containsKey);
  }
}
