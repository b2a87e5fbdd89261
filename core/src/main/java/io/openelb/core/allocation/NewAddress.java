package io.openelb.core.allocation;

import io.openelb.core.address.Family;
import io.openelb.core.address.Ip;
import io.openelb.core.pool.Pool;
import io.openelb.core.pool.Pools;
import io.openelb.core.pool.Violation;
import io.openelb.core.pool.Violation.Reason;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/** Finds an address that a claim doesn't hold yet, in one family. */
record NewAddress(Pools pools, Ledger ledger, AddressChoice choice, Claim claim) {

  /**
   * What the user wrote goes first: an address, an Eip; then what another load balancer gave, then
   * what the webhook proposed, then what is free.
   */
  Outcome find(Family family) {
    Optional<Claim.Requested> requested = claim.requested(family);
    if (requested.isPresent()) {
      return requested(requested.get());
    }
    List<Violation> missing = missingPools();
    if (!missing.isEmpty()) {
      return Outcome.none(missing);
    }
    List<Pool> named = namedPools(family);
    Optional<Outcome> proposed = proposed(family, named);
    if (proposed.isPresent()) {
      return proposed.get();
    }
    return named.isEmpty() ? fromAnyPool(family) : fromNamedPool(named);
  }

  /** The Eips of the family that the claim names; of those that are there. */
  List<Pool> namedPools(Family family) {
    return claim.pools().stream()
        .flatMap(named -> pools.named(named.name()).stream())
        .filter(pool -> pool.family() == family)
        .toList();
  }

  /**
   * The Eip that the claim names in place of this one: of the same family, or any if none of those
   * that it names is there.
   */
  Optional<Claim.Named> namedInsteadOf(Pool pool) {
    List<Pool> named = namedPools(pool.family());
    if (!named.isEmpty()) {
      return named.contains(pool) ? Optional.empty() : Optional.of(nameOf(named.getFirst()));
    }
    boolean oneIsThere =
        claim.pools().stream().anyMatch(other -> pools.named(other.name()).isPresent());
    return oneIsThere ? Optional.empty() : claim.pools().stream().findFirst();
  }

  /** What is wrong with a request for an address of this Eip. */
  Optional<Violation> contradiction(Claim.Requested request, Pool home) {
    return namedInsteadOf(home)
        .map(other ->
            refusal(
                request.path(),
                Reason.CONTRADICTION,
                request.ip()
                    + " belongs to Eip "
                    + home.name()
                    + ", but "
                    + other.path()
                    + " names Eip "
                    + other.name()
                    + "; keep one of the two"));
  }

  private Claim.Named nameOf(Pool pool) {
    return claim.pools().stream()
        .filter(named -> named.name().equals(pool.name()))
        .findFirst()
        .orElseThrow();
  }

  private List<Violation> missingPools() {
    return claim.pools().stream()
        .filter(named -> pools.named(named.name()).isEmpty())
        .map(named ->
            refusal(
                named.path(),
                Reason.NOT_FOUND,
                "there is no Eip "
                    + named.name()
                    + "; name one that exists, or none to have one chosen"))
        .toList();
  }

  private Outcome requested(Claim.Requested request) {
    Ip ip = request.ip();
    Optional<Pool> home = pools.holding(ip);
    if (home.isEmpty()) {
      return Outcome.none(
          refusal(
              request.path(),
              Reason.NOT_FOUND,
              ip + " belongs to no Eip; use an address of one, or none to have one chosen"));
    }
    Pool pool = home.get();
    Optional<Violation> contradiction = contradiction(request, pool);
    if (contradiction.isPresent()) {
      return Outcome.none(contradiction.get());
    }
    Optional<String> against = Eligibility.reasonAgainst(pool, claim);
    if (against.isPresent()) {
      return Outcome.none(
          refusal(
              request.path(),
              Reason.FORBIDDEN,
              ip
                  + " belongs to Eip "
                  + pool.name()
                  + ", which "
                  + against.get()
                  + "; use an address of another Eip"));
    }
    if (!pool.assignable().contains(ip)) {
      return Outcome.none(
          refusal(
              request.path(),
              Reason.FORBIDDEN,
              ip
                  + " is "
                  + pool.leftOut()
                      .getOrDefault(ip, "left out of Eip " + pool.name() + " by avoidBuggyIPs")
                  + "; use another address"));
    }
    for (Tenant other : othersOn(ip)) {
      Optional<Violation> conflict =
          SharingRules.check(claim.tenant(), other, ip, Optional.of(pool.name()));
      if (conflict.isPresent()) {
        return Outcome.none(conflict.get());
      }
    }
    return Outcome.granted(ip, pool);
  }

  /** Nobody asked for it, so it is taken only when all is well, and nothing is said when not. */
  private Optional<Outcome> proposed(Family family, List<Pool> named) {
    return takeable(claim.brought(), family, named, _ -> true)
        .or(() ->
            takeable(claim.prefilled(), family, named, pool -> !named.isEmpty() || isChosen(pool)));
  }

  private Optional<Outcome> takeable(
      Set<Ip> addresses, Family family, List<Pool> named, Predicate<Pool> fits) {
    return addresses.stream()
        .filter(ip -> ip.family() == family)
        .sorted()
        .flatMap(ip ->
            pools.holding(ip).stream()
                .filter(pool -> named.isEmpty() || named.contains(pool))
                .filter(pool -> Eligibility.reasonAgainst(pool, claim).isEmpty())
                .filter(pool -> ledger.freeOf(pool).isFree(ip))
                .filter(fits)
                .map(pool -> Outcome.granted(ip, pool)))
        .findFirst();
  }

  /** Whether it is the one that is chosen: who proposed may not have known the namespace yet. */
  private boolean isChosen(Pool home) {
    return inOrder(home.family()).stream()
        .takeWhile(pool -> !pool.name().equals(home.name()))
        .filter(pool -> Eligibility.reasonAgainst(pool, claim).isEmpty())
        .allMatch(pool -> choice.from(ledger.freeOf(pool)).isEmpty());
  }

  private List<Pool> inOrder(Family family) {
    return pools.inOrderFor(family, claim.service().namespace(), claim.namespaceLabels());
  }

  private Outcome fromNamedPool(List<Pool> named) {
    List<Violation> violations = new ArrayList<>();
    for (Pool pool : named) {
      String path = nameOf(pool).path();
      Optional<String> against = Eligibility.reasonAgainst(pool, claim);
      if (against.isPresent()) {
        violations.add(
            refusal(
                path,
                Reason.FORBIDDEN,
                "Eip " + pool.name() + " " + against.get() + "; name another Eip"));
        continue;
      }
      Optional<Ip> ip = choice.from(ledger.freeOf(pool));
      if (ip.isPresent()) {
        return Outcome.granted(ip.get(), pool);
      }
      violations.add(exhausted(path, List.of(used(pool))));
    }
    return Outcome.none(violations);
  }

  private Outcome fromAnyPool(Family family) {
    List<String> tried = new ArrayList<>();
    for (Pool pool : inOrder(family)) {
      Optional<String> against = Eligibility.reasonAgainst(pool, claim);
      if (against.isPresent()) {
        tried.add(pool.name() + " " + against.get());
        continue;
      }
      Optional<Ip> ip = choice.from(ledger.freeOf(pool));
      if (ip.isPresent()) {
        return Outcome.granted(ip.get(), pool);
      }
      tried.add(used(pool));
    }
    if (tried.isEmpty()) {
      tried.add("there is no Eip with " + family + " addresses");
    }
    return Outcome.none(exhausted(Allocator.STATUS_PATH, tried));
  }

  private List<Tenant> othersOn(Ip ip) {
    return ledger.occupants(ip).stream()
        .filter(other -> !other.service().equals(claim.service()))
        .toList();
  }

  private String used(Pool pool) {
    FreeAddresses free = ledger.freeOf(pool);
    return pool.name()
        + " "
        + free.taken()
        + " of "
        + pool.assignable().size()
        + " used"
        + (free.lowest().isPresent() ? " and the others promised" : "");
  }

  private static Violation exhausted(String path, List<String> tried) {
    return new Violation(path, Reason.EXHAUSTED, "no address left: " + String.join(", ", tried));
  }

  private Violation refusal(String path, Reason reason, String message) {
    return new Violation(path, reason, path + " of Service " + claim.service() + ": " + message);
  }
}
