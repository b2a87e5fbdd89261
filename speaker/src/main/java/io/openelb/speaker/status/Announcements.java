package io.openelb.speaker.status;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.openelb.core.announcement.AddressStatus;
import io.openelb.speaker.announce.Inventory;
import io.openelb.speaker.announce.Inventory.Voiced;
import io.openelb.speaker.announce.Snapshot;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The JSON of {@code /announcements}: who answers for what, and why. */
final class Announcements {

  private final String node;

  Announcements(String node) {
    this.node = node;
  }

  /**
   * The whole answer.
   *
   * @param hears the live peers, by interface
   * @param conflicts addresses that a stranger holds, with its MAC
   */
  record Status(
      String node,
      boolean layer2,
      boolean leaving,
      Map<String, List<String>> hears,
      List<Announcement> announcements,
      Map<String, String> conflicts,
      List<String> problems) {}

  /**
   * One address on one interface.
   *
   * @param state owning, following, waiting, asking, backing_off or idle
   * @param owner the node that owns it, as far as this one hears; left out when nobody does
   * @param since when this node began to answer; left out when it doesn't
   * @param why for people
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Announcement(
      String address,
      @JsonProperty("interface") String nic,
      String state,
      @Nullable String owner,
      @Nullable String since,
      List<String> ranking,
      int epoch,
      String why) {}

  Status of(Inventory inventory) {
    Snapshot state = inventory.state();
    Map<String, String> conflicts = new LinkedHashMap<>();
    state
        .conflicts()
        .forEach((ip, stranger) -> conflicts.put(ip.toString(), stranger.mac().toString()));
    return new Status(
        node,
        state.layer2(),
        state.leaving(),
        state.hears(),
        inventory.statuses().stream().map(one -> announcement(one, inventory)).toList(),
        conflicts,
        state.problems());
  }

  private static Announcement announcement(AddressStatus standing, Inventory inventory) {
    Instant since = inventory.since().get(new Voiced(standing.nic(), standing.address()));
    return new Announcement(
        standing.address().toString(),
        standing.nic(),
        standing.state().name().toLowerCase(Locale.ROOT),
        standing.owner(),
        since == null ? null : Objects.toString(since),
        standing.ranking(),
        standing.epoch(),
        standing.reason());
  }
}
