package io.openelb.api;

import java.util.stream.Stream;

/**
 * The words of an annotation, between commas. Anybody may write one of 256 KiB: no more than the
 * first few words are ever looked at.
 */
final class Words {

  /** How many words an annotation may have. */
  static final int MOST = 16;

  /** How long it may be, in characters: that many names of Eips. */
  static final int LENGTH = MOST * 256;

  private Words() {}

  /** The first words, stripped; empty ones too. */
  static Stream<String> of(String text) {
    return Stream.of(first(text, LENGTH).split(",", MOST + 1)).limit(MOST).map(String::strip);
  }

  /** Whether there is more than is looked at. */
  static boolean areTooMany(String text) {
    return text.length() > LENGTH || text.split(",", MOST + 1).length > MOST;
  }

  /** As much as is ever looked at, and one more: so that too much still is. */
  static String cut(String text) {
    return first(text, LENGTH + 1);
  }

  private static String first(String text, int length) {
    return text.substring(0, Math.min(length, text.length()));
  }
}
