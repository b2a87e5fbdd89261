package io.openelb.api.cli;

import java.util.Objects;

/** The environment variables of the program. */
public final class Environment {

  private Environment() {}

  /** The value of a variable, or {@code otherwise} when it is not set. */
  public static String get(String name, String otherwise) {
    return Objects.requireNonNullElse(System.getenv(name), otherwise);
  }
}
