package io.openelb.core.allocation;

import io.openelb.core.address.Family;
import io.openelb.core.address.Ip;
import io.openelb.core.pool.Pool;
import io.openelb.core.pool.Pools;
import io.openelb.core.pool.Violation;
import io.openelb.core.pool.Violation.Reason;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Decides which addresses a Service has. It changes nothing: who carries a decision out records it
 * in the {@link Ledger}.
 *
 * <p>What was given stays given: neither an edit of an Eip nor a refused change of the Service
 * takes an address away. It goes when the Service asks for another that it gets, gives up the
 * family, or breaks the sharing rules; and it is exchanged when a stranger had it before anybody
 * announced it, unless the Service asks for that very address.
 */
public final class Allocator {

  /** Where a Service has its addresses: the path of what is wrong with one that it has. */
  public static final String STATUS_PATH = "status.loadBalancer";

  private final Ledger ledger;
  private final Pools pools;
  private final Claim claim;
  private final NewAddress fresh;

  private Allocator(Pools pools, Ledger ledger, Claim claim, AddressChoice choice) {
    this.ledger = ledger;
    this.pools = pools;
    this.claim = claim;
    this.fresh = new NewAddress(pools, ledger, choice, claim);
  }

  /** Decides with the lowest free address where the Service asks for none. */
  public static Decision decide(Pools pools, Ledger ledger, Claim claim) {
    return decide(pools, ledger, claim, AddressChoice.lowest());
  }

  /**
   * Decides.
   *
   * <p>What a Service holds is what the ledger says, and what its status says only where the ledger
   * knows nothing of it.
   *
   * @param choice which free address to take where the Service asks for none
   */
  public static Decision decide(Pools pools, Ledger ledger, Claim claim, AddressChoice choice) {
    return new Allocator(pools, ledger, claim, choice).decide();
  }

  private Decision decide() {
    NavigableSet<Ip> held = ledger.heldBy(claim);
    Set<Violation> violations = new LinkedHashSet<>(claim.problems());
    violations.addAll(familyProblems());
    boolean mayGetNew = violations.isEmpty();
    List<Grant> grants = new ArrayList<>();
    for (Family family : claim.families()) {
      Optional<Ip> had = heldIn(family, held);
      Outcome outcome =
          had.isPresent()
              ? decideHeld(had.get(), mayGetNew)
              : mayGetNew ? fresh.find(family) : Outcome.none(List.of());
      outcome.grant().ifPresent(grants::add);
      violations.addAll(outcome.violations());
    }
    return conclude(held, grants, List.copyOf(violations));
  }

  private Decision conclude(NavigableSet<Ip> held, List<Grant> grants, List<Violation> violations) {
    Set<Ip> granted = new TreeSet<>(grants.stream().map(Grant::address).toList());
    if (granted.equals(held)) {
      return held.isEmpty()
          ? new Decision.Refuse(violations)
          : new Decision.Keep(grants, violations);
    }
    List<Ip> releases = held.stream().filter(ip -> !granted.contains(ip)).toList();
    if (granted.isEmpty()) {
      return new Decision.Release(releases, violations);
    }
    boolean partial = grants.size() < claim.families().size();
    if (held.isEmpty() && partial && claim.allFamilies()) {
      return new Decision.Refuse(violations);
    }
    return new Decision.Assign(grants, releases, violations);
  }

  /** One address for each family: of several, the requested one, then the lowest. */
  private Optional<Ip> heldIn(Family family, NavigableSet<Ip> held) {
    return claim
        .requested(family)
        .map(Claim.Requested::ip)
        .filter(held::contains)
        .or(() -> held.stream().filter(ip -> ip.family() == family).findFirst());
  }

  private Outcome decideHeld(Ip ip, boolean mayGetNew) {
    Optional<Pool> home = pools.holding(ip);
    Optional<Violation> lost = lostTo(ip, home.map(Pool::name));
    boolean mayMove = mayGetNew && !isRequested(ip);
    if (lost.isPresent()) {
      Outcome next = mayMove ? fresh.find(ip.family()) : Outcome.none(List.of());
      // Who gets what it asks for in its place loses nothing.
      return next.grant().isPresent() && asksForAnother(ip, home)
          ? next
          : next.noting(List.of(lost.get()));
    }
    Outcome kept = new Outcome(Optional.of(new Grant(ip, home.map(Pool::name))), notesOn(ip, home));
    if (!mayMove || !(claim.spoiled().contains(ip) || asksForAnother(ip, home))) {
      return kept;
    }
    Outcome moved = fresh.find(ip.family());
    return moved.grant().isPresent() ? moved : kept.noting(moved.violations());
  }

  private boolean isRequested(Ip ip) {
    return claim.requested(ip.family()).map(Claim.Requested::ip).filter(ip::equals).isPresent();
  }

  /**
   * Whether the Service asks for an address or an Eip that is not what it holds. An address outside
   * every Eip may be the trace of an Eip that changed, so a name alone doesn't take it away.
   */
  private boolean asksForAnother(Ip ip, Optional<Pool> home) {
    return claim.requested(ip.family()).isPresent()
        || home.flatMap(fresh::namedInsteadOf).isPresent();
  }

  /**
   * Who takes the address away from this Service, if anybody: one that was compatible until this
   * Service changed, or an incompatible elder. One that gave the address up takes it only while it
   * stands in that one's status and not yet in this one's.
   */
  private Optional<Violation> lostTo(Ip ip, Optional<String> poolName) {
    Tenant me = claim.tenant();
    Optional<Tenant> before = ledger.recorded(me.service()).filter(me::isSame);
    return ledger.occupants(ip).stream()
        .filter(other -> !other.service().equals(me.service()))
        .filter(other -> !SharingRules.compatible(me, other))
        .filter(other -> outranks(other, ip, before))
        .flatMap(other -> SharingRules.check(me, other, ip, poolName).stream())
        .findFirst();
  }

  /**
   * Whether an incompatible occupant of the address takes it.
   *
   * @param before this Service as it was recorded last
   */
  private boolean outranks(Tenant other, Ip ip, Optional<Tenant> before) {
    if (!ledger.heldBy(other).contains(ip)) {
      return !claim.held().contains(ip);
    }
    return other.isElderThan(claim.tenant())
        || before.filter(recorded -> SharingRules.compatible(recorded, other)).isPresent();
  }

  private List<Violation> notesOn(Ip ip, Optional<Pool> home) {
    String subject = STATUS_PATH + " of Service " + claim.service() + ": " + ip;
    if (home.isEmpty()) {
      return List.of(
          note(
              Reason.NOT_FOUND,
              subject
                  + " belongs to no Eip any more and is kept; put it back into one, or have the Service"
                  + " ask for another address"));
    }
    Optional<Violation> leftOut =
        Optional.ofNullable(home.get().leftOut().get(ip))
            .map(what ->
                note(
                    Reason.CONFLICT,
                    subject + " is also " + what + " and is kept; change one of them"));
    Optional<Violation> contradiction =
        claim
            .requested(ip.family())
            .filter(request -> request.ip().equals(ip))
            .flatMap(request -> fresh.contradiction(request, home.get()));
    return Stream.of(leftOut, contradiction).flatMap(Optional::stream).toList();
  }

  private static Violation note(Reason reason, String message) {
    return new Violation(STATUS_PATH, reason, message);
  }

  /** Requests that can't be met because the Service has not that family. */
  private List<Violation> familyProblems() {
    List<Violation> problems = new ArrayList<>();
    for (Map.Entry<Family, Claim.Requested> request : claim.requested().entrySet()) {
      if (!claim.families().contains(request.getKey())) {
        problems.add(
            mismatch(
                request.getValue().path(), request.getValue().ip() + " is " + request.getKey()));
      }
    }
    List<Pool> found =
        claim.pools().stream().flatMap(named -> pools.named(named.name()).stream()).toList();
    boolean noneFits = found.stream().noneMatch(pool -> claim.families().contains(pool.family()));
    if (!found.isEmpty() && noneFits) {
      Pool first = found.getFirst();
      problems.add(
          mismatch(
              claim.pools().getFirst().path(),
              "Eip " + first.name() + " has " + first.family() + " addresses"));
    }
    return problems;
  }

  private Violation mismatch(String path, String what) {
    return new Violation(
        path,
        Reason.CONTRADICTION,
        path
            + " of Service "
            + claim.service()
            + ": "
            + what
            + ", but the Service has "
            + claim.families().stream().map(Family::toString).collect(Collectors.joining(" and "))
            + "; change it or spec.ipFamilies");
  }
}
