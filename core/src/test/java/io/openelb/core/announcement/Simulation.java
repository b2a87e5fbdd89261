package io.openelb.core.announcement;

import io.openelb.core.address.Ip;
import io.openelb.core.address.Mac;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.function.BiConsumer;
import java.util.function.BiPredicate;

/**
 * A segment with speakers on it, in simulated time. Frames are lost, late and doubled; everything
 * follows from the seed.
 */
final class Simulation {

  static final String NIC = "eth1";
  static final long MILLI = 1_000_000;

  private record Event(long at, long order, Runnable action) {}

  private final PriorityQueue<Event> queue =
      new PriorityQueue<>(Comparator.comparingLong(Event::at).thenComparingLong(Event::order));

  final Random random;
  final Timings timings;
  final Map<String, SimulatedNode> nodes = new LinkedHashMap<>();

  /** What the API server holds. */
  final Map<Ip, List<String>> rankings = new LinkedHashMap<>();

  final List<Observer> observers = new ArrayList<>();

  /** The share of frames that is lost, the share that comes twice. */
  double loss;

  double duplication;

  /** Whether every advertisement is dropped, but nothing else. */
  boolean firewall;

  /** Answers of stations that are no speakers. */
  final Map<Ip, Mac> strangers = new LinkedHashMap<>();

  long now = -3_000 * MILLI;

  /** Events so far, but for the looks of the observers. */
  long steps;

  private long order;

  /** Looks at the world every few milliseconds, and at every effect. */
  interface Observer {
    default void sample() {}

    default void effect(SimulatedNode node, Effect effect) {}
  }

  Simulation(long seed) {
    this(seed, Timings.defaults());
  }

  Simulation(long seed, Timings timings) {
    this.random = new Random(seed);
    this.timings = timings;
    sampleForever();
  }

  /** Tells of every effect from now on. */
  void onEffect(BiConsumer<SimulatedNode, Effect> told) {
    observers.add(
        new Observer() {
          @Override
          public void effect(SimulatedNode node, Effect effect) {
            told.accept(node, effect);
          }
        });
  }

  private void sampleForever() {
    steps--;
    observers.forEach(Observer::sample);
    at(now + 5 * MILLI, this::sampleForever);
  }

  SimulatedNode add(String name) {
    SimulatedNode node = new SimulatedNode(this, name, Mac.of(macText(nodes.size() + 1)));
    nodes.put(name, node);
    return node;
  }

  private static String macText(int number) {
    return "02:00:00:00:%02x:%02x".formatted(number >> 8, number & 0xff);
  }

  SimulatedNode node(String name) {
    SimulatedNode node = nodes.get(name);
    if (node == null) {
      throw new IllegalArgumentException(name);
    }
    return node;
  }

  void at(long time, Runnable action) {
    queue.add(new Event(time, order++, action));
  }

  void after(long delay, Runnable action) {
    at(now + delay, action);
  }

  void runFor(long nanos) {
    long end = now + nanos;
    for (Event next = queue.peek(); next != null && next.at <= end; next = queue.peek()) {
      queue.remove(next);
      now = Math.max(now, next.at);
      steps++;
      next.action.run();
    }
    now = end;
  }

  // ---- the API server ----

  /** Writes rankings; each node that sees the API server learns of them after its own delay. */
  void rank(Map<Ip, List<String>> changes) {
    rankings.putAll(changes);
    nodes.values().forEach(SimulatedNode::watchPlan);
  }

  void rank(Ip address, String... ranking) {
    rank(Map.of(address, List.of(ranking)));
  }

  void delete(Ip address) {
    rankings.remove(address);
    nodes.values().forEach(node -> node.missedDeletions.add(address));
    nodes.values().forEach(SimulatedNode::watchPlan);
  }

  /** What the Leases say. */
  Map<Mac, String> peers() {
    Map<Mac, String> peers = new LinkedHashMap<>();
    nodes.values().forEach(node -> peers.put(node.mac, node.name));
    return peers;
  }

  // ---- the wire ----

  /** Whether frames get from the one to the other that are meant for it. */
  private static boolean reaches(SimulatedNode from, SimulatedNode to) {
    return from.nic && to.nic && from.side == to.side;
  }

  /** The same for frames that are meant for all. */
  private static boolean floods(SimulatedNode from, SimulatedNode to) {
    return reaches(from, to) && !from.mute && !to.deaf && !from.missedBy.contains(to.name);
  }

  /** Delivers a frame to every other node of the segment that it reaches. */
  void broadcast(SimulatedNode from, BiConsumer<SimulatedNode, SimulatedNode> receive) {
    for (SimulatedNode to : nodes.values()) {
      if (to != from) {
        send(from, to, Simulation::floods, receive);
      }
    }
  }

  void unicast(
      SimulatedNode from, SimulatedNode to, BiConsumer<SimulatedNode, SimulatedNode> receive) {
    send(from, to, Simulation::reaches, receive);
  }

  private void send(
      SimulatedNode from,
      SimulatedNode to,
      BiPredicate<SimulatedNode, SimulatedNode> way,
      BiConsumer<SimulatedNode, SimulatedNode> receive) {
    if (!way.test(from, to)) {
      return;
    }
    int copies = random.nextDouble() < duplication ? 2 : 1;
    for (int i = 0; i < copies; i++) {
      if (random.nextDouble() >= loss) {
        after(
            latency(),
            () -> {
              if (way.test(from, to)) {
                receive.accept(from, to);
              }
            });
      }
    }
  }

  /** Mostly a fraction of a millisecond, sometimes as long as a busy machine takes. */
  long latency() {
    long usual = 50_000 + random.nextLong(MILLI);
    return random.nextInt(100) == 0 ? usual + random.nextLong(25 * MILLI) : usual;
  }

  // ---- who answers ----

  /** The nodes whose speakers hear requests for the address on that side, and answer. */
  List<SimulatedNode> voices(Ip address, int side) {
    List<SimulatedNode> voices = new ArrayList<>(1);
    for (SimulatedNode node : nodes.values()) {
      if (node.side == side && !node.deaf && node.speaks(address)) {
        voices.add(node);
      }
    }
    return voices;
  }

  List<String> voices(Ip address) {
    return nodes.values().stream().filter(n -> n.speaks(address)).map(n -> n.name).toList();
  }
}
