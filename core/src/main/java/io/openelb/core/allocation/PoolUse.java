package io.openelb.core.allocation;

import io.openelb.core.address.Ip;
import io.openelb.core.pool.Pool;
import java.math.BigInteger;
import java.util.List;
import java.util.NavigableMap;

/**
 * How much of a pool is used.
 *
 * @param size the addresses that may be given out
 * @param used those that are held, each with its Services; also such as were given out before they
 *     were left out
 * @param available the addresses that may be given out and that nobody holds
 */
public record PoolUse(
    BigInteger size, NavigableMap<Ip, List<ServiceId>> used, BigInteger available) {

  /** Counts; linear in the number of held addresses, whatever the size of the pool. */
  public static PoolUse of(Pool pool, Ledger ledger) {
    BigInteger size = pool.assignable().size();
    BigInteger taken = BigInteger.valueOf(ledger.freeOf(pool).taken());
    return new PoolUse(size, ledger.usedOf(pool.addresses()), size.subtract(taken));
  }

  /** Whether no address is left. */
  public boolean isExhausted() {
    return available.signum() == 0;
  }
}
