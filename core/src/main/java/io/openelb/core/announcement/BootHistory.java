package io.openelb.core.announcement;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.SequencedMap;
import java.util.SequencedSet;
import org.jspecify.annotations.Nullable;

/** Boots that aren't heard any more, so that nothing that was recorded of them is heard again. */
final class BootHistory {

  /** Boots of each kind that are remembered. */
  private static final int MEMORY = 4096;

  /** The last turns of boots that fell silent, the longest forgotten first. */
  private final SequencedMap<Long, Turn> turns = new LinkedHashMap<>();

  /** Those that a later boot of their node followed, the first that ended first. */
  private final SequencedSet<Long> ended = new LinkedHashSet<>();

  /** The boot fell silent: it may come back, and then goes on where it was. */
  void silent(long bootId, Turn last) {
    Turn _ = turns.putLast(bootId, last);
    if (turns.size() > MEMORY) {
      turns.pollFirstEntry();
    }
  }

  /** The boot's last turn, if it fell silent before. */
  @Nullable Turn lastTurn(long bootId) {
    return turns.get(bootId);
  }

  /** A later boot of the same node was heard. */
  void ended(long bootId) {
    ended.addLast(bootId);
    if (ended.size() > MEMORY) {
      ended.removeFirst();
    }
  }

  /** Whether a later boot of the same node was heard. */
  boolean hasEnded(long bootId) {
    return ended.contains(bootId);
  }
}
