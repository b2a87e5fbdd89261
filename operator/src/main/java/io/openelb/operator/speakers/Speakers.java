package io.openelb.operator.speakers;

import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.openelb.api.SpeakerLease;
import io.openelb.api.SpeakerReport;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the speakers' Leases say, and how long ago each was heard of.
 *
 * <p>Ages are counted from this process's own observation, on its monotonic clock, as of the last
 * moment at which <em>any</em> speaker was heard of. While none is, the fault is more likely ours
 * than theirs: nobody grows older. And when one is heard of again after such a silence, all get a
 * full lease to be heard of, too.
 */
public final class Speakers {

  private static final Logger log = LoggerFactory.getLogger(Speakers.class);

  /** Two renewals missed by all of them. */
  private static final Duration SILENCE = SpeakerLease.RENEW.multipliedBy(2).plusSeconds(1);

  private final LongSupplier nanoClock;
  private final Map<String, Observation> observations = new HashMap<>();
  private long anySeenAt;
  private long sightedSince;
  private boolean anySeen;

  private record Observation(
      Sign sign, SpeakerReport report, Duration lease, long seenAt, boolean deleted) {}

  /** What changes whenever a speaker gives a sign of life. */
  private record Sign(@Nullable String uid, @Nullable Object renewTime, @Nullable String report) {}

  /**
   * One speaker.
   *
   * @param report what it last said
   * @param alive whether its Lease was renewed lately
   * @param heard whether a living peer hears it on the segment
   */
  public record Speaker(SpeakerReport report, boolean alive, boolean heard) {}

  /**
   * No speakers yet.
   *
   * @param nanoClock monotonic, in nanoseconds, such as {@link System#nanoTime}
   */
  public Speakers(LongSupplier nanoClock) {
    this.nanoClock = nanoClock;
  }

  /**
   * Takes in a Lease that was added or changed.
   *
   * @return whether the report says something new
   */
  public synchronized boolean observe(Lease lease) {
    String node = nodeOf(lease);
    String json = SpeakerLease.report(lease).orElse(null);
    Sign sign = new Sign(lease.getMetadata().getUid(), lease.getSpec().getRenewTime(), json);
    Observation last = observations.get(node);
    if (last != null && last.sign().equals(sign) && !last.deleted()) {
      return false;
    }
    SpeakerReport report = parse(node, json).or(() -> reportOf(last)).orElse(silent(node));
    long now = nanoClock.getAsLong();
    if (!anySeen || now - anySeenAt > SILENCE.toNanos()) {
      sightedSince = now;
    }
    anySeen = true;
    anySeenAt = now;
    observations.put(node, new Observation(sign, report, SpeakerLease.duration(lease), now, false));
    return last == null || !last.report().equals(report);
  }

  /** Takes in that a Lease was deleted: it counts as one that is not renewed any more. */
  public synchronized void forget(Lease lease) {
    observations.computeIfPresent(
        nodeOf(lease),
        (node, last) ->
            new Observation(last.sign(), last.report(), last.lease(), last.seenAt(), true));
  }

  /** Every speaker that is known, by the name of its node. */
  public synchronized Map<String, Speaker> view() {
    observations.values().removeIf(o -> o.deleted() && !isAlive(o));
    Set<String> heard = new HashSet<>();
    observations.values().stream().filter(this::isAlive).forEach(o -> heard.addAll(hears(o)));
    Map<String, Speaker> view = new TreeMap<>();
    observations.forEach(
        (node, o) -> view.put(node, new Speaker(o.report(), isAlive(o), heard.contains(node))));
    return view;
  }

  /** What every speaker says of which we, or its peers, still hear. */
  public List<SpeakerReport> present() {
    return view().values().stream()
        .filter(speaker -> speaker.alive() || speaker.heard())
        .map(Speaker::report)
        .toList();
  }

  private boolean isAlive(Observation o) {
    long age = Math.min(anySeenAt - o.seenAt(), anySeenAt - sightedSince);
    return age <= o.lease().toNanos();
  }

  private static Set<String> hears(Observation o) {
    Set<String> others = new HashSet<>(o.report().hears());
    others.remove(o.report().node());
    return others;
  }

  private static Optional<SpeakerReport> reportOf(@Nullable Observation last) {
    return Optional.ofNullable(last).map(Observation::report);
  }

  private static Optional<SpeakerReport> parse(String node, @Nullable String json) {
    if (json == null) {
      return Optional.empty();
    }
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
