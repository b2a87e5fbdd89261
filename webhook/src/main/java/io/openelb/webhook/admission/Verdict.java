package io.openelb.webhook.admission;

import io.openelb.core.pool.Violation;
import java.util.List;

/** The answer to an admission request. */
public sealed interface Verdict {

  /**
   * Admitted as it is.
   *
   * @param warnings shown to the user
   */
  record Allow(List<String> warnings) implements Verdict {
    public Allow {
      warnings = List.copyOf(warnings);
    }
  }

  /**
   * Admitted with changes, which are not empty.
   *
   * @param patch RFC 6902
   */
  record Patch(List<JsonPatchOperation> patch) implements Verdict {
    public Patch {
      patch = List.copyOf(patch);
    }
  }

  /**
   * Refused.
   *
   * @param reason shown to the user as it is
   */
  record Deny(String reason) implements Verdict {}

  /** {@link Allow} without a warning. */
  static Verdict allow() {
    return new Allow(List.of());
  }

  /** {@link Allow} when there is nothing against it. */
  static Verdict deny(List<Violation> violations) {
    return violations.isEmpty() ? allow() : new Deny(Violation.messages(violations));
  }

  /** {@link Allow} when there is nothing to change. */
  static Verdict patch(List<JsonPatchOperation> patch) {
    return patch.isEmpty() ? allow() : new Patch(patch);
  }
}
