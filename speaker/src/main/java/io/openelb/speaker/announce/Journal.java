package io.openelb.speaker.announce;

import io.openelb.core.address.Ip;
import io.openelb.core.announcement.Effect;
import io.openelb.speaker.announce.Inventory.Voiced;
import io.openelb.speaker.announce.Snapshot.Stranger;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.LongSupplier;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps and logs what people want to know of the take-over's decisions. Belongs to the state
 * thread.
 */
final class Journal {

  private static final Logger log = LoggerFactory.getLogger(Journal.class);

  /** A defended conflict is reported again while it lasts; after so long without, it is over. */
  private static final Duration CONFLICT_MEMORY = Duration.ofSeconds(60);

  /** A speaker without a working wire is fenced over and over: it is said once in so long. */
  private static final Duration FENCED_SILENCE = Duration.ofSeconds(10);

  /** Two interfaces that hear each other do so at each interval. */
  private static final Duration DOUBLED_MEMORY = Duration.ofSeconds(10);

  /** As many addresses are written out in one line of the log. */
  private static final int LISTED = 10;

  private final Clock clock;
  private final LongSupplier nanoTime;
  private final Map<Voiced, Instant> since = new HashMap<>();
  private final Map<Ip, Conflict> conflicts = new TreeMap<>();
  private final Map<String, Long> fenced = new HashMap<>();

  /** By node: on which interfaces its kernel answers. */
  private final Map<String, Set<String>> kernels = new TreeMap<>();

  private final Map<String, Long> doubled = new TreeMap<>();
  private final Totals totals;

  private record Moved(String what, String nic, String reason) {}

  private record Conflict(Stranger stranger, long seen, boolean owned) {}

  /**
   * An empty one.
   *
   * @param clock tells what people read
   * @param nanoTime tells how long ago something was: clocks are set
   */
  Journal(Clock clock, LongSupplier nanoTime, Totals totals) {
    this.clock = clock;
    this.nanoTime = nanoTime;
    this.totals = totals;
  }

  /** Notes reports that came together; many of one kind and reason are logged as one. */
  void note(List<Effect.Report> reports) {
    Map<Moved, List<Ip>> moved = new LinkedHashMap<>();
    for (Effect.Report report : reports) {
      note(report);
      switch (report) {
        case Effect.Took(var nic, var address, var reason) ->
            moved
                .computeIfAbsent(new Moved("Owns", nic, reason), _ -> new ArrayList<>())
                .add(address);
        case Effect.Yielded(var nic, var address, var reason) ->
            moved
                .computeIfAbsent(new Moved("Owns no more", nic, reason), _ -> new ArrayList<>())
                .add(address);
        default -> {}
      }
    }
    moved.forEach(Journal::log);
  }

  private static void log(Moved moved, List<Ip> addresses) {
    List<Ip> some = addresses.subList(0, Math.min(LISTED, addresses.size()));
    log.info(
        "{}: count={} addresses={}{} interface={} reason=\"{}\"",
        moved.what(),
        addresses.size(),
        some,
        some.size() < addresses.size() ? "..." : "",
        moved.nic(),
        moved.reason());
  }

  private void note(Effect.Report report) {
    switch (report) {
      case Effect.Took(var nic, var address, var _) -> {
        since.put(new Voiced(nic, address), clock.instant());
        conflicts.remove(address);
        totals.took.increment();
      }
      case Effect.Yielded(var nic, var address, var _) -> {
        since.remove(new Voiced(nic, address));
        totals.yielded.increment();
      }
      case Effect.Conflict(var nic, var address, var mac, var first) -> {
        boolean owned = since.containsKey(new Voiced(nic, address));
        conflicts.put(address, new Conflict(new Stranger(mac, first), nanoTime.getAsLong(), owned));
        totals.conflicts.increment();
        log.warn("Address conflict: address={} interface={} stranger={}", address, nic, mac);
      }
      case Effect.ConflictOver(var nic, var address) -> {
        conflicts.remove(address);
        log.info("Address conflict is over: address={} interface={}", address, nic);
      }
      case Effect.KernelAnswers(var nic, var address, var node) -> {
        kernels.computeIfAbsent(node, _ -> new HashSet<>()).add(nic);
        log.warn(
            "A kernel answers, strictARP: node={} address={} interface={}", node, address, nic);
      }
      case Effect.KernelAnswersNoMore(var nic, var node) -> {
        kernels.computeIfPresent(
            node,
            (_, nics) -> {
              nics.remove(nic);
              return nics.isEmpty() ? null : nics;
            });
        log.info("A kernel answers no more: node={} interface={}", node, nic);
      }
      case Effect.Fenced(var nic, var nanos) -> {
        totals.fenced.increment();
        Long last = fenced.put(nic, nanoTime.getAsLong());
        if (last == null || isOlder(last, FENCED_SILENCE)) {
          log.warn("Fell silent, could not send: interface={} millis={}", nic, nanos / 1_000_000);
        }
      }
      case Effect.Busy(var nic, var nanos, var strain) -> {
        if (strain == 1) {
          totals.busy.increment();
        }
        log.warn(
            "Busy machine, the others are asked for more time: interface={} millis={} strain={}",
            nic,
            nanos / 1_000_000,
            strain);
      }
      case Effect.BusyNoMore(var nic) -> {
        totals.busy.decrement();
        log.info("Busy no more: interface={}", nic);
      }
    }
  }

  Map<Voiced, Instant> since() {
    return Map.copyOf(since);
  }

  Map<Ip, Stranger> conflicts() {
    conflicts
        .values()
        .removeIf(conflict -> conflict.owned() && isOlder(conflict.seen(), CONFLICT_MEMORY));
    Map<Ip, Stranger> present = new TreeMap<>();
    conflicts.forEach((address, conflict) -> present.put(address, conflict.stranger()));
    return present;
  }

  /** Addresses that are planned no more conflict with nobody. */
  void forget(Ip address) {
    conflicts.remove(address);
  }

  /**
   * Two interfaces of this node heard each other.
   *
   * @return whether that is news
   */
  boolean doubled(String nic, String other) {
    String problem =
        "%s and %s are on one segment: open one of them, or peers miss what the other one says"
            .formatted(Stream.of(nic, other).sorted().toArray());
    boolean isNew = doubled.put(problem, nanoTime.getAsLong()) == null;
    if (isNew) {
      log.warn("{}", problem);
    }
    return isNew;
  }

  List<String> problems() {
    doubled.values().removeIf(seen -> isOlder(seen, DOUBLED_MEMORY));
    List<String> problems = new ArrayList<>();
    kernels.keySet().forEach(node -> problems.add(StrictArp.problem(node)));
    problems.addAll(doubled.keySet());
    return problems;
  }

  private boolean isOlder(long seen, Duration age) {
    return nanoTime.getAsLong() - seen > age.toNanos();
  }
}
