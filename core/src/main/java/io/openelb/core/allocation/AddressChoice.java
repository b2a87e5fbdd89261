package io.openelb.core.allocation;

import io.openelb.core.address.Ip;
import java.math.BigInteger;
import java.util.Optional;
import java.util.function.Predicate;

/** Which of a pool's free addresses to take when the Service asks for none. */
@FunctionalInterface
public interface AddressChoice {

  /** Chooses; empty when none is fit, and the next pool is tried. */
  Optional<Ip> from(FreeAddresses free);

  /** This choice, or where it finds none, another. */
  default AddressChoice or(AddressChoice other) {
    return free -> from(free).or(() -> other.from(free));
  }

  /** The lowest free address. */
  static AddressChoice lowest() {
    return FreeAddresses::lowest;
  }

  /**
   * The lowest free address that is not to be avoided. Each avoided one on the way costs O(log n).
   */
  static AddressChoice lowestExcept(Predicate<Ip> avoided) {
    return free -> next(free, free.lowest(), avoided);
  }

  /**
   * The lowest free address from some place in the pool on, or else the lowest: to step apart from
   * those who choose the lowest at the same time.
   *
   * @param offset counted from the first address of the pool, modulo its size; not negative
   */
  static AddressChoice startingAt(long offset, Predicate<Ip> avoided) {
    return free -> {
      BigInteger size = free.assignable().size();
      if (size.signum() == 0) {
        return Optional.empty();
      }
      Ip start = free.assignable().at(BigInteger.valueOf(offset).mod(size));
      return next(free, free.lowestFrom(start), avoided)
          .or(() -> next(free, free.lowest(), avoided));
    };
  }

  private static Optional<Ip> next(FreeAddresses free, Optional<Ip> first, Predicate<Ip> avoided) {
    Optional<Ip> candidate = first;
    while (candidate.isPresent() && avoided.test(candidate.get())) {
      Ip last = candidate.get();
      candidate = last.isLast() ? Optional.empty() : free.lowestFrom(last.next());
    }
    return candidate;
  }
}
