package io.openelb.speaker.wire;

import java.util.List;

/**
 * A row of a table: a statement, and what shows that it is true.
 *
 * @param statement that holds
 * @param sent an expression of {@link Station}
 * @param answer the expression of all that the node says to it; empty: nothing
 */
record Row(String statement, String sent, String answer) {

  static Row answered(String statement, String sent, String answer) {
    return new Row(statement, sent, answer);
  }

  static Row silent(String statement, String sent) {
    return new Row(statement, sent, "");
  }

  /** What the node has to say. */
  List<Frame> owed(Station station) {
    return answer.isEmpty() ? List.of() : station.make(answer);
  }

  @Override
  public String toString() {
    return statement;
  }
}
