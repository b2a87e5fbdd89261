package io.openelb.core.allocation;

import io.openelb.core.pool.Pool;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Whether a pool may give a new address to a Service. */
final class Eligibility {

  private Eligibility() {}

  /** Why not, as words that follow the pool's name; empty when it may. */
  static Optional<String> reasonAgainst(Pool pool, Claim claim) {
    if (!pool.serves(claim.service().namespace(), claim.namespaceLabels())) {
      return Optional.of("is bound to " + boundTo(pool));
    }
    if (pool.disabled()) {
      return Optional.of("is disabled");
    }
    if (!pool.ready()) {
      return Optional.of("is not ready");
    }
    return Optional.empty();
  }

  private static String boundTo(Pool pool) {
    List<String> parts = new ArrayList<>();
    if (!pool.namespaces().isEmpty()) {
      parts.add("namespaces " + pool.namespaces());
    }
    if (pool.namespaceSelector() != null) {
      parts.add("a namespaceSelector");
    }
    return String.join(" and ", parts);
  }
}
