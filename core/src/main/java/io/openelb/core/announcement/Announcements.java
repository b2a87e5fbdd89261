package io.openelb.core.announcement;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Tells the neighbours' caches about gains: at once, and again for some seconds, because frames get
 * lost. A gain that is not to be told is remembered, and told when the node that the caches still
 * point to is gone.
 */
final class Announcements {

  /**
   * The pauses between tellings: a gain is told at once, and after 0.2, 1.2 and 4.2 seconds. That
   * is one more and one sooner than RFC 4861 7.2.6 has: clients wait for it.
   */
  private static final List<Long> AGAIN =
      List.of(Timings.millis(200), Timings.millis(1000), Timings.millis(3000));

  private record Batch(List<Slot> slots, int step) {}

  private final Outbox outbox;
  private final HandOver handOver;
  private final List<Slot> fresh = new ArrayList<>();
  private final TreeMap<Long, List<Batch>> again = new TreeMap<>();
  private final Map<String, Set<Slot>> untold = new LinkedHashMap<>();

  /** Until when those that said that they leave may come back. */
  private final Map<String, Long> away = new LinkedHashMap<>();

  private final long absence;

  Announcements(Outbox outbox, HandOver handOver, Timings timings) {
    this.outbox = outbox;
    this.handOver = handOver;
    this.absence = timings.absence();
  }

  void tell(Slot slot) {
    fresh.add(slot);
  }

  /** The neighbours go on talking to that node, which serves them. */
  void leaveUntold(Slot slot, String formerOwner) {
    untold.computeIfAbsent(formerOwner, _ -> new LinkedHashSet<>()).add(slot);
  }

  /** Whether the neighbours are to go on talking to that node. */
  boolean isUntold(Slot slot, @Nullable String formerOwner) {
    return formerOwner != null && untold.getOrDefault(formerOwner, Set.of()).contains(slot);
  }

  /** The node serves nobody any more: what was taken from it untold is told now. */
  void nodeLost(String node) {
    away.remove(node);
    Set<Slot> slots = untold.remove(node);
    if (slots != null) {
      slots.stream().filter(Slot::owning).forEach(this::tell);
    }
  }

  /** Its speaker is gone as it said, and its kernel goes on; it is expected back. */
  void nodeLeft(String node, long now) {
    if (untold.containsKey(node)) {
      away.put(node, now + absence);
    }
  }

  void nodeReturned(String node) {
    away.remove(node);
  }

  void run(long now) {
    if (!away.isEmpty()) {
      away.entrySet().stream()
          .filter(entry -> now >= entry.getValue())
          .map(Map.Entry::getKey)
          .toList()
          .forEach(this::nodeLost);
    }
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
    // What another may just have taken is not called back.
    owned.stream()
        .filter(slot -> !handOver.isOnItsWay(slot))
        .forEach(slot -> outbox.announce(slot.address));
    if (batch.step < AGAIN.size()) {
      long at = now + AGAIN.get(batch.step);
      again.computeIfAbsent(at, _ -> new ArrayList<>(1)).add(new Batch(owned, batch.step + 1));
    }
  }

  long nextDeadline() {
    long next = again.isEmpty() ? Long.MAX_VALUE : again.firstKey();
    for (long until : away.values()) {
      next = Math.min(next, until);
    }
    return next;
  }
}
