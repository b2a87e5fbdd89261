package io.openelb.core.allocation;

import io.openelb.core.address.Ip;
import java.math.BigInteger;
import java.util.Optional;
import java.util.function.Function;
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

  /** The lowest free address that is not to be avoided. Each avoided one on the way is a step. */
  static AddressChoice lowestExcept(Predicate<Ip> avoided) {
    return lowestOf(ip -> avoided.test(ip) ? after(ip) : Optional.of(ip));
  }

  private static Optional<Ip> after(Ip ip) {
    return ip.isLast() ? Optional.empty() : Optional.of(ip.next());
  }

  /**
   * The lowest free address of those that may be taken.
   *
   * @param from where to look on from an address: there, if it may be taken, else further on; empty
   *     when none further on may be
   */
  static AddressChoice lowestOf(Function<Ip, Optional<Ip>> from) {
    return free -> next(free, free.lowest(), from);
  }

  /**
   * The lowest of those from some place in the pool on, or else the lowest: to step apart from
   * those who choose the lowest at the same time.
   *
   * @param offset counted from the first address of the pool, modulo its size; not negative
   * @param from as in {@link #lowestOf}
   */
  static AddressChoice startingAt(long offset, Function<Ip, Optional<Ip>> from) {
    return free -> {
      BigInteger size = free.assignable().size();
      if (size.signum() == 0) {
        return Optional.empty();
      }
      Ip start = free.assignable().at(BigInteger.valueOf(offset).mod(size));
      return next(free, free.lowestFrom(start), from).or(() -> next(free, free.lowest(), from));
    };
  }

  private static Optional<Ip> next(
      FreeAddresses free, Optional<Ip> first, Function<Ip, Optional<Ip>> from) {
    Optional<Ip> candidate = first;
    while (candidate.isPresent()) {
      Optional<Ip> nearest = from.apply(candidate.get());
      if (nearest.equals(candidate)) {
        break;
      }
      candidate = nearest.flatMap(free::lowestFrom);
    }
    return candidate;
  }
}
