package io.openelb.api.http;

/** What an exception of the client is about: it wraps that, and often has no words of its own. */
public final class RootCause {

  private RootCause() {}

  /** The innermost cause; the exception itself when it has none. */
  public static Throwable of(Throwable failure) {
    Throwable cause = failure.getCause();
    return cause == null ? failure : of(cause);
  }
}
