package io.openelb.api;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.math.BigInteger;

/**
 * A count of any size: in JSON an integer up to 2^63-1 and a decimal string above, because the API
 * server keeps integers in 64 bits.
 */
public record ExactNumber(BigInteger value) {

  private static final int LONG_BITS = 63;

  /** Of a {@code long}. */
  public static ExactNumber of(long value) {
    return new ExactNumber(BigInteger.valueOf(value));
  }

  /** Reads a number as well as a text. */
  @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
  static ExactNumber read(Object json) {
    return new ExactNumber(new BigInteger(json.toString()));
  }

  /** What stands in JSON. */
  @JsonValue
  Object json() {
    return value.bitLength() <= LONG_BITS ? (Object) value.longValueExact() : value.toString();
  }

  @Override
  public String toString() {
    return value.toString();
  }
}
