package io.openelb.operator.conflict;

import io.openelb.api.SpeakerReport;
import io.openelb.api.Stranger;
import io.openelb.core.address.Ip;
import io.openelb.operator.speakers.Speakers.Speaker;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.LongSupplier;

/**
 * The stations outside the cluster that answer for addresses of ours, as the speakers say.
 *
 * <p>An address that was exchanged for that reason is remembered for a while: nobody looks at it
 * any more, and who comes next should not have to find out again.
 */
public final class Strangers {

  private static final Duration MEMORY = Duration.ofMinutes(10);

  private final LongSupplier nanoClock;
  private final Map<Ip, Abandoned> abandoned = new HashMap<>();
  private Map<Ip, Stranger> reported = Map.of();

  private record Abandoned(Stranger to, long time) {}

  /**
   * Nothing reported yet.
   *
   * @param nanoClock monotonic, in nanoseconds, such as {@link System#nanoTime}
   */
  public Strangers(LongSupplier nanoClock) {
    this.nanoClock = nanoClock;
  }

  /** Takes in what the speakers say now; those that are not alive say nothing. */
  public synchronized void see(Map<String, Speaker> speakers) {
    SortedMap<String, SpeakerReport> living = new TreeMap<>();
    speakers.forEach((node, speaker) -> {
      if (speaker.alive()) {
        living.put(node, speaker.report());
      }
    });
    reported = Stranger.reported(living, speakers.values().stream().map(Speaker::report).toList());
  }

  /** Takes note that an address was exchanged: it is left to the station that has it. */
  public synchronized void abandon(Ip address) {
    Stranger stranger = reported.get(address);
    if (stranger != null) {
      abandoned.put(address, new Abandoned(stranger, nanoClock.getAsLong()));
    }
  }

  /** The addresses that strangers have, each with words that follow "is". */
  public synchronized NavigableMap<Ip, String> all() {
    long now = nanoClock.getAsLong();
    abandoned.values().removeIf(old -> now - old.time() >= MEMORY.toNanos());
    NavigableMap<Ip, String> all = new TreeMap<>();
    abandoned.forEach((ip, old) -> all.put(ip, old.to().description()));
    reported.forEach((ip, stranger) -> all.put(ip, stranger.description()));
    return all;
  }

  /** Who has an address, as {@link #all} says it; empty when nobody has. */
  public synchronized Optional<String> at(Ip address) {
    return Optional.ofNullable(all().get(address));
  }

  /** Whether somebody has an address that no speaker is known to have announced before. */
  public synchronized boolean wereFirst(Ip address) {
    Stranger stranger = reported.get(address);
    return stranger != null && stranger.beforeAnnouncement();
  }
}
