package io.openelb.webhook.admission;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.openelb.api.Eip;
import java.time.DateTimeException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Reads the objects of a request. What the rules may rely on is looked at here, once: metadata, a
 * spec, and no nulls in lists. An Eip that was stored without a spec, before the CRD asked for one,
 * is read all the same: it could not be deleted otherwise.
 */
final class ReviewedObject {

  private ReviewedObject() {}

  /**
   * An object as a Java type.
   *
   * @param field its name, for the message
   * @throws MalformedReviewException when it is missing, or a field has the wrong type
   */
  static <T extends HasMetadata> T read(@Nullable JsonNode object, String field, Class<T> type)
      throws MalformedReviewException {
    String name = "request." + field;
    if (object == null) {
      throw new MalformedReviewException(name + " is missing");
    }
    require(object.path("metadata").isObject(), name + ".metadata must be an object");
    boolean storedWithout = type == Eip.class && field.equals("oldObject") && !object.has("spec");
    require(storedWithout || object.path("spec").isObject(), name + ".spec must be an object");
    require(!hasNullInAList(object), name + " has a null in a list");
    require(
        isTime(object.path("metadata").path("creationTimestamp")),
        name + ".metadata.creationTimestamp must be a time");
    try {
      return AdmissionCodec.JSON.treeToValue(object, type);
    } catch (JsonProcessingException | IllegalArgumentException e) {
      throw new MalformedReviewException(
          name + " is not a " + type.getSimpleName() + ": " + AdmissionCodec.brief(e));
    }
  }

  private static void require(boolean condition, String message) throws MalformedReviewException {
    if (!condition) {
      throw new MalformedReviewException(message);
    }
  }

  private static boolean hasNullInAList(JsonNode node) {
    for (JsonNode child : node) {
      if (child.isNull() ? node.isArray() : hasNullInAList(child)) {
        return true;
      }
    }
    return false;
  }

  private static boolean isTime(JsonNode node) {
    if (node.isMissingNode() || node.isNull()) {
      return true;
    }
    try {
      Instant.parse(node.asText());
      return true;
    } catch (DateTimeException e) {
      return false;
    }
  }
}
