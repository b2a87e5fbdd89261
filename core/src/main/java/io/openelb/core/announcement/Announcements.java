package io.openelb.core.announcement;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiPredicate;
import org.jspecify.annotations.Nullable;

/**
 * Tells the neighbours' caches about gains: at once, and again for some seconds, because frames get
 * lost. A gain that is not to be told is remembered, and told when a node that the caches may still
 * point to is gone, or may not serve the address any more.
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

  /** By what was taken untold: the nodes that the caches may point to. */
  private final Map<Slot, Set<String>> untold = new LinkedHashMap<>();

  /** Those whose speakers left, as they said, and are not back. */
  private final Set<String> away = new LinkedHashSet<>();

  /** Until when a restart is the reason for what is odd about the node. */
  private final Map<String, Long> excused = new LinkedHashMap<>();

  private final long absence;

  Announcements(Outbox outbox, HandOver handOver, Timings timings) {
    this.outbox = outbox;
    this.handOver = handOver;
    this.absence = timings.absence();
  }

  void tell(Slot slot) {
    untold.remove(slot);
    fresh.add(slot);
  }

  /**
   * The neighbours go on talking to one of these nodes, such as the former owner's, which serves.
   */
  void leaveUntold(Slot slot, String formerOwner, Set<String> nodes, long now) {
    untold.put(slot, nodes);
    excused.put(formerOwner, now + absence);
  }

  /** Whether the neighbours are to go on talking to that node. */
  boolean isUntold(Slot slot, @Nullable String formerOwner) {
    return formerOwner != null && untold.getOrDefault(slot, Set.of()).contains(formerOwner);
  }

  /** It is ours no more: who has it now knows what to tell. */
  void forget(Slot slot) {
    untold.remove(slot);
  }

  /** The node serves nobody any more: what may have been taken from it untold is told now. */
  void nodeLost(String node) {
    away.remove(node);
    tellWhere((_, nodes) -> nodes.contains(node));
  }

  /** Its speaker is gone as it said, and its kernel goes on; it is expected back. */
  void nodeLeft(String node, long now) {
    away.add(node);
    excused.put(node, now + absence);
  }

  void nodeReturned(String node) {
    away.remove(node);
  }

  /**
   * Who is not in the ranking any more may not serve the address either, unless its speaker is
   * being restarted: there it has time to come back.
   */
  void ranked(Slot slot, List<String> before) {
    for (String node : untold.getOrDefault(slot, Set.of())) {
      if (before.contains(node) && !slot.ranking.contains(node) && !excused.containsKey(node)) {
        tellWhere((one, _) -> one == slot);
        return;
      }
    }
  }

  /** The node had time to come back, to its peers and into the rankings. */
  private void excuseNoMore(String node) {
    excused.remove(node);
    if (away.contains(node)) {
      nodeLost(node);
    } else {
      tellWhere((slot, nodes) -> nodes.contains(node) && isMissing(node, slot.ranking));
    }
  }

  /** A full ranking says nothing of those that it doesn't name. */
  private static boolean isMissing(String node, List<String> ranking) {
    return ranking.size() < NodeRanking.PLACES && !ranking.contains(node);
  }

  private void tellWhere(BiPredicate<Slot, Set<String>> chosen) {
    List<Slot> slots = new ArrayList<>();
    untold.forEach((slot, nodes) -> {
      if (chosen.test(slot, nodes)) {
        slots.add(slot);
      }
    });
    slots.forEach(this::tell);
  }

  void run(long now) {
    if (!excused.isEmpty()) {
      excused.entrySet().stream()
          .filter(entry -> now >= entry.getValue())
          .map(Map.Entry::getKey)
          .toList()
          .forEach(this::excuseNoMore);
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
    for (long until : excused.values()) {
      next = Math.min(next, until);
    }
    return next;
  }
}
