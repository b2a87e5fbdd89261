package io.openelb.webhook.admission;

/** What answers the admission requests of one path. */
@FunctionalInterface
public interface Admission {

  /**
   * Decides. Never waits: the API server gives two seconds.
   *
   * @throws MalformedReviewException when the objects of the request are not what this path is for
   */
  Verdict review(AdmissionRequest request) throws MalformedReviewException;
}
