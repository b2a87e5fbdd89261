package io.openelb.speaker.announce;

import io.openelb.core.address.Ip;
import io.openelb.core.announcement.AddressStatus;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * The speaker's state at one moment with all that it knows, for people.
 *
 * @param statuses every address that it knows, on every interface
 * @param since when it began to answer for what it owns
 */
public record Inventory(Snapshot state, List<AddressStatus> statuses, Map<Voiced, Instant> since) {

  /** An address on an interface. */
  public record Voiced(String nic, Ip address) {}
}
