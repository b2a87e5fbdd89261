package io.openelb.api;

import io.openelb.core.address.Parsed;
import io.openelb.core.pool.LabelSelector;
import io.openelb.core.pool.LabelSelector.Operator;
import io.openelb.core.pool.LabelSelector.Requirement;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads the selectors of an Eip, in either of two spellings: that of Kubernetes with {@code
 * matchLabels} and {@code matchExpressions}, and the older one that is just labels with their
 * values.
 */
final class LabelSelectors {

  private static final String MATCH_LABELS = "matchLabels";
  private static final String MATCH_EXPRESSIONS = "matchExpressions";
  private static final Map<String, Operator> OPERATORS =
      Map.of(
          "In", Operator.IN,
          "NotIn", Operator.NOT_IN,
          "Exists", Operator.EXISTS,
          "DoesNotExist", Operator.DOES_NOT_EXIST);

  private LabelSelectors() {}

  static Parsed<LabelSelector> read(Map<String, Object> written) {
    // A label may be called matchLabels; then its value is a text.
    boolean structured =
        written.get(MATCH_LABELS) instanceof Map || written.get(MATCH_EXPRESSIONS) instanceof List;
    return structured
        ? structured(written)
        : labels(written).then(map -> Parsed.good(LabelSelector.ofLabels(map)));
  }

  private static Parsed<LabelSelector> structured(Map<String, Object> written) {
    for (String key : written.keySet()) {
      if (!key.equals(MATCH_LABELS) && !key.equals(MATCH_EXPRESSIONS)) {
        return Parsed.bad("'" + key + "' is no part of a selector; put it under " + MATCH_LABELS);
      }
    }
    return labels(written.get(MATCH_LABELS))
        .then(labels ->
            requirements(written.get(MATCH_EXPRESSIONS))
                .then(requirements -> Parsed.good(new LabelSelector(labels, requirements))));
  }

  private static Parsed<Map<String, String>> labels(@Nullable Object written) {
    Map<String, String> labels = new LinkedHashMap<>();
    if (written == null) {
      return Parsed.good(labels);
    }
    if (!(written instanceof Map<?, ?> map)) {
      return Parsed.bad(MATCH_LABELS + " is not a map; write label: value");
    }
    for (Map.Entry<?, ?> entry : map.entrySet()) {
      if (!(entry.getValue() instanceof String value)) {
        return Parsed.bad(
            "the value of label '" + entry.getKey() + "' is not a text; write it in quotes");
      }
      labels.put(String.valueOf(entry.getKey()), value);
    }
    return Parsed.good(labels);
  }

  private static Parsed<List<Requirement>> requirements(@Nullable Object written) {
    List<Requirement> requirements = new ArrayList<>();
    if (written == null) {
      return Parsed.good(requirements);
    }
    if (!(written instanceof List<?> list)) {
      return Parsed.bad(MATCH_EXPRESSIONS + " is not a list; write - key, operator, values");
    }
    for (Object item : list) {
      switch (requirement(item)) {
        case Parsed.Good<Requirement>(Requirement requirement) -> requirements.add(requirement);
        case Parsed.Bad<Requirement>(String message) -> {
          return Parsed.bad(message);
        }
      }
    }
    return Parsed.good(requirements);
  }

  private static Parsed<Requirement> requirement(@Nullable Object written) {
    if (!(written instanceof Map<?, ?> map) || !(map.get("key") instanceof String key)) {
      return Parsed.bad("an expression has no key; write key, operator and values");
    }
    Operator operator = OPERATORS.get(String.valueOf(map.get("operator")));
    if (operator == null) {
      return Parsed.bad(
          "'"
              + map.get("operator")
              + "' of key "
              + key
              + " is no operator; write In, NotIn, Exists or DoesNotExist");
    }
    Set<String> values = new HashSet<>();
    if (map.get("values") instanceof List<?> list) {
      list.forEach(value -> values.add(String.valueOf(value)));
    }
    boolean needsValues = operator == Operator.IN || operator == Operator.NOT_IN;
    if (needsValues == values.isEmpty()) {
      return Parsed.bad(
          "operator "
              + map.get("operator")
              + " of key "
              + key
              + (needsValues
                  ? " needs values; write at least one"
                  : " takes no values; remove them"));
    }
    return Parsed.good(new Requirement(key, operator, values));
  }
}
