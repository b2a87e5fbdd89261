package io.openelb.webhook.admission;

import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;

/**
 * What the API server asks, of {@code admission.k8s.io/v1} AdmissionReview's {@code request}.
 *
 * @param uid to be repeated in the answer
 * @param user who writes
 * @param dryRun nothing may be kept of what is answered
 * @param object as it will be; null on DELETE
 * @param oldObject as it is; null on CREATE
 */
public record AdmissionRequest(
    String uid,
    Operation operation,
    String user,
    boolean dryRun,
    @Nullable JsonNode object,
    @Nullable JsonNode oldObject) {

  /** The writes that admission sees. CONNECT is of no concern to objects. */
  public enum Operation {
    CREATE,
    UPDATE,
    DELETE
  }
}
