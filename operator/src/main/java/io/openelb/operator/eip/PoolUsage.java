package io.openelb.operator.eip;

import io.openelb.core.address.AddressSet;
import io.openelb.core.address.Ip;
import io.openelb.core.pool.Pool;
import java.math.BigInteger;
import java.util.Set;

/**
 * How much of a pool is used.
 *
 * @param size how many addresses may be given out
 * @param used how many are held by Services; those that may not be given out any more count, too
 * @param available how many are left
 */
record PoolUsage(BigInteger size, int used, BigInteger available) {

  /**
   * The usage of a pool.
   *
   * @param used the held addresses
   */
  static PoolUsage of(Pool pool, Set<Ip> used) {
    AddressSet assignable = pool.assignable();
    BigInteger size = assignable.size();
    long taken = used.stream().filter(assignable::contains).count();
    return new PoolUsage(size, used.size(), size.subtract(BigInteger.valueOf(taken)));
  }
}
