package io.openelb.speaker.link;

/** An interface that can't be opened or used; the message names it and says why. */
public final class LinkException extends Exception {

  private static final long serialVersionUID = 1L;

  /** An exception with libpcap's or the kernel's own words as cause. */
  public LinkException(String message, Throwable cause) {
    super(message, cause);
  }
}
