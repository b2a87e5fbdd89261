package io.openelb.core.announcement;

import io.openelb.core.address.Ip;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Decides which addresses this node answers for: one instance in each speaker, for all interfaces
 * and addresses. Each interface is a segment of its own, with its own peers and owners.
 *
 * <p>It has no clock, no sockets and no randomness of its own. Time is {@code now}: nanoseconds of
 * a monotonic clock, never decreasing from call to call. One thread calls everything, except {@link
 * Fence}, which any thread may read.
 */
public final class Takeover {

  private final String node;
  private final long bootId;
  private final Timings timings;
  private final RandomGenerator random;
  private final Map<String, Segment> segments = new LinkedHashMap<>();
  private final Map<Ip, Assignment> plan = new LinkedHashMap<>();
  private Input.@Nullable PeersKnown peers;
  private Input.@Nullable Leave leaving;
  private boolean said;
  private long expected = Long.MAX_VALUE;

  /**
   * A speaker that has just started.
   *
   * @param node its name
   * @param bootId drawn at random, from all 64 bits, at each start
   * @param timings alike on all nodes
   * @param random for jitter; the same seed gives the same run
   */
  public Takeover(String node, long bootId, Timings timings, RandomGenerator random) {
    this.node = node;
    this.bootId = bootId;
    this.timings = timings;
    this.random = random;
  }

  /**
   * Takes what has happened, and gives what is to be done, in this order. Whatever is due by now is
   * done too.
   */
  public List<Effect> handle(Input input, long now) {
    return handle(List.of(), input, now);
  }

  /**
   * The same, with what was heard before the input: nobody is taken for dead whose sign of life is
   * among that.
   */
  public List<Effect> handle(List<Input.Heard> heard, Input input, long now) {
    long lateness = Math.max(0, now - expected);
    // If anything below fails, the next tick is not due at once again.
    expected = now + timings.interval();
    segments.values().forEach(segment -> segment.wake(now, lateness));
    heard.forEach(each -> hear(each, now));
    switch (input) {
      case Input.Tick() -> {}
      case Input.InterfaceUp up -> segmentAt(up.nic(), now).up(up.mac(), turns(), now);
      case Input.InterfaceDown(String nic) -> ifKnown(nic, segment -> segment.down(now));
      case Input.PlanChanged changed -> change(changed, now);
      case Input.Heard each -> hear(each, now);
      case Input.Answered(var nic, var address, var mac) ->
          ifKnown(nic, s -> s.answered(address, mac, now));
      case Input.Asked(var nic, var address, var mac) ->
          ifKnown(nic, s -> s.asked(address, mac, now));
      case Input.Asserted(var nic, var address, var mac) ->
          ifKnown(nic, s -> s.asserted(address, mac, now));
      case Input.PeersKnown known -> {
        peers = known;
        segments.values().forEach(segment -> segment.know(known.nodes()));
      }
      case Input.Leave leave -> leave(leave, now);
    }
    List<Effect> effects = new ArrayList<>();
    for (Segment segment : segments.values()) {
      segment.run(now);
      segment.drainTo(effects, now);
    }
    if (leaving != null && !said && segments.values().stream().allMatch(Segment::hasLeft)) {
      said = true;
      effects.add(new Effect.Left());
    }
    expected = deadline();
    return effects;
  }

  /** When {@link Input.Tick} is due at the latest; {@link Long#MAX_VALUE} when never. */
  public long nextDeadline() {
    return expected;
  }

  private long deadline() {
    long next = Long.MAX_VALUE;
    for (Segment segment : segments.values()) {
      next = Math.min(next, segment.nextDeadline());
    }
    return next;
  }

  /**
   * What the answering thread asks before each answer; stays the same for as long as this speaker
   * lives.
   */
  public Fence fence(String nic, long now) {
    return segmentAt(nic, now).fence();
  }

  /** Whether it leaves free addresses to others for now, having fenced itself again and again. */
  boolean standsBack(String nic, long now) {
    Segment segment = segments.get(nic);
    return segment != null && segment.standsBack(now);
  }

  /** The live peers on the interface, sorted. */
  public List<String> hears(String nic) {
    Segment segment = segments.get(nic);
    return segment == null ? List.of() : segment.hears();
  }

  /**
   * Whether all peers on the interface, and several, were lost at once: it is likelier that a
   * switch stopped forwarding for us than that they died together.
   */
  public boolean isCutOff(String nic) {
    Segment segment = segments.get(nic);
    return segment != null && segment.isCutOff();
  }

  /** Whether there are addresses to be announced on the interface, which was up once. */
  public boolean isPlanned(String nic) {
    Segment segment = segments.get(nic);
    return segment != null && segment.isPlanned();
  }

  /** What is owned here though this node isn't the first of its ranking, on every interface. */
  public List<AddressStatus> tookOver() {
    return segments.values().stream().flatMap(s -> s.tookOver().stream()).toList();
  }

  /** Every address known, on every interface. */
  public List<AddressStatus> statuses() {
    return segments.values().stream().flatMap(s -> s.statuses().stream()).toList();
  }

  /** Of all that happens this is the most: with C1 a lambda of its own would cost half of it. */
  private void hear(Input.Heard heard, long now) {
    Segment segment = segments.get(heard.nic());
    if (segment != null) {
      segment.heard(heard.advertisement(), heard.at(), now);
    }
  }

  private void change(Input.PlanChanged changed, long now) {
    for (Ip address : changed.withdrawn()) {
      plan.remove(address);
      segments.values().forEach(segment -> segment.planning().withdraw(address, now));
    }
    for (Assignment assignment : changed.assigned()) {
      plan.put(assignment.address(), assignment);
      segments.values().forEach(segment -> segment.planning().assign(assignment, now));
    }
  }

  private long turns() {
    return segments.values().stream().mapToLong(Segment::turns).max().orElse(0);
  }

  private void leave(Input.Leave leave, long now) {
    leaving = leave;
    said = false;
    segments.values().forEach(segment -> segment.leave(leave.callOver(), now));
  }

  private Segment segmentAt(String nic, long now) {
    Segment known = segments.get(nic);
    if (known != null) {
      return known;
    }
    Segment segment = new Segment(nic, node, bootId, timings, random, now);
    segments.put(nic, segment);
    if (peers != null) {
      segment.know(peers.nodes());
    }
    if (leaving != null) {
      segment.leave(leaving.callOver(), now);
    }
    plan.values().forEach(assignment -> segment.planning().assign(assignment, now));
    return segment;
  }

  private void ifKnown(String nic, Consumer<Segment> action) {
    Segment segment = segments.get(nic);
    if (segment != null) {
      action.accept(segment);
    }
  }
}
