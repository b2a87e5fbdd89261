package io.openelb.api;

import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseSpec;
import java.time.Duration;
import java.time.ZonedDateTime;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the speakers' Leases say, and which speakers live.
 *
 * <p>Ages are counted from this process's own observation, on its monotonic clock, as of the last
 * moment at which <em>any</em> speaker was heard of. While none is, the fault is more likely ours
 * than theirs: nobody grows older. And when one is heard of again after such a silence, all get a
 * full lease to be heard of, too.
 *
 * <p>Not safe for use by several threads at once.
 */
public final class Sightings {

  private static final Logger log = LoggerFactory.getLogger(Sightings.class);

  /** Two renewals missed by all of them. */
  private static final Duration SILENCE = SpeakerLease.RENEW.multipliedBy(2).plusSeconds(1);

  private final LongSupplier nanoClock;
  private final Map<String, Sighting> sightings = new HashMap<>();
  private long anySeenAt;
  private long sightedSince;
  private boolean anySeen;

  private record Sighting(
      Sign sign, SpeakerReport report, Duration lease, long seenAt, boolean deleted) {

    Sighting withDeleted() {
      return new Sighting(sign, report, lease, seenAt, true);
    }
  }

  /**
   * What changes whenever a speaker gives a sign of life; a list repeats what was said long ago.
   */
  private record Sign(
      @Nullable String uid, Optional<ZonedDateTime> renewed, Optional<String> report) {}

  /**
   * No speakers yet.
   *
   * @param nanoClock monotonic, in nanoseconds, such as {@link System#nanoTime}
   */
  public Sightings(LongSupplier nanoClock) {
    this.nanoClock = nanoClock;
  }

  /**
   * Takes in a Lease that was added or changed. One without a report that can be read is a sign of
   * life all the same: then what the speaker said before stands.
   *
   * @return whether the report says something new
   */
  public boolean see(Lease lease) {
    String node = nodeOf(lease);
    Optional<String> text = SpeakerLease.report(lease);
    Sign sign =
        new Sign(
            lease.getMetadata().getUid(),
            Optional.ofNullable(lease.getSpec()).map(LeaseSpec::getRenewTime),
            text);
    Sighting last = sightings.get(node);
    if (last != null && last.sign().equals(sign) && !last.deleted()) {
      return false;
    }
    SpeakerReport report =
        text.flatMap(json -> parse(node, json))
            .or(() -> Optional.ofNullable(last).map(Sighting::report))
            .orElseGet(() -> silent(node));
    long now = nanoClock.getAsLong();
    if (!anySeen || now - anySeenAt > SILENCE.toNanos()) {
      sightedSince = now;
    }
    anySeen = true;
    anySeenAt = now;
    sightings.put(node, new Sighting(sign, report, SpeakerLease.duration(lease), now, false));
    return last == null || !last.report().equals(report);
  }

  /** Takes in that a Lease was deleted: it counts as one that is not renewed any more. */
  public void forget(Lease lease) {
    sightings.computeIfPresent(nodeOf(lease), (_, last) -> last.withDeleted());
  }

  /** What every speaker said last, by the name of its node; without those whose Lease is gone. */
  public SortedMap<String, SpeakerReport> known() {
    sightings.values().removeIf(sighting -> sighting.deleted() && !isAlive(sighting));
    return reports(_ -> true);
  }

  /** The same of those whose Lease was renewed lately. */
  public SortedMap<String, SpeakerReport> living() {
    return reports(this::isAlive);
  }

  private SortedMap<String, SpeakerReport> reports(Predicate<Sighting> wanted) {
    SortedMap<String, SpeakerReport> reports = new TreeMap<>();
    sightings.forEach((node, sighting) -> {
      if (wanted.test(sighting)) {
        reports.put(node, sighting.report());
      }
    });
    return reports;
  }

  private boolean isAlive(Sighting sighting) {
    long age = Math.min(anySeenAt - sighting.seenAt(), anySeenAt - sightedSince);
    return age <= sighting.lease().toNanos();
  }

  private static Optional<SpeakerReport> parse(String node, String json) {
    try {
      return Optional.of(SpeakerReport.parse(json));
    } catch (IllegalArgumentException e) {
      log.warn("speaker on {}: {}; keeping what it said before", node, e.getMessage());
      return Optional.empty();
    }
  }

  private static String nodeOf(Lease lease) {
    return SpeakerLease.node(lease.getMetadata().getName());
  }

  private static SpeakerReport silent(String node) {
    return new SpeakerReport(node, null, false, null, null, null, null, false, null, null, null);
  }
}
