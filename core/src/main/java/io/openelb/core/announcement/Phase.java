package io.openelb.core.announcement;

import java.util.Optional;

/** Where a speaker stands on one interface. */
public enum Phase {
  /** It listens, is silent, and claims nothing: it was just started, or fenced itself. */
  LISTENING(0),
  /** It answers for what it owns, and takes what is free. */
  SPEAKING(1),
  /** It answers for what it owns until others have taken it, and takes nothing. */
  LEAVING(2),
  /** It is silent and takes nothing: it has left, or was switched off. */
  SILENT(3);

  private static final Phase[] ALL = values();

  private final int code;

  Phase(int code) {
    this.code = code;
  }

  /** What stands for it on the wire. */
  int code() {
    return code;
  }

  /** Whether it takes addresses now or soon. */
  boolean mayTake() {
    return this == LISTENING || this == SPEAKING;
  }

  static Optional<Phase> ofCode(int code) {
    for (Phase phase : ALL) {
      if (phase.code == code) {
        return Optional.of(phase);
      }
    }
    return Optional.empty();
  }
}
