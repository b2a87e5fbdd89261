package io.openelb.speaker.announce;

import io.openelb.core.announcement.Advertisement;
import io.openelb.core.announcement.Inbox;
import io.openelb.core.announcement.Input;
import io.openelb.speaker.liveness.Authenticator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;

/**
 * Takes advertisements from the interfaces' threads to the state thread. Whoever is on the segment
 * may send any number of these: only a peer's are queued.
 */
final class AdvertisementReceiver {

  private final long ownBootId;
  private final Authenticator authenticator;
  private final StateThread thread;
  private final Runnable tick;
  private final BiConsumer<String, Advertisement> ownHeard;
  private final Inbox inbox;

  /** By interface: each hears advertisements in a thread of its own. */
  private final Map<String, Authenticator.Opener> openers = new ConcurrentHashMap<>();

  /**
   * A receiver that has heard nothing.
   *
   * @param interval between two advertisements of a peer, in nanoseconds
   * @param tick handles what {@link #take} gives, in the state thread
   * @param ownHeard takes what this boot said itself and heard, with the interface, in the state
   *     thread
   */
  AdvertisementReceiver(
      long ownBootId,
      long interval,
      Authenticator authenticator,
      StateThread thread,
      Runnable tick,
      BiConsumer<String, Advertisement> ownHeard) {
    this.ownBootId = ownBootId;
    this.authenticator = authenticator;
    this.thread = thread;
    this.tick = tick;
    this.ownHeard = ownHeard;
    this.inbox = new Inbox(interval);
  }

  /** Whether it was taken, or is nobody's; not when there is no room. */
  boolean receive(String nic, byte[] payload) {
    // C1 makes a lambda that holds something by a call into the virtual machine.
    Authenticator.Opener opener = openers.get(nic);
    if (opener == null) {
      opener = openers.computeIfAbsent(nic, _ -> authenticator.opener());
    }
    Advertisement heard = opener.open(payload).orElse(null);
    return heard == null || add(nic, heard);
  }

  private boolean add(String nic, Advertisement heard) {
    if (heard.bootId() == ownBootId) {
      return thread.offerPeer(() -> ownHeard.accept(nic, heard));
    }
    return switch (inbox.add(new Input.Heard(nic, heard, System.nanoTime()))) {
      case WAITS -> true;
      case CALLS -> thread.offerPeer(this::hear);
      case LOST -> false;
    };
  }

  /** What waits is heard before anything else. */
  private void hear() {
    tick.run();
    if (!inbox.isEmpty()) {
      var _ = thread.offerPeer(this::hear);
    }
  }

  /** What peers said and was not heard yet, or the first part of it. */
  List<Input.Heard> take() {
    return inbox.take();
  }
}
