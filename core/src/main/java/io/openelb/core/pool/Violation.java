package io.openelb.core.pool;

import java.util.Collection;
import java.util.stream.Collectors;

/**
 * A rule that an object breaks. The same words go into the admission response, the Event and the
 * condition.
 *
 * @param path the field, as {@code spec.address} or {@code
 *     metadata.annotations[lb.kubesphere.io/v1alpha1]}
 * @param reason what kind of rule
 * @param message names the object and says what is wrong and what would be right; no full stop
 */
public record Violation(String path, Reason reason, String message) {

  /** All that is wrong with one object, as users read it wherever they are told. */
  public static String messages(Collection<Violation> violations) {
    return violations.stream().map(Violation::message).collect(Collectors.joining(" | "));
  }

  /** Kinds of rules. */
  public enum Reason {
    /** The field alone is wrong: it can't be read, or its value is not supported. */
    INVALID("Invalid"),
    /** Two fields of the object contradict each other. */
    CONTRADICTION("Contradiction"),
    /** Another object has it: an address, a port, the role of default. */
    CONFLICT("Conflict"),
    /** Services hold what would go away. */
    IN_USE("InUse"),
    /** A named Eip or address is not there. */
    NOT_FOUND("NotFound"),
    /** It is there, but not for this Service: bound to namespaces, disabled, not ready. */
    FORBIDDEN("Forbidden"),
    /** Nothing is wrong with the object; no address is left. It waits until one is freed. */
    EXHAUSTED("Exhausted");

    private final String label;

    Reason(String label) {
      this.label = label;
    }

    /** Whether the object is good and only has to wait: admission lets it pass. */
    public boolean waits() {
      return this == EXHAUSTED;
    }

    /** CamelCase, as conditions have it. */
    @Override
    public String toString() {
      return label;
    }
  }
}
