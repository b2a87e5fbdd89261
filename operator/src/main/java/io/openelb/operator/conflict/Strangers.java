package io.openelb.operator.conflict;

import io.openelb.api.SpeakerReport;
import io.openelb.core.address.Ip;
import io.openelb.core.address.Parsed;
import io.openelb.operator.speakers.Speakers.Speaker;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;

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

  private record Stranger(String mac, String node, boolean beforeAnnouncement) {

    String description() {
      return "answered for by " + mac + " (seen by " + node + ")";
    }
  }

  private record Abandoned(Stranger to, long time) {}

  /**
   * Nothing reported yet.
   *
   * @param nanoClock monotonic, in nanoseconds, such as {@link System#nanoTime}
   */
  public Strangers(LongSupplier nanoClock) {
    this.nanoClock = nanoClock;
  }

  /**
   * Takes in what the speakers say now; those that are not alive say nothing. Where advertisements
   * don't pass, one that has just started may not know its fellows yet, and take them for
   * strangers.
   */
  public synchronized void see(Map<String, Speaker> speakers) {
    Map<Ip, Stranger> now = new HashMap<>();
    Set<Ip> announced = new HashSet<>();
    Set<String> fellows =
        speakers.values().stream()
            .flatMap(speaker -> speaker.report().interfaces().stream())
            .map(SpeakerReport.Interface::mac)
            .collect(Collectors.toSet());
    speakers.forEach((node, speaker) -> {
      if (!speaker.alive()) {
        return;
      }
      for (SpeakerReport.Conflict conflict : speaker.report().conflicts()) {
        if (!fellows.contains(conflict.mac())
            && Ip.parse(conflict.address()) instanceof Parsed.Good<Ip>(Ip ip)) {
          now.putIfAbsent(ip, new Stranger(conflict.mac(), node, true));
          if (!conflict.beforeAnnouncement()) {
            announced.add(ip);
          }
        }
      }
      speaker.report().tookOver().forEach(taken -> announced.addAll(taken.each()));
    });
    announced.forEach(ip ->
        now.computeIfPresent(
            ip, (_, stranger) -> new Stranger(stranger.mac(), stranger.node(), false)));
    reported = Map.copyOf(now);
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
