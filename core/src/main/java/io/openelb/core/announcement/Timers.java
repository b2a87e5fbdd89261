package io.openelb.core.announcement;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/** When which slots are due. Slots that wait for the same moment share an entry. */
final class Timers {

  private final TreeMap<Long, List<Slot>> due = new TreeMap<>();

  /** Sets the slot's one timer; an earlier setting is void. */
  void set(Slot slot, long at) {
    slot.deadline = at;
    due.computeIfAbsent(at, _ -> new ArrayList<>()).add(slot);
  }

  /** Voids the slot's timer. */
  void clear(Slot slot) {
    slot.deadline = Long.MAX_VALUE;
  }

  /** The slots that are due, each once. */
  List<Slot> poll(long now) {
    if (due.isEmpty() || due.firstKey() > now) {
      return List.of();
    }
    List<Slot> ready = new ArrayList<>();
    while (!due.isEmpty() && due.firstKey() <= now) {
      var entry = due.pollFirstEntry();
      for (Slot slot : entry.getValue()) {
        if (slot.deadline == entry.getKey()) {
          clear(slot);
          ready.add(slot);
        }
      }
    }
    return ready;
  }

  long nextDeadline() {
    return due.isEmpty() ? Long.MAX_VALUE : due.firstKey();
  }
}
