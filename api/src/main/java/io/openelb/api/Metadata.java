package io.openelb.api;

import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** What stands in the metadata of any object, which has null where it has nothing. */
public final class Metadata {

  private Metadata() {}

  /** The labels of an object. A view. */
  public static Map<String, String> labels(HasMetadata object) {
    return Objects.requireNonNullElse(object.getMetadata().getLabels(), Map.of());
  }

  /** The annotations of an object. A view. */
  public static Map<String, String> annotations(HasMetadata object) {
    return Objects.requireNonNullElse(object.getMetadata().getAnnotations(), Map.of());
  }

  /** One annotation of an object. */
  public static Optional<String> annotation(HasMetadata object, String name) {
    return Optional.ofNullable(annotations(object).get(name));
  }
}
