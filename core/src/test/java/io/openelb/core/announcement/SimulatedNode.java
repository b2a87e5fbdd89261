package io.openelb.core.announcement;

import static io.openelb.core.announcement.Simulation.MILLI;
import static io.openelb.core.announcement.Simulation.NIC;

import io.openelb.core.address.Ip;
import io.openelb.core.address.Mac;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A node with a speaker that does what its {@link Takeover} says. */
final class SimulatedNode {

  final String name;
  final Mac mac;
  final Simulation world;

  boolean nic = true;
  int side;

  /** Whether nothing gets out that it sends to all. */
  boolean mute;

  /** Whether nothing comes in that is sent to all. */
  boolean deaf;

  /** Whom nothing reaches that it sends to all. */
  final Set<String> missedBy = new HashSet<>();

  boolean paused;

  /** Whether what its speaker advertises waits to be sent. */
  boolean stuck;

  boolean leaving;

  /** Whether it sees the API server. */
  boolean api = true;

  /** Whether its kernel answers for every address (on lo, strictARP off). */
  boolean kernel;

  @Nullable Takeover takeover;

  /** Whether its speaker has opened the interface. */
  private boolean open;

  /** What its speaker was told to answer for. */
  private final Set<Ip> owned = new HashSet<>();

  private final Deque<Runnable> backlog = new ArrayDeque<>();
  private Inbox inbox;
  private Map<Ip, List<String>> seen = Map.of();

  /** What was deleted since it read what the API server holds. */
  final Set<Ip> missedDeletions = new HashSet<>();

  private long nextTick = Long.MAX_VALUE;

  SimulatedNode(Simulation world, String name, Mac mac) {
    this.world = world;
    this.name = name;
    this.mac = mac;
    this.inbox = new Inbox(world.timings.interval());
  }

  // ---- what happens to it ----

  void start() {
    kill();
    leaving = false;
    seen = Map.of();
    missedDeletions.clear();
    Takeover fresh =
        new Takeover(
            name, world.random.nextLong(), world.timings, new Random(world.random.nextLong()));
    takeover = fresh;
    inbox = new Inbox(world.timings.interval());
    nextTick = Long.MAX_VALUE;
    // Without the API server it has no key, and starts later.
    handle(new Input.PeersKnown(world.peers()));
    seeCarrier();
    watchPlan();
  }

  void kill() {
    takeover = null;
    paused = false;
    open = false;
    owned.clear();
    backlog.clear();
  }

  void stop(boolean callOver) {
    leaving = takeover != null;
    input(new Input.Leave(callOver));
  }

  /** Its processes stop; its kernel doesn't. */
  void pause() {
    paused = takeover != null;
  }

  void resume() {
    if (paused) {
      paused = false;
      List<Runnable> late = new ArrayList<>(backlog);
      backlog.clear();
      late.forEach(Runnable::run);
      tick();
    }
  }

  void unplug() {
    nic = false;
    world.after(world.latency(), () -> whenAwake(this::seeCarrier));
  }

  void plug() {
    nic = true;
    world.after(world.latency(), () -> whenAwake(this::seeCarrier));
  }

  private void seeCarrier() {
    if (nic == open) {
      return;
    }
    open = nic;
    if (nic) {
      handle(new Input.InterfaceUp(NIC, mac));
    } else {
      handle(new Input.InterfaceDown(NIC));
      owned.clear();
    }
  }

  void watchPlan() {
    if (api) {
      world.after(world.random.nextLong(150 * MILLI), () -> whenAwake(this::seePlan));
    }
  }

  private void seePlan() {
    if (!api) {
      return;
    }
    List<Assignment> assigned = new ArrayList<>();
    world.rankings.forEach((address, ranking) -> {
      if (!ranking.equals(seen.get(address))) {
        assigned.add(new Assignment(address, ranking, Set.of(NIC)));
      }
    });
    List<Ip> withdrawn =
        seen.keySet().stream().filter(a -> !world.rankings.containsKey(a)).toList();
    seen = new LinkedHashMap<>(world.rankings);
    missedDeletions.clear();
    handle(new Input.PlanChanged(assigned, withdrawn));
  }

  // ---- what it does ----

  /** Whether a request for the address would be answered by its speaker now. */
  boolean speaks(Ip address) {
    return nic
        && !paused
        && takeover != null
        && owned.contains(address)
        && takeover.fence(NIC, world.now).holds(world.now);
  }

  /** Whether it is able to take addresses. */
  boolean isAble() {
    return nic && !paused && !leaving && takeover != null && !deaf;
  }

  /** Whether it leaves free addresses to others, having fenced itself again and again. */
  boolean standsBack() {
    return takeover != null && takeover.standsBack(NIC, world.now);
  }

  /** Whether it has read the present ranking of the address. */
  boolean hasRead(Ip address) {
    return !missedDeletions.contains(address)
        && Objects.equals(seen.get(address), world.rankings.get(address));
  }

  boolean isRanked(Ip address) {
    return seen.getOrDefault(address, List.of()).contains(name);
  }

  void input(Input input) {
    whenAwake(() -> handle(input));
  }

  /** What its speaker does now, or when it goes on; nothing when none runs. */
  private void whenAwake(Runnable action) {
    if (takeover == null) {
      return;
    }
    if (paused) {
      backlog.add(action);
    } else {
      action.run();
    }
  }

  /** As the speaker does: a mere sign of life waits for the next wake. */
  private void hear(Advertisement wire) {
    if (inbox.add(new Input.Heard(NIC, wire, world.now)) != Inbox.Fate.WAITS) {
      tick();
    }
  }

  private void handle(Input input) {
    Takeover current = takeover;
    if (current == null) {
      return;
    }
    for (Effect effect : current.handle(inbox.take(), input, world.now)) {
      perform(effect);
      world.observers.forEach(observer -> observer.effect(this, effect));
    }
    schedule(current);
  }

  private void schedule(Takeover current) {
    long due = current.nextDeadline();
    if (due == Long.MAX_VALUE || (due >= nextTick && nextTick > world.now)) {
      return;
    }
    // A busy machine wakes late.
    long late = world.random.nextLong(world.random.nextInt(50) == 0 ? 15 * MILLI : MILLI);
    nextTick = Math.max(due, world.now) + late;
    long at = nextTick;
    world.at(
        at,
        () -> {
          if (takeover == current && nextTick == at) {
            nextTick = Long.MAX_VALUE;
            tick();
          }
        });
  }

  private void tick() {
    input(new Input.Tick());
  }

  private void perform(Effect effect) {
    switch (effect) {
      case Effect.Advertise(String _, Advertisement ad) -> {
        Advertisement wire = AdvertisementCodec.decode(AdvertisementCodec.encode(ad)).orElseThrow();
        if (!nic || stuck || takeover == null) {
          return;
        }
        if (ad.part() == 0) {
          takeover.fence(NIC, world.now).sent(world.now);
        }
        if (!world.firewall) {
          world.broadcast(this, (_, to) -> to.whenAwake(() -> to.hear(wire)));
        }
      }
      case Effect.Ask(String _, List<Ip> addresses) ->
          addresses.forEach(
              address -> world.broadcast(this, (from, to) -> to.asked(from, address)));
      case Effect.Announce(String _, List<Ip> addresses) ->
          addresses.stream()
              .filter(this::speaks)
              .forEach(address ->
                  world.broadcast(
                      this, (from, to) -> to.whenAwake(() -> to.asserted(from, address))));
      case Effect.StartAnswering(String _, List<Ip> addresses) -> owned.addAll(addresses);
      case Effect.StopAnswering(String _, List<Ip> addresses) -> addresses.forEach(owned::remove);
      case Effect.Left() -> kill();
      case Effect.Owned _, Effect.StopAsking _, Effect.Report _ -> {}
    }
  }

  private void asked(SimulatedNode from, Ip address) {
    if (kernel) {
      answer(from, address, mac);
    }
    Mac stranger = world.strangers.get(address);
    if (stranger != null) {
      answer(from, address, stranger);
    }
    whenAwake(() -> {
      if (speaks(address)) {
        answer(from, address, mac);
      }
      if (!owned.contains(address)) {
        handle(new Input.Asked(NIC, address, from.mac));
      }
    });
  }

  /** As the speaker does: for what it doesn't own that is an answer, if it asked. */
  private void asserted(SimulatedNode from, Ip address) {
    handle(
        owned.contains(address)
            ? new Input.Asserted(NIC, address, from.mac)
            : new Input.Answered(NIC, address, from.mac));
  }

  private void answer(SimulatedNode to, Ip address, Mac as) {
    world.unicast(this, to, (_, asker) -> asker.input(new Input.Answered(NIC, address, as)));
  }
}
