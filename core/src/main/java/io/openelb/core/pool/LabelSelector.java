package io.openelb.core.pool;

import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A label selector with the semantics of Kubernetes: every part must match, and an empty one
 * matches everything.
 *
 * @param matchLabels exact values
 * @param expressions further requirements
 */
public record LabelSelector(Map<String, String> matchLabels, List<Requirement> expressions) {

  public LabelSelector {
    matchLabels = Map.copyOf(matchLabels);
    expressions = List.copyOf(expressions);
  }

  /** What a requirement asks of a label. */
  public enum Operator {
    IN,
    NOT_IN,
    EXISTS,
    DOES_NOT_EXIST
  }

  /**
   * One requirement.
   *
   * @param values used by {@code IN} and {@code NOT_IN} only; {@code NOT_IN} matches a missing
   *     label too
   */
  public record Requirement(String key, Operator operator, Set<String> values) {

    public Requirement {
      values = Set.copyOf(values);
    }

    boolean matches(Map<String, String> labels) {
      String value = labels.get(key);
      return switch (operator) {
        case IN -> value != null && values.contains(value);
        case NOT_IN -> value == null || !values.contains(value);
        case EXISTS -> value != null;
        case DOES_NOT_EXIST -> value == null;
      };
    }
  }

  /** A selector of exact values only. */
  public static LabelSelector ofLabels(Map<String, String> labels) {
    return new LabelSelector(labels, List.of());
  }

  /** Whether labels meet every requirement. */
  public boolean matches(Map<String, String> labels) {
    return labels.entrySet().containsAll(matchLabels.entrySet())
        && expressions.stream().allMatch(requirement -> requirement.matches(labels));
  }
}
