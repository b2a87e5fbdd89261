package io.openelb.core.allocation;

import io.openelb.core.address.Family;
import io.openelb.core.address.Ip;
import io.openelb.core.pool.Violation;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.SequencedSet;
import java.util.Set;

/** Puts a {@link Claim} together. */
public final class ClaimBuilder {

  private final Tenant tenant;
  private Map<String, String> namespaceLabels = Map.of();
  private SequencedSet<Family> families = new LinkedHashSet<>(List.of(Family.IPV4));
  private boolean allFamilies;
  private final List<Claim.Named> pools = new ArrayList<>();
  private final Map<Family, Claim.Requested> requested = new EnumMap<>(Family.class);
  private final Set<Ip> prefilled = new HashSet<>();
  private final Set<Ip> brought = new HashSet<>();
  private final Set<Ip> held = new HashSet<>();
  private final List<Violation> problems = new ArrayList<>();

  ClaimBuilder(Tenant tenant) {
    this.tenant = tenant;
  }

  /** Labels of the Service's namespace. */
  public ClaimBuilder namespaceLabels(Map<String, String> labels) {
    this.namespaceLabels = labels;
    return this;
  }

  /** The families, the primary first. */
  public ClaimBuilder families(Collection<Family> families) {
    this.families = new LinkedHashSet<>(families);
    return this;
  }

  /** Whether less than all families is a refusal. */
  public ClaimBuilder allFamilies(boolean required) {
    this.allFamilies = required;
    return this;
  }

  /** Names an Eip; the path says where. */
  public ClaimBuilder pool(String name, String path) {
    pools.add(new Claim.Named(name, path));
    return this;
  }

  /** Asks for an address, in place of one of the same family; the path says where. */
  public ClaimBuilder requested(Ip ip, String path) {
    requested.put(ip.family(), new Claim.Requested(ip, path));
    return this;
  }

  /** Adds addresses that the webhook proposed. */
  public ClaimBuilder prefilled(Collection<Ip> addresses) {
    prefilled.addAll(addresses);
    return this;
  }

  /** Adds addresses that another load balancer gave. */
  public ClaimBuilder brought(Collection<Ip> addresses) {
    brought.addAll(addresses);
    return this;
  }

  /** Adds addresses of the status. */
  public ClaimBuilder held(Collection<Ip> addresses) {
    held.addAll(addresses);
    return this;
  }

  /** Adds what is wrong with the request as written. */
  public ClaimBuilder problems(Collection<Violation> violations) {
    problems.addAll(violations);
    return this;
  }

  /**
   * The claim, which exchanges nothing: see {@link Claim#exchanging}.
   *
   * @throws IllegalArgumentException without a family
   */
  public Claim build() {
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
        Set.of(),
        problems);
  }
}
