package io.openelb.speaker.wire;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A segment with nodes and a client, an API server, and a {@link Station} on the client's eth0. The
 * segment is a switch that snoops MLD: it forwards frames to a group only to those that joined it,
 * and everything to the client, which listens to all.
 *
 * <p>Expressions may name {@code ALL} (the MAC of everybody), {@code NOBODY} (the MAC of zeros),
 * {@code OTHER} (a MAC that no station has), {@code CLIENT}, {@code CLIENT4}, {@code CLIENT6}, and
 * {@code NODE}, {@code NODE4}, {@code NODE6} (the first node's MAC and addresses).
 */
final class Bed implements AutoCloseable {

  /** An Eip holds these. */
  static final String POOL4 = "192.168.77.91-192.168.77.99";

  static final String POOL6 = "fd00:77::91-fd00:77::99";

  private static final int CLIENT = 5;
  private static final Path OUTPUT = Path.of("target/wire").toAbsolutePath();
  private static final AtomicInteger CABLES = new AtomicInteger();

  private static final Map<String, String> NAMES =
      Map.of(
          "ALL", "ff:ff:ff:ff:ff:ff",
          "NOBODY", "00:00:00:00:00:00",
          "OTHER", "52:54:00:77:00:99",
          "CLIENT", mac(CLIENT),
          "CLIENT4", "192.168.77.5",
          "CLIENT6", "fd00:77::5",
          "NODE4", "192.168.77.1",
          "NODE6", "fd00:77::1");

  private final Path output;
  private final Deque<Runnable> closing = new ArrayDeque<>();
  private final ApiServer api;
  private final Machine network;
  private final Machine client;
  private final Station station;
  private int nodes;
  private int pods;

  /**
   * Sets up a segment without nodes.
   *
   * @param name of the folder for logs and captures, below target/wire
   */
  Bed(String name) {
    output = OUTPUT.resolve(name);
    try {
      Files.createDirectories(output);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    api = new ApiServer();
    closing.push(api::close);
    network = boot("switch");
    network.run(
        "ip link add br0 up type bridge forward_delay 0 mcast_querier 1"
            + " mcast_query_response_interval 100");
    client = host("client", CLIENT);
    network.run("bridge link set dev sw-client mcast_router 2");
    station = station("eth0", mac(1));
  }

  private static String mac(int number) {
    return "52:54:00:77:00:%02x".formatted(number);
  }

  /** A machine without a cable. */
  Machine boot(String machine) {
    Machine booted = Machine.boot(machine);
    closing.push(booted::close);
    return booted;
  }

  private void plug(Machine machine, String port, int number) {
    Machine.cable(network, port, machine, "eth0", mac(number));
    network.run("ip link set %s master br0".formatted(port));
    machine.run("ip address add 192.168.77.%d/24 dev eth0".formatted(number));
    machine.run("ip address add fd00:77::%d/64 dev eth0".formatted(number));
  }

  /** A machine on the segment, with that number in its addresses. */
  Machine host(String name, int number) {
    Machine host = boot(name);
    plug(host, "sw-" + name, number);
    return host;
  }

  /**
   * A machine that reaches others through the node alone, which has an interface of its name to it.
   * It is in 10.77.0.0/16 and fd00:7a::/32.
   */
  Machine pod(Node node) {
    int number = ++pods;
    Machine pod = boot("pod" + number);
    Machine.cable(
        node.machine(), pod.toString(), pod, "eth0", "52:54:00:7a:00:%02x".formatted(number));
    for (String subnet : List.of("10.77.%d.%%d/24", "fd00:7a:%d::%%d/64")) {
      String address = subnet.formatted(number);
      node.machine().run("ip address add %s dev %s".formatted(address.formatted(1), pod));
      pod.run("ip address add %s dev eth0".formatted(address.formatted(2)));
      String gateway = address.formatted(1).replaceAll("/.*", "");
      pod.run("ip route add default via " + gateway);
    }
    return pod;
  }

  /** A further node, n1 being the first, whose speaker does not run yet. */
  Node node() {
    int number = ++nodes;
    Machine machine = host("n" + number, number);
    // Unique on this machine: the process's number is in it.
    long pid = ProcessHandle.current().pid();
    int cable = CABLES.incrementAndGet();
    String net = "fd0e:1b:%x:%x:%x::".formatted(pid >>> 16, pid & 0xffff, cable);
    String end = "oelb%dn%d".formatted(pid, cable);
    machine.cableToTests("api", end);
    machine.run("ip address add %s2/127 dev api".formatted(net));
    Commands.run(List.of("ip address add %s3/127 dev %s nodad".formatted(net, end).split(" ")))
        .orFail();
    api.node(machine.toString());
    return new Node(
        machine,
        mac(number),
        "http://[%s3]:%d".formatted(net, api.port()),
        output.resolve(machine + ".log"));
  }

  /** The MAC of the client's eth0. */
  String clientMac() {
    return mac(CLIENT);
  }

  ApiServer api() {
    return api;
  }

  Machine network() {
    return network;
  }

  Machine client() {
    return client;
  }

  /** What sends and hears on the client's eth0. */
  Station station() {
    return station;
  }

  /**
   * What sends and hears on an interface of the client.
   *
   * @param node the MAC of the node on that segment, which expressions call {@code NODE}
   */
  Station station(String nic, String node) {
    Station made = Station.on(client, nic, node, NAMES);
    closing.push(made::close);
    return made;
  }

  /** What is sent and heard from now on goes into a file of that name, for people to look at. */
  Path record(String name) {
    Path file = output.resolve(name.replaceAll("[^A-Za-z0-9.]+", "-") + ".pcap");
    station.record(file);
    return file;
  }

  @Override
  public void close() {
    while (!closing.isEmpty()) {
      closing.pop().run();
    }
  }
}
