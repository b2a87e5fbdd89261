package io.openelb.webhook.admission;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * One operation of a JSON patch (RFC 6902).
 *
 * @param path a JSON pointer (RFC 6901)
 * @param value null for {@code remove}
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record JsonPatchOperation(String op, String path, @Nullable Object value) {

  /** Sets a member of an object, whether it exists or not. */
  static JsonPatchOperation add(String path, Object value) {
    return new JsonPatchOperation("add", path, value);
  }

  /** Removes what exists; the API server refuses the patch if it does not. */
  static JsonPatchOperation remove(String path) {
    return new JsonPatchOperation("remove", path, null);
  }

  /** A member's name as a part of a pointer (RFC 6901 3). */
  static String escape(String name) {
    return name.replace("~", "~0").replace("/", "~1");
  }
}
