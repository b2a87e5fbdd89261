package io.openelb.core.pool;

import java.util.List;

/**
 * A pool as it stands among the others.
 *
 * @param pool ready when nothing is against it
 * @param violations what is
 */
public record Judged(Pool pool, List<Violation> violations) {

  public Judged {
    violations = List.copyOf(violations);
  }
}
