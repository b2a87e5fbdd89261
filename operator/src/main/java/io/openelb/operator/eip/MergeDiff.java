package io.openelb.operator.eip;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** The JSON merge patch (RFC 7386) that makes one object of another. */
final class MergeDiff {

  private MergeDiff() {}

  /** Empty when both are equal; fields that only the first has become null. */
  static ObjectNode between(JsonNode from, ObjectNode to) {
    ObjectNode patch = JsonNodeFactory.instance.objectNode();
    from.fieldNames()
        .forEachRemaining(name -> {
          if (!to.has(name)) {
            patch.putNull(name);
          }
        });
    to.properties()
        .forEach(field -> {
          JsonNode old = from.path(field.getKey());
          if (field.getValue() instanceof ObjectNode inner && old.isObject()) {
            ObjectNode difference = between(old, inner);
            if (!difference.isEmpty()) {
              patch.set(field.getKey(), difference);
            }
          } else if (!field.getValue().equals(old)) {
            patch.set(field.getKey(), field.getValue());
          }
        });
    return patch;
  }
}
