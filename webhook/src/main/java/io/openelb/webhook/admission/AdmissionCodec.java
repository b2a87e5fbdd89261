package io.openelb.webhook.admission;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;

/** {@code admission.k8s.io/v1} AdmissionReview, in and out. */
public final class AdmissionCodec {

  private static final String API_VERSION = "admission.k8s.io/v1";
  private static final String KIND = "AdmissionReview";

  /** A Service or Eip is less than ten levels deep, its managedFields less than twenty. */
  private static final int MAX_DEPTH = 100;

  private static final int MAX_NAME = 1024;

  /** A Service of a hundred ports, twice, with its managedFields, has less than ten thousand. */
  private static final long MAX_TOKENS = 100_000;

  static final ObjectMapper JSON =
      JsonMapper.builder(
              JsonFactory.builder()
                  .streamReadConstraints(
                      StreamReadConstraints.builder()
                          .maxNestingDepth(MAX_DEPTH)
                          .maxNameLength(MAX_NAME)
                          .maxTokenCount(MAX_TOKENS)
                          .build())
                  .build())
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          // Fields that a newer API server knows are none of our business.
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .build();

  private AdmissionCodec() {}

  /**
   * Reads a request body.
   *
   * @throws MalformedReviewException when {@code body} is not an AdmissionReview with a request
   */
  public static AdmissionRequest read(byte[] body) throws MalformedReviewException {
    JsonNode review = parse(body);
    if (!review.isObject()) {
      throw new MalformedReviewException("the body is not a JSON object");
    }
    expect(review, "apiVersion", API_VERSION);
    expect(review, "kind", KIND);
    JsonNode request = object(review, "request");
    if (request == null) {
      throw new MalformedReviewException("request is missing");
    }
    return new AdmissionRequest(
        text(request, "uid"),
        operation(text(request, "operation")),
        user(request),
        dryRun(request),
        object(request, "object"),
        object(request, "oldObject"));
  }

  /** The whole body of the answer. */
  public static byte[] write(String uid, Verdict verdict) {
    ObjectNode review = JSON.createObjectNode().put("apiVersion", API_VERSION).put("kind", KIND);
    ObjectNode response = review.putObject("response").put("uid", uid);
    switch (verdict) {
      case Verdict.Allow(var warnings) -> {
        response.put("allowed", true);
        if (!warnings.isEmpty()) {
          warnings.forEach(response.putArray("warnings")::add);
        }
      }
      case Verdict.Patch(var patch) ->
          response.put("allowed", true).put("patchType", "JSONPatch").put("patch", bytes(patch));
      case Verdict.Deny(String reason) ->
          response
              .put("allowed", false)
              .putObject("status")
              .put("code", 403)
              .put("message", reason);
    }
    return bytes(review);
  }

  private static JsonNode parse(byte[] body) throws MalformedReviewException {
    try {
      return JSON.readTree(body);
    } catch (StreamConstraintsException e) {
      throw new MalformedReviewException(
          "a review has at most %,d tokens of JSON, %d levels, names of %,d characters, and no number that is as long"
              .formatted(MAX_TOKENS, MAX_DEPTH, MAX_NAME));
    } catch (IOException e) {
      throw new MalformedReviewException("the body is not JSON: " + brief(e));
    }
  }

  private static void expect(JsonNode review, String field, String value)
      throws MalformedReviewException {
    if (!value.equals(text(review, field))) {
      throw new MalformedReviewException(field + " must be " + value);
    }
  }

  private static AdmissionRequest.Operation operation(String name) throws MalformedReviewException {
    for (var operation : AdmissionRequest.Operation.values()) {
      if (operation.name().equals(name)) {
        return operation;
      }
    }
    throw new MalformedReviewException("request.operation must be CREATE, UPDATE or DELETE");
  }

  private static String user(JsonNode request) throws MalformedReviewException {
    JsonNode user = object(request, "userInfo");
    // A user without a name is nobody we trust.
    return user == null ? "" : user.path("username").asText("");
  }

  private static boolean dryRun(JsonNode request) throws MalformedReviewException {
    JsonNode dryRun = request.path("dryRun");
    if (dryRun.isMissingNode() || dryRun.isNull()) {
      return false;
    }
    if (!dryRun.isBoolean()) {
      throw new MalformedReviewException("request.dryRun must be true or false");
    }
    return dryRun.booleanValue();
  }

  private static String text(JsonNode parent, String field) throws MalformedReviewException {
    JsonNode node = parent.path(field);
    if (!node.isTextual()) {
      throw new MalformedReviewException(field + " must be a string");
    }
    return node.textValue();
  }

  private static @Nullable JsonNode object(JsonNode parent, String field)
      throws MalformedReviewException {
    JsonNode node = parent.path(field);
    if (node.isMissingNode() || node.isNull()) {
      return null;
    }
    if (!node.isObject()) {
      throw new MalformedReviewException(field + " must be an object");
    }
    return node;
  }

  /** What Jackson says, without the source and the class names that follow in parentheses. */
  static String brief(Exception e) {
    String message =
        e instanceof JsonProcessingException json ? json.getOriginalMessage() : e.getMessage();
    if (message == null) {
      return e.getClass().getSimpleName();
    }
    int details = message.indexOf(" (");
    return (details < 0 ? message : message.substring(0, details)).lines().findFirst().orElse("");
  }

  private static byte[] bytes(Object value) {
    try {
      return JSON.writeValueAsBytes(value);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException("cannot write an answer", e);
    }
  }
}
