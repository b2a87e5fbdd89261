package io.openelb.speaker.wire;

import java.util.List;

/**
 * An interface of the node, on a network of its own with an interface of the client.
 *
 * @param name of the kind, and of the Eip
 * @param network the number in its addresses, 192.168.N.0/24 and fd00:N::/64
 * @param nic its name
 * @param cable the node's end of the cable that it needs; empty: the one of eth0
 * @param making arguments of {@code ip} that make it
 */
record NicKind(String name, int network, String nic, String cable, List<String> making) {

  NicKind(String name, int network, String nic, String cable, String... making) {
    this(name, network, nic, cable, List.of(making));
  }

  private String address(int host) {
    return "192.168.%d.%d".formatted(network, host);
  }

  private String address6(int host) {
    return "fd00:%d::%d".formatted(network, host);
  }

  String vip() {
    return address(91);
  }

  String vip6() {
    return address6(91);
  }

  /** What the Eip says. */
  String selector() {
    return selector(address(9));
  }

  /** What the Eip of IPv6 addresses says. */
  String selector6() {
    return selector(address6(9));
  }

  private String selector(String neighbour) {
    return switch (name) {
      case "can-reach" -> "can_reach:" + neighbour;
      case "by-subnet" -> "";
      default -> nic;
    };
  }

  /** What the speaker says without it. */
  String missing() {
    return "interface %s of Eip %s does not exist".formatted(nic, name);
  }

  boolean isMadeOfOthers() {
    return !making.isEmpty();
  }

  /** The client's interface on the network. */
  String clientNic() {
    return cable.isEmpty() ? nic : "to-" + cable;
  }

  /** The first or the second MAC that it has. */
  String mac(int variant) {
    return "52:54:00:%02x:00:%02x".formatted(network, variant);
  }

  /** Makes the client's interface, and lays the cable to it. */
  void connect(Machine client, Machine node) {
    if (!cable.isEmpty()) {
      Machine.cable(client, clientNic(), node, cable, mac(0));
    } else if (!create(client)) {
      return;
    }
    client.run("ip link set %s up".formatted(clientNic()));
    client.run("ip address add %s/24 dev %s".formatted(address(5), clientNic()));
  }

  /** Makes the node's interface, or says that the kernel knows no such kind. */
  boolean make(Machine node, int variant) {
    if (!create(node)) {
      return false;
    }
    node.run("ip link set %s address %s up".formatted(nic, mac(variant)));
    node.run("ip address add %s/24 dev %s".formatted(address(1), nic));
    node.run("ip address add %s/64 dev %s".formatted(address6(1), nic));
    return true;
  }

  private boolean create(Machine machine) {
    return making.stream().allMatch(step -> machine.attempt("ip " + step).status() == 0);
  }

  @Override
  public String toString() {
    return name;
  }
}
