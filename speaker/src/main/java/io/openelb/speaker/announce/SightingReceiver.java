package io.openelb.speaker.announce;

import io.openelb.speaker.frame.Sighting;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;

/**
 * Takes sightings from the interfaces' threads to the state thread. Who says again what still waits
 * there says nothing new: however often a stranger asks, the answers of others are heard in time.
 */
final class SightingReceiver {

  private record Seen(String nic, Sighting sighting) {}

  private final StateThread thread;
  private final BiConsumer<String, Sighting> handler;
  private final Set<Seen> waiting = ConcurrentHashMap.newKeySet();

  /**
   * A receiver that has seen nothing.
   *
   * @param handler takes a sighting, with the interface, in the state thread
   */
  SightingReceiver(StateThread thread, BiConsumer<String, Sighting> handler) {
    this.thread = thread;
    this.handler = handler;
  }

  /** Whether it was taken; not when there is no room. */
  boolean receive(String nic, Sighting sighting) {
    Seen seen = new Seen(nic, sighting);
    if (!waiting.add(seen)) {
      return true;
    }
    boolean taken =
        thread.offerSighting(() -> {
          waiting.remove(seen);
          handler.accept(nic, sighting);
        });
    if (!taken) {
      waiting.remove(seen);
    }
    return taken;
  }
}
