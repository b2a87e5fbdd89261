package io.openelb.core.address;

import java.util.function.Function;

/**
 * What came of reading a text that a user wrote: a value, or the reason why it is none.
 *
 * @param <T> what was to be read
 */
public sealed interface Parsed<T> {

  /** The text was good. */
  record Good<T>(T value) implements Parsed<T> {}

  /**
   * The text was not good.
   *
   * @param message quotes the text, says what is wrong with it and what would be right; no full
   *     stop
   */
  record Bad<T>(String message) implements Parsed<T> {}

  /** A good result. */
  static <T> Parsed<T> good(T value) {
    return new Good<>(value);
  }

  /** A bad result. */
  static <T> Parsed<T> bad(String message) {
    return new Bad<>(message);
  }

  /** Goes on with a good value, and passes a bad one through. */
  default <R> Parsed<R> then(Function<? super T, ? extends Parsed<R>> step) {
    return switch (this) {
      case Good<T>(T value) -> step.apply(value);
      case Bad<T>(String message) -> new Bad<>(message);
    };
  }

  /**
   * The value, for texts that are known to be good, such as constants.
   *
   * @throws IllegalArgumentException with the message, when it is bad
   */
  default T orThrow() {
    return switch (this) {
      case Good<T>(T value) -> value;
      case Bad<T>(String message) -> throw new IllegalArgumentException(message);
    };
  }
}
