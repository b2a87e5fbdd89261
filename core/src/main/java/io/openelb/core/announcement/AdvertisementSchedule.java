package io.openelb.core.announcement;

import io.openelb.core.address.Mac;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * When to advertise: at every interval, at once when what we own changes, again soon after because
 * frames get lost, and soon when somebody new is heard.
 */
final class AdvertisementSchedule {

  /** How many intervals lie between two times that everything is said unasked. */
  private static final int UNASKED = 20;

  private final Composer composer;
  private final long bootId;
  private final OwnClaims own;
  private final Peers peers;
  private final Timings timings;
  private final RandomGenerator random;

  private boolean immediately;
  private int farewells;
  private boolean everything;
  private long next = Long.MIN_VALUE;
  private @Nullable Long lastEverything;

  AdvertisementSchedule(
      String node,
      long bootId,
      OwnClaims own,
      Peers peers,
      Timings timings,
      RandomGenerator random) {
    this.composer = new Composer(node, bootId);
    this.bootId = bootId;
    this.own = own;
    this.peers = peers;
    this.timings = timings;
    this.random = random;
  }

  long turns() {
    return composer.turns();
  }

  /** The interface may have had another name until now: who heard that one must hear this one. */
  void continueAfter(long turns) {
    composer.continueAfter(turns);
  }

  /** Something must be said now. */
  void now() {
    immediately = true;
  }

  /**
   * We fall silent for good. It is said as often as everything that changes: who does not hear of
   * it takes us for dead, and calls the neighbours over to the successors.
   */
  void farewell() {
    farewells = OwnClaims.REPEATS;
    now();
  }

  boolean isFarewellSaid() {
    return farewells == 0;
  }

  /** Somebody new is to hear that we hear it, and what we own. */
  void newcomer(long now) {
    if (own.isEmpty()) {
      soon(now);
    } else {
      everything(now);
    }
  }

  /** Somebody doesn't know all that these own, and we may be one of them. */
  void wanted(BootIds wanted, long now) {
    if (wanted.contains(bootId)) {
      everything(now);
    }
  }

  /** Somebody may not be able to ask for what we own. */
  void unasked(long now) {
    if (!own.isEmpty() && isOlder(UNASKED * timings.interval(), now)) {
      everything(now);
    }
  }

  /** Once in half an interval is enough for everybody. */
  private void everything(long now) {
    if (isOlder(timings.interval() / 2, now)) {
      everything = true;
    }
    soon(now);
  }

  private boolean isOlder(long age, long now) {
    Long last = lastEverything;
    return last == null || now - last >= age;
  }

  /** Not at once, because two hundred others may have the same to say. */
  private void soon(long now) {
    next = Math.min(next, now + random.nextLong(timings.interval() / 5));
  }

  boolean due(long now) {
    return immediately || now >= next;
  }

  long nextDeadline() {
    return next;
  }

  /** What to say now. */
  List<Advertisement> speak(Mac mac, Phase phase, int strain, List<Offer> offers, long now) {
    Composer.Header header = new Composer.Header(mac, phase, strain, own);
    List<Long> wanted = new ArrayList<>();
    for (Peer peer : peers.live()) {
      if (peer.unsyncedFor(timings.interval() / 4, now)) {
        wanted.add(peer.bootId);
      }
    }
    List<Advertisement> ads =
        new ArrayList<>(composer.regular(header, peers.bootIds(), wanted, offers));
    if (everything) {
      ads.addAll(composer.everything(header));
      everything = false;
      lastEverything = now;
    }
    farewells = Math.max(0, farewells - 1);
    boolean again = farewells > 0 || (immediately && own.hasChanges());
    immediately = false;
    next = now + (again ? timings.interval() / 5 : timings.interval());
    return ads;
  }
}
