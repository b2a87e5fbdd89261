package io.openelb.core.announcement;

import static io.openelb.core.announcement.Simulation.MILLI;

import io.openelb.core.address.Ip;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Watches the wire all the time: who would answer for each address, on each side of a cut. */
final class Watch implements Simulation.Observer {

  /** One address on one side. */
  private record Place(Ip address, int side) {}

  /** Of the current silence or duplicity at a place. */
  private static final class Spell {
    private long twoSince = Long.MAX_VALUE;
    private long noneSince = Long.MAX_VALUE;

    /** Whether one that lives had not read the ranking during the silence. */
    private boolean unread;

    /** Whether one that could have answered stood back during the silence. */
    private boolean stoodBack;

    /** How long those who wait for a strained one had to wait more than for a busy one. */
    private long strained;
  }

  private final Simulation world;
  private final Map<Place, Spell> spells = new LinkedHashMap<>();

  /** What each asked the others for when it was last heard. */
  private final Map<String, Integer> strains = new LinkedHashMap<>();

  private final Set<Ip> everRanked = new LinkedHashSet<>();
  final List<String> complaints = new ArrayList<>();
  final List<String> log = new ArrayList<>();

  long twoAllowed = 200 * MILLI;
  long noneAllowed = 1000 * MILLI;

  /** Where fewer speakers live, nobody has to answer. */
  int fewestAble = 1;

  /** After this long nothing moves any more. */
  long restAfter = 3000 * MILLI;

  /** When the world was last disturbed: what was allowed before begins anew. */
  long disturbed;

  /** When somebody stood back last: free addresses are taken when it does no more. */
  private long stoodBack;

  long longestTwo;
  long longestNone;
  int changes;

  Watch(Simulation world) {
    this.world = world;
    world.observers.add(this);
  }

  void disturb(String what) {
    disturbed = world.now;
    note(what);
  }

  void note(String what) {
    log.add("%.1f ms %s".formatted(world.now / 1e6, what));
    if (log.size() > 400) {
      log.removeFirst();
    }
  }

  @Override
  public void sample() {
    if (world.nodes.values().stream().anyMatch(SimulatedNode::standsBack)) {
      stoodBack = world.now;
    }
    everRanked.addAll(world.rankings.keySet());
    for (Ip address : everRanked) {
      look(new Place(address, 0));
      look(new Place(address, 1));
    }
  }

  private void look(Place place) {
    List<SimulatedNode> voices = world.voices(place.address, place.side);
    voices.forEach(voice -> mayAnswer(voice, place));
    if (voices.size() > 1 && !mutesCanTell(place)) {
      voices.removeIf(voice -> voice.mute || !voice.missedBy.isEmpty());
    }
    Spell spell = spells.computeIfAbsent(place, _ -> new Spell());
    spell.twoSince = voices.size() > 1 ? Math.min(spell.twoSince, world.now) : Long.MAX_VALUE;
    boolean silent =
        voices.isEmpty() && world.rankings.containsKey(place.address) && somebodyCould(place);
    spell.noneSince = silent ? Math.min(spell.noneSince, world.now) : Long.MAX_VALUE;
    if (voices.size() > 1) {
      long lasted = world.now - Math.max(spell.twoSince, disturbed);
      longestTwo = Math.max(longestTwo, lasted);
      if (lasted > twoAllowed) {
        complain(place, voices.stream().map(v -> v.name).toList() + " answer", lasted);
      }
    }
    if (!silent) {
      spell.unread = false;
      spell.stoodBack = false;
      spell.strained = 0;
    } else {
      spell.unread |= somebodyHasNotRead(place);
      spell.stoodBack |= somebodyStandsBack(place);
      spell.strained = Math.max(spell.strained, strained());
      long lasted = world.now - Math.max(spell.noneSince, disturbed);
      longestNone = Math.max(longestNone, lasted);
      if (lasted
          > noneAllowed
              + (spell.unread ? world.timings.patience() : 0)
              + (spell.stoodBack ? world.timings.listenMax() : 0)
              + spell.strained) {
        complain(place, "nobody answers", lasted);
      }
    }
  }

  private void mayAnswer(SimulatedNode voice, Place place) {
    if (!voice.hasRead(place.address) || voice.isRanked(place.address)) {
      return;
    }
    long calm = world.now - Math.max(disturbed, stoodBack);
    if (!world.rankings.containsKey(place.address)) {
      complain(place, voice.name + " has read that it is deleted and answers", calm);
    } else if (calm > restAfter) {
      complain(place, voice.name + " answers and is not ranked", calm);
    }
  }

  /**
   * Whether one that isn't heard can tell that it is not the others who are deaf: they hear each
   * other.
   */
  private boolean mutesCanTell(Place place) {
    return world.nodes.values().stream()
            .filter(node -> node.side == place.side && node.isAble() && !node.mute)
            .filter(node -> node.missedBy.isEmpty())
            .count()
        > 1;
  }

  private void changed() {
    changes++;
    if (world.now - Math.max(disturbed, stoodBack) > restAfter) {
      complaints.add("%.1f ms: owners change at rest".formatted(world.now / 1e6));
    }
  }

  private boolean somebodyCould(Place place) {
    int able = 0;
    boolean ranked = false;
    for (SimulatedNode node : world.nodes.values()) {
      if (node.side == place.side && node.isAble()) {
        able++;
        // Who missed a deletion takes it for one that is to be left alone.
        ranked |= node.isRanked(place.address) && !node.missedDeletions.contains(place.address);
      }
    }
    return able >= fewestAble && ranked;
  }

  private boolean somebodyHasNotRead(Place place) {
    return world.nodes.values().stream()
        .anyMatch(node -> node.side == place.side && node.isAble() && !node.hasRead(place.address));
  }

  private boolean somebodyStandsBack(Place place) {
    return world.nodes.values().stream()
        .anyMatch(node -> node.side == place.side && node.isAble() && node.standsBack());
  }

  private long strained() {
    int most = strains.values().stream().max(Integer::compare).orElse(0);
    return world.timings.dead(Math.max(1, most)) - world.timings.dead(1);
  }

  private void complain(Place place, String what, long lasted) {
    if (complaints.size() < 5) {
      complaints.add(
          "%.1f ms: %s for %s on side %d for %d ms"
              .formatted(world.now / 1e6, what, place.address, place.side, lasted / MILLI));
    }
  }

  @Override
  public void effect(SimulatedNode node, Effect effect) {
    switch (effect) {
      case Effect.Took took -> {
        changed();
        note(node.name + " took " + took.address() + ": " + took.reason());
      }
      case Effect.Yielded yielded -> {
        changed();
        note(node.name + " yielded " + yielded.address() + ": " + yielded.reason());
      }
      case Effect.Advertise(var _, var ad) -> strains.put(node.name, ad.strain());
      case Effect.Report report -> note(node.name + " " + report);
      default -> {}
    }
  }
}
