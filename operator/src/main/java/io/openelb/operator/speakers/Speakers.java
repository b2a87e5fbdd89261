package io.openelb.operator.speakers;

import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.openelb.api.Sightings;
import io.openelb.api.SpeakerReport;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.LongSupplier;

/** The speakers, as their Leases and their peers tell of them. */
public final class Speakers {

  private final Sightings sightings;

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
    sightings = new Sightings(nanoClock);
  }

  /**
   * Takes in a Lease that was added or changed.
   *
   * @return whether the report says something new
   */
  public synchronized boolean observe(Lease lease) {
    return sightings.see(lease);
  }

  /** Takes in that a Lease was deleted: it counts as one that is not renewed any more. */
  public synchronized void forget(Lease lease) {
    sightings.forget(lease);
  }

  /** Every speaker that is known, by the name of its node. */
  public synchronized Map<String, Speaker> view() {
    SortedMap<String, SpeakerReport> living = sightings.living();
    Set<String> heard = new HashSet<>();
    living.values().forEach(report -> heard.addAll(hears(report)));
    Map<String, Speaker> view = new TreeMap<>();
    sightings
        .known()
        .forEach((node, report) ->
            view.put(node, new Speaker(report, living.containsKey(node), heard.contains(node))));
    return view;
  }

  /** What every speaker says of which we, or its peers, still hear. */
  public List<SpeakerReport> present() {
    return view().values().stream()
        .filter(speaker -> speaker.alive() || speaker.heard())
        .map(Speaker::report)
        .toList();
  }

  private static Set<String> hears(SpeakerReport report) {
    Set<String> others = new HashSet<>(report.hears());
    others.remove(report.node());
    return others;
  }
}
