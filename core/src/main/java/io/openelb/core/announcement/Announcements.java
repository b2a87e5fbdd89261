package io.openelb.core.announcement;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Tells the neighbours' caches about gains: at once, and again for some seconds, because frames get
 * lost. A gain that is not to be told is remembered, and told when the node that the caches still
 * point to is gone.
 */
final class Announcements {

  /** When a gain is told again, after it was told first. */
  private static final List<Long> AGAIN =
      List.of(Timings.millis(200), Timings.millis(1000), Timings.millis(3000));

  private record Batch(List<Slot> slots, int step) {}

  private final Outbox outbox;
  private final List<Slot> fresh = new ArrayList<>();
  private final TreeMap<Long, List<Batch>> again = new TreeMap<>();
  private final Map<String, Set<Slot>> untold = new LinkedHashMap<>();

  Announcements(Outbox outbox) {
    this.outbox = outbox;
  }

  void tell(Slot slot) {
    fresh.add(slot);
  }

  /** The neighbours go on talking to that node, which serves them. */
  void leaveUntold(Slot slot, String formerOwner) {
    untold.computeIfAbsent(formerOwner, _ -> new LinkedHashSet<>()).add(slot);
  }

  /** The node serves nobody any more: what was taken from it untold is told now. */
  void nodeLost(String node) {
    Set<Slot> slots = untold.remove(node);
    if (slots != null) {
      slots.stream().filter(Slot::owning).forEach(this::tell);
    }
  }

  void run(long now) {
    if (!fresh.isEmpty()) {
      Batch batch = new Batch(List.copyOf(fresh), 0);
      fresh.clear();
      announce(batch, now);
    }
    while (!again.isEmpty() && again.firstKey() <= now) {
      again.pollFirstEntry().getValue().forEach(batch -> announce(batch, now));
    }
  }

  private void announce(Batch batch, long now) {
    List<Slot> owned = batch.slots.stream().filter(Slot::owning).toList();
    if (owned.isEmpty()) {
      return;
    }
    owned.forEach(slot -> outbox.announce(slot.address));
    if (batch.step < AGAIN.size()) {
      long at = now + AGAIN.get(batch.step);
      again.computeIfAbsent(at, _ -> new ArrayList<>(1)).add(new Batch(owned, batch.step + 1));
    }
  }

  long nextDeadline() {
    return again.isEmpty() ? Long.MAX_VALUE : again.firstKey();
  }
}
