package io.openelb.core.allocation;

import io.openelb.core.address.Ip;
import io.openelb.core.pool.Pool;
import io.openelb.core.pool.Violation;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What becomes of a claim in one family.
 *
 * @param grant empty when there is none
 * @param violations why not, or what is wrong nevertheless
 */
record Outcome(Optional<Grant> grant, List<Violation> violations) {

  static Outcome granted(Ip ip, Pool pool) {
    return new Outcome(Optional.of(new Grant(ip, Optional.of(pool.name()))), List.of());
  }

  static Outcome none(List<Violation> violations) {
    return new Outcome(Optional.empty(), violations);
  }

  static Outcome none(Violation violation) {
    return none(List.of(violation));
  }

  /** The same with something to be said first. */
  Outcome noting(List<Violation> notes) {
    return new Outcome(grant, Stream.concat(notes.stream(), violations.stream()).toList());
  }
}
