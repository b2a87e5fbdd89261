package io.openelb.core.allocation;

import io.openelb.core.address.Ip;
import io.openelb.core.pool.Violation;
import java.util.List;

/** What becomes of a claim. */
public sealed interface Decision {

  /** What the Service has after it, in the order of its families. */
  List<Grant> grants();

  /** What it held and gives up. */
  List<Ip> releases();

  /**
   * What could not be granted, and what is wrong: for Events and conditions. Admission denies the
   * request for those that don't merely wait.
   */
  List<Violation> violations();

  /** It has what it had. */
  record Keep(List<Grant> grants, List<Violation> violations) implements Decision {
    public Keep {
      grants = List.copyOf(grants);
      violations = List.copyOf(violations);
    }

    @Override
    public List<Ip> releases() {
      return List.of();
    }
  }

  /** It has something else than before: given anew, exchanged, or less. */
  record Assign(List<Grant> grants, List<Ip> releases, List<Violation> violations)
      implements Decision {
    public Assign {
      grants = List.copyOf(grants);
      releases = List.copyOf(releases);
      violations = List.copyOf(violations);
    }
  }

  /** It loses what it had and waits. */
  record Release(List<Ip> releases, List<Violation> violations) implements Decision {
    public Release {
      releases = List.copyOf(releases);
      violations = List.copyOf(violations);
    }

    @Override
    public List<Grant> grants() {
      return List.of();
    }
  }

  /** It had nothing, gets nothing, and waits. */
  record Refuse(List<Violation> violations) implements Decision {
    public Refuse {
      violations = List.copyOf(violations);
    }

    @Override
    public List<Grant> grants() {
      return List.of();
    }

    @Override
    public List<Ip> releases() {
      return List.of();
    }
  }
}
