package io.openelb.core.announcement;

import static io.openelb.core.announcement.Simulation.MILLI;

import io.openelb.core.address.Ip;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** One seeded run: faults one after the other, and on top of each other, with calm in between. */
final class Chaos {

  /** What goes wrong in a run; each kind has its own promises. */
  enum Kind {
    /** Everything but the others. */
    FAULTS,
    /** Everything but kernels that answer, and advertisements are dropped now and then. */
    FIREWALL,
    /** Every kernel answers for every address. */
    KERNELS,
    /** Everything of the first, and what one node sends to all, or is sent so, is lost. */
    ONE_WAY
  }

  final Simulation world;
  final Watch watch;
  private final Kind kind;
  private final Random random;
  private final List<Ip> addresses = new ArrayList<>();
  private final List<Ip> deleted = new ArrayList<>();
  private int nextAddress = 1;
  private boolean cut;

  Chaos(long seed, Kind kind) {
    this.kind = kind;
    world = new Simulation(seed);
    random = world.random;
    watch = new Watch(world);
    world.loss = random.nextInt(3) == 0 ? 0.05 : random.nextInt(2) * 0.01;
    world.duplication = random.nextInt(2) * 0.05;
    if (kind == Kind.FIREWALL) {
      // Only asks and gratuitous ARP find out: their pauses are bounded by seconds.
      world.loss = Math.min(world.loss, 0.01);
      watch.twoAllowed = 1000 * MILLI;
    }
    if (kind == Kind.KERNELS) {
      // A lone speaker can't tell a kernel's answer from that of a speaker that it doesn't hear.
      watch.fewestAble = 2;
    }
    if (kind != Kind.FAULTS) {
      watch.noneAllowed = 1500 * MILLI;
    }
    watch.restAfter = restAfter();
    if (kind == Kind.ONE_WAY) {
      // Who can't ask the others what they own is told every two seconds.
      watch.twoAllowed = 2700 * MILLI;
      watch.noneAllowed = 3200 * MILLI;
    }
    if (world.loss > 0.01) {
      // Three advertisements and both answers may be lost: an address moves without need.
      watch.noneAllowed = Math.max(watch.noneAllowed, 1500 * MILLI);
      watch.restAfter = Long.MAX_VALUE;
    }
    int nodes = 3 + random.nextInt(4);
    for (int i = 0; i < nodes; i++) {
      SimulatedNode node = world.add("n" + i);
      node.kernel = kind == Kind.KERNELS;
    }
    int count = 1 + random.nextInt(6);
    for (int i = 0; i < count; i++) {
      addAddress();
    }
    for (SimulatedNode node : world.nodes.values()) {
      world.after(
          random.nextLong(500 * MILLI),
          () -> {
            watch.disturb("start " + node.name);
            node.start();
          });
    }
    calm();
  }

  private long restAfter() {
    return (kind == Kind.FAULTS ? 3000 : 4500) * MILLI;
  }

  /** Disturbs the world for some simulated time, then lets it rest; complaints are in the watch. */
  void run(int disturbances) {
    for (int i = 0; i < disturbances && watch.complaints.isEmpty(); i++) {
      disturb();
      if (random.nextInt(3) == 0) {
        calm();
      } else {
        world.runFor(random.nextLong(1500 * MILLI));
      }
    }
    repair();
    do {
      calm();
    } while (world.now - watch.disturbed < 2 * watch.restAfter);
  }

  private void calm() {
    world.runFor(4500 * MILLI);
  }

  private void repair() {
    watch.disturb("repair");
    watch.restAfter = restAfter();
    world.loss = 0;
    world.firewall = false;
    mendOneWay();
    cut = false;
    for (SimulatedNode node : world.nodes.values()) {
      node.side = 0;
      restoreApi(node);
      if (node.takeover == null) {
        node.start();
      }
      node.resume();
      if (!node.nic) {
        node.plug();
      }
    }
  }

  private int kinds() {
    return switch (kind) {
      case KERNELS -> 10;
      case FAULTS, FIREWALL -> 14;
      case ONE_WAY -> 16;
    };
  }

  private void breakOneWay(SimulatedNode node) {
    switch (random.nextInt(3)) {
      case 0 -> {
        watch.disturb("mute " + node.name);
        node.mute = true;
      }
      case 1 -> {
        watch.disturb("deaf " + node.name);
        node.deaf = true;
      }
      default -> {
        SimulatedNode other = any();
        watch.disturb(other.name + " misses " + node.name);
        node.missedBy.add(other.name);
      }
    }
  }

  /** Whether there was something to mend. */
  private boolean mendOneWay() {
    boolean broken = false;
    for (SimulatedNode node : world.nodes.values()) {
      broken |= node.mute || node.deaf || !node.missedBy.isEmpty();
      node.mute = false;
      node.deaf = false;
      node.missedBy.clear();
    }
    if (broken) {
      watch.disturb("both ways");
    }
    return broken;
  }

  private void disturb() {
    SimulatedNode node = any();
    switch (random.nextInt(kinds())) {
      case 0 -> {
        watch.disturb("pause " + node.name);
        node.pause();
        long length = MILLI * (random.nextInt(3) == 0 ? 5000 : 1 + random.nextInt(900));
        world.after(
            length,
            () -> {
              watch.disturb("resume " + node.name);
              node.resume();
            });
      }
      case 1 -> {
        watch.disturb("unplug " + node.name);
        node.unplug();
      }
      case 2, 3 -> {
        watch.disturb("plug and start " + node.name);
        if (node.takeover == null) {
          node.start();
        }
        if (!node.nic) {
          node.plug();
        }
      }
      case 4 -> {
        watch.disturb("kill " + node.name);
        node.kill();
      }
      case 5 -> {
        boolean drain = random.nextBoolean();
        watch.disturb((drain ? "drain " : "restart ") + node.name);
        node.stop(drain);
        world.after(
            (1000 + random.nextInt(3000)) * MILLI,
            () -> {
              if (node.takeover == null) {
                watch.disturb("start " + node.name);
                node.start();
              }
            });
      }
      case 6 -> {
        Ip address = addresses.get(random.nextInt(addresses.size()));
        watch.disturb("rank " + address);
        world.rank(Map.of(address, ranking()));
      }
      case 7 -> {
        if (addresses.size() > 1 && random.nextBoolean()) {
          Ip gone = addresses.remove(random.nextInt(addresses.size()));
          watch.disturb("delete " + gone);
          deleted.add(gone);
          world.delete(gone);
        } else {
          addAddress();
        }
      }
      case 8 -> {
        watch.disturb("API away from " + node.name);
        node.api = false;
      }
      case 9 -> {
        if (kind == Kind.FIREWALL) {
          world.firewall = !world.firewall;
          watch.disturb("firewall " + world.firewall);
        } else {
          watch.disturb("API back at " + node.name);
          restoreApi(node);
        }
      }
      case 10, 11 -> {
        cut = !cut;
        watch.disturb(cut ? "cut" : "heal");
        world.nodes.values().forEach(n -> n.side = cut ? random.nextInt(2) : 0);
      }
      case 12 -> {
        watch.disturb("both pause and unplug");
        node.pause();
        world.after(200 * MILLI, node::resume);
        any().unplug();
      }
      case 13 -> {
        watch.disturb("everybody pauses");
        long length = random.nextInt(600) * MILLI;
        world.nodes.values().forEach(SimulatedNode::pause);
        world.after(
            length,
            () -> {
              watch.disturb("everybody goes on");
              world.nodes.values().forEach(SimulatedNode::resume);
            });
      }
      default -> {
        if (!mendOneWay()) {
          breakOneWay(node);
        }
      }
    }
  }

  private static void restoreApi(SimulatedNode node) {
    if (!node.api) {
      node.api = true;
      node.watchPlan();
    }
  }

  private SimulatedNode any() {
    List<SimulatedNode> nodes = new ArrayList<>(world.nodes.values());
    return nodes.get(random.nextInt(nodes.size()));
  }

  private List<String> ranking() {
    List<String> names = new ArrayList<>(world.nodes.keySet());
    Collections.shuffle(names, random);
    return names.subList(0, Math.min(names.size(), 2 + random.nextInt(4)));
  }

  private void addAddress() {
    boolean again = !deleted.isEmpty() && random.nextBoolean();
    Ip address =
        again
            ? deleted.remove(random.nextInt(deleted.size()))
            : Ip.of("192.168.0." + nextAddress++);
    watch.disturb((again ? "add again " : "add ") + address);
    addresses.add(address);
    world.rank(Map.of(address, ranking()));
  }
}
