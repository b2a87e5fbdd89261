package io.openelb.webhook.admission;

/** What answers the admission requests of one path. */
@FunctionalInterface
public interface Admission {

  /**
   * Decides. Waits only before a refusal, and well under the two seconds that the API server gives.
   *
   * @throws MalformedReviewException when the objects of the request are not what this path is for
   */
  Verdict review(AdmissionRequest request) throws MalformedReviewException;
}
