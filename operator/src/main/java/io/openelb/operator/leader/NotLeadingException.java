package io.openelb.operator.leader;

import java.io.Serial;

/** A write was held back because this process is not, or not surely, the leader. */
public final class NotLeadingException extends RuntimeException {

  @Serial private static final long serialVersionUID = 1L;

  NotLeadingException() {
    super("not surely the leader; the write was held back");
  }
}
