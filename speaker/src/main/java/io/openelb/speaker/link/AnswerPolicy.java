package io.openelb.speaker.link;

import io.openelb.speaker.frame.AddressTable;
import java.util.function.LongPredicate;

/**
 * What an interface may say at this moment. Written by the thread that owns the state, read for
 * each frame by the one that answers.
 *
 * @param owned addresses answered for
 * @param watched addresses of which others' statements and questions are reported
 * @param permission whether any answer may leave at this moment of {@link System#nanoTime()}: asked
 *     before each, so that a speaker that was stopped meanwhile says nothing it would regret
 */
public record AnswerPolicy(AddressTable owned, AddressTable watched, LongPredicate permission) {

  /** Says nothing and watches nothing. */
  public static final AnswerPolicy SILENT =
      new AnswerPolicy(AddressTable.empty(), AddressTable.empty(), now -> false);
}
