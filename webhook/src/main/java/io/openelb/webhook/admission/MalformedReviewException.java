package io.openelb.webhook.admission;

/** A request body that is no AdmissionReview. The message may be shown to whoever sent it. */
public final class MalformedReviewException extends Exception {

  private static final long serialVersionUID = 1L;

  private final String problem;

  MalformedReviewException(String problem) {
    super(problem);
    this.problem = problem;
  }

  /** Never null, which that of any other exception may be: it is the body of the answer. */
  @Override
  public String getMessage() {
    return problem;
  }
}
