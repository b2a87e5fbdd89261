package io.openelb.core.allocation;

import io.openelb.core.address.Family;
import io.openelb.core.address.Ip;
import io.openelb.core.pool.Violation;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedSet;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What a Service in our care asks for, and what it holds.
 *
 * @param tenant the Service with its ports and policy
 * @param namespaceLabels labels of its namespace, for {@code namespaceSelector}
 * @param families one address for each, the primary first; not empty
 * @param allFamilies whether less than all families is a refusal ({@code RequireDualStack})
 * @param pools the Eips that it names; empty: any
 * @param requested the addresses that it asks for, at most one for each family
 * @param prefilled the addresses that the webhook proposed: taken when free and of the Eip that
 *     would be chosen, exchanged when not
 * @param brought the addresses of its status that another load balancer gave: taken when free, of
 *     whatever Eip
 * @param held the addresses of its status
 * @param spoiled addresses that it has to exchange where it did not ask for them, because a station
 *     outside the cluster had them before anybody announced them
 * @param problems what is wrong with the request as written: nothing is given out anew
 */
public record Claim(
    Tenant tenant,
    Map<String, String> namespaceLabels,
    SequencedSet<Family> families,
    boolean allFamilies,
    List<Named> pools,
    Map<Family, Requested> requested,
    Set<Ip> prefilled,
    Set<Ip> brought,
    Set<Ip> held,
    Set<Ip> spoiled,
    List<Violation> problems) {

  /**
   * An Eip by name.
   *
   * @param path where the Service says so
   */
  public record Named(String name, String path) {}

  /**
   * An address that the user asks for.
   *
   * @param path where the Service says so, such as {@code spec.loadBalancerIP}
   */
  public record Requested(Ip ip, String path) {}

  /**
   * @throws IllegalArgumentException without a family
   */
  public Claim {
    if (families.isEmpty()) {
      throw new IllegalArgumentException("Service " + tenant.service() + " has no address family");
    }
    namespaceLabels = Map.copyOf(namespaceLabels);
    families = Collections.unmodifiableSequencedSet(new LinkedHashSet<>(families));
    pools = List.copyOf(pools);
    requested = Map.copyOf(requested);
    prefilled = Set.copyOf(prefilled);
    brought = Set.copyOf(brought);
    held = Set.copyOf(held);
    spoiled = Set.copyOf(spoiled);
    problems = List.copyOf(problems);
  }

  /** Begins a claim on any IPv4 address. */
  public static ClaimBuilder of(Tenant tenant) {
    return new ClaimBuilder(tenant);
  }

  /** Who claims. */
  public ServiceId service() {
    return tenant.service();
  }

  /** The same claim, where these addresses have to be exchanged. */
  public Claim exchanging(Set<Ip> spoiled) {
    return with(prefilled, held, spoiled);
  }

  /** The same claim of a Service that holds these addresses. */
  public Claim holding(Set<Ip> held) {
    return with(prefilled, held, spoiled);
  }

  /** The same claim with these proposals. */
  Claim proposing(Set<Ip> prefilled) {
    return with(prefilled, held, spoiled);
  }

  private Claim with(Set<Ip> prefilled, Set<Ip> held, Set<Ip> spoiled) {
    return new Claim(
        tenant,
        namespaceLabels,
        families,
        allFamilies,
        pools,
        requested,
        prefilled,
        brought,
        held,
        spoiled,
        problems);
  }

  /** What it asks for or brings along, and does not hold. */
  Set<Ip> asksFor() {
    return Stream.concat(
            requested.values().stream().map(Requested::ip).filter(ip -> !held.contains(ip)),
            brought.stream().filter(ip -> !holdsOneOf(ip.family())))
        .collect(Collectors.toSet());
  }

  /** That, and what it was promised of the families of which it holds nothing. */
  public Set<Ip> wants() {
    Set<Ip> wants = asksFor();
    prefilled.stream().filter(ip -> !holdsOneOf(ip.family())).forEach(wants::add);
    return wants;
  }

  private boolean holdsOneOf(Family family) {
    return held.stream().anyMatch(ip -> ip.family() == family);
  }

  /** Whether nothing that others free could give the Service more of what it asks for. */
  public boolean isContentWith(Decision decision) {
    boolean asks = !requested.isEmpty() || !pools.isEmpty();
    return decision.grants().size() == families.size()
        && (decision.violations().isEmpty() || !asks)
        && decision.grants().stream().map(Grant::address).noneMatch(spoiled::contains);
  }

  /** The address asked for in a family. */
  public Optional<Requested> requested(Family family) {
    return Optional.ofNullable(requested.get(family));
  }
}
