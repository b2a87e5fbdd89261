package io.openelb.core.announcement;

import io.openelb.core.address.Mac;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Which node has an Ethernet address: by what it says on one segment, and by the Leases. */
final class StationDirectory {

  /** How long an Ethernet address is a peer's after its last advertisement: five minutes. */
  private static final long MEMORY = Timings.millis(300_000);

  /** Who was heard from which Ethernet address, the longest unheard first. */
  private final LinkedHashMap<Long, Sender> senders = new LinkedHashMap<>();

  /** The Ethernet addresses in the Leases of the moment. */
  private Map<Mac, String> leased = Map.of();

  private record Sender(String node, long lastHeard) {}

  /** The node said something from the Ethernet address. */
  void heard(Mac mac, String node, long at) {
    Sender _ = senders.putLast(mac.value(), new Sender(node, at));
  }

  /** These are the Ethernet addresses in the Leases; those before are none any more. */
  void know(Map<Mac, String> nodes) {
    leased = nodes;
  }

  /** Forgets who was not heard for long. */
  void expire(long now) {
    while (!senders.isEmpty() && now - senders.firstEntry().getValue().lastHeard >= MEMORY) {
      senders.pollFirstEntry();
    }
  }

  /** Whether any Ethernet address is the node's. */
  boolean knows(String node) {
    return leased.containsValue(node)
        || senders.values().stream().anyMatch(sender -> sender.node.equals(node));
  }

  /** The node that has the Ethernet address, or null for a stranger. */
  @Nullable String nodeOf(Mac mac) {
    Sender sender = senders.get(mac.value());
    return sender == null ? leased.get(mac) : sender.node;
  }
}
