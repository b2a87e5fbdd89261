package io.openelb.core.pool;

import static org.assertj.core.api.Assertions.assertThat;

import io.openelb.core.pool.LabelSelector.Operator;
import io.openelb.core.pool.LabelSelector.Requirement;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Selectors mean what they mean in Kubernetes. */
final class LabelSelectorTest {

  @ParameterizedTest(name = "env {0} [prod, stage] matches env={1}: {2}")
  @CsvSource(
      nullValues = "none",
      value = {
        "IN, prod, true",
        "IN, test, false",
        "IN, none, false",
        "NOT_IN, prod, false",
        "NOT_IN, test, true",
        "NOT_IN, none, true",
        "EXISTS, test, true",
        "EXISTS, none, false",
        "DOES_NOT_EXIST, test, false",
        "DOES_NOT_EXIST, none, true"
      })
  void requirements(Operator operator, String value, boolean matches) {
    LabelSelector selector =
        new LabelSelector(
            Map.of(), List.of(new Requirement("env", operator, Set.of("prod", "stage"))));
    assertThat(selector.matches(value == null ? Map.of() : Map.of("env", value)))
        .isEqualTo(matches);
  }

  @ParameterizedTest(name = "labels and requirements, rack {0}, env {1}: {2}")
  @CsvSource({"a, prod, true", "b, prod, false", "a, test, false"})
  void everyPartMustMatch(String rack, String env, boolean matches) {
    LabelSelector selector =
        new LabelSelector(
            Map.of("rack", "a"), List.of(new Requirement("env", Operator.IN, Set.of("prod"))));
    assertThat(selector.matches(Map.of("rack", rack, "env", env))).isEqualTo(matches);
    assertThat(LabelSelector.ofLabels(Map.of()).matches(Map.of())).isTrue();
  }
}
