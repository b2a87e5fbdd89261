package io.openelb.core.pool;

import java.util.List;

/** What came of reading an Eip. */
public sealed interface PoolReading {

  /** The rules that it breaks by itself; empty when {@link Valid}. */
  List<Violation> violations();

  /** Its own fields are in order. */
  record Valid(Pool pool) implements PoolReading {
    @Override
    public List<Violation> violations() {
      return List.of();
    }
  }

  /** It breaks rules. */
  record Invalid(List<Violation> violations) implements PoolReading {
    public Invalid {
      violations = List.copyOf(violations);
    }
  }
}
