package io.openelb.speaker.ndp;

import io.openelb.core.address.Ip;
import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.StandardProtocolFamily;
import java.nio.channels.DatagramChannel;
import java.nio.channels.MembershipKey;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Solicited-node groups (RFC 4291 2.7.1) of addresses that are owned or asked for, joined through
 * the kernel, so that it reports them (MLD) and switches that snoop forward solicitations to us.
 * Addresses that end alike share a group; it is left with the last of them. Belongs to one thread.
 *
 * <p>What one socket may join is bounded by {@code net.core.optmem_max}: when one is full, another
 * is opened. A join that fails is kept as a problem, and tried again when it may have gone away.
 */
final class MulticastGroups implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(MulticastGroups.class);

  private static final byte[] SOLICITED_NODE = {
    (byte) 0xff, 0x02, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, (byte) 0xff, 0, 0, 0
  };

  private final Map<Group, Membership> memberships = new HashMap<>();
  private final List<Socket> sockets = new ArrayList<>();

  /** What could not be joined, and why. */
  private final Map<Group, String> failures = new TreeMap<>();

  private List<String> told = List.of();

  private record Group(String nic, Ip address) implements Comparable<Group> {

    static Group of(String nic, Ip member) {
      byte[] group = SOLICITED_NODE.clone();
      System.arraycopy(member.bytes(), 13, group, 13, 3);
      return new Group(nic, Ip.of(group));
    }

    @Override
    public int compareTo(Group other) {
      int byNic = nic.compareTo(other.nic);
      return byNic != 0 ? byNic : address.compareTo(other.address);
    }
  }

  private static final class Membership {
    private final Set<Ip> members = new HashSet<>();
    private @Nullable MembershipKey key;
    private @Nullable Socket socket;
  }

  private static final class Socket {
    private final DatagramChannel channel;
    private int groups;
    private boolean full;

    Socket(DatagramChannel channel) {
      this.channel = channel;
    }
  }

  /** The interface is to hear who asks for the IPv6 addresses; harmless when it does already. */
  void add(String nic, Collection<Ip> addresses) {
    List<Group> fresh = new ArrayList<>();
    for (Ip address : addresses) {
      Group group = Group.of(nic, address);
      Membership membership = memberships.computeIfAbsent(group, _ -> new Membership());
      if (membership.members.isEmpty()) {
        fresh.add(group);
      }
      membership.members.add(address);
    }
    join(nic, fresh);
  }

  /** The interface is to hear no more who asks for the IPv6 addresses. */
  void remove(String nic, Collection<Ip> addresses) {
    for (Ip address : addresses) {
      Group group = Group.of(nic, address);
      Membership membership = memberships.get(group);
      if (membership != null
          && membership.members.remove(address)
          && membership.members.isEmpty()) {
        memberships.remove(group);
        failures.remove(group);
        leave(membership);
      }
    }
  }

  /** Which groups could not be joined: a sentence for each interface and reason. */
  List<String> problems() {
    Map<String, List<Group>> alike = new TreeMap<>();
    failures.forEach((group, reason) ->
        alike.computeIfAbsent(group.nic() + ": " + reason, _ -> new ArrayList<>()).add(group));
    return alike.entrySet().stream().map(one -> sentence(one.getKey(), one.getValue())).toList();
  }

  private static String sentence(String nicAndReason, List<Group> groups) {
    String others = groups.size() == 1 ? "" : " and %d more groups".formatted(groups.size() - 1);
    return "can't join %s%s on %s".formatted(groups.getFirst().address(), others, nicAndReason);
  }

  /** Joins what could not be joined before. */
  void retry() {
    Map<String, List<Group>> byNic =
        failures.keySet().stream().collect(Collectors.groupingBy(Group::nic));
    byNic.forEach(this::join);
  }

  private void join(String name, List<Group> groups) {
    if (groups.isEmpty()) {
      return;
    }
    try {
      NetworkInterface nic = NetworkInterface.getByName(name);
      if (nic == null) {
        throw new SocketException("the interface has no address");
      }
      groups.forEach(group -> join(group, nic));
    } catch (SocketException e) {
      groups.forEach(group -> failures.put(group, String.valueOf(e.getMessage())));
    }
    List<String> problems = problems();
    if (!problems.equals(told)) {
      told = problems;
      problems.forEach(log::warn);
    }
  }

  private void join(Group group, NetworkInterface nic) {
    Membership membership = memberships.get(group);
    if (membership == null) {
      return;
    }
    try {
      InetAddress address = InetAddress.getByAddress(group.address().bytes());
      Socket socket = socketWithRoom();
      try {
        membership.key = socket.channel.join(address, nic);
      } catch (IOException full) {
        if (socket.groups == 0) {
          throw full;
        }
        socket.full = true;
        socket = socketWithRoom();
        membership.key = socket.channel.join(address, nic);
      }
      membership.socket = socket;
      socket.groups++;
      failures.remove(group);
    } catch (IOException | IllegalArgumentException | UnsupportedOperationException e) {
      failures.put(group, String.valueOf(e.getMessage()));
    }
  }

  /** How many sockets its groups take. */
  int sockets() {
    return sockets.size();
  }

  private Socket socketWithRoom() throws IOException {
    for (Socket socket : sockets) {
      if (!socket.full) {
        return socket;
      }
    }
    Socket socket = new Socket(DatagramChannel.open(StandardProtocolFamily.INET6));
    sockets.add(socket);
    return socket;
  }

  private static void leave(Membership membership) {
    Socket socket = membership.socket;
    if (membership.key != null && socket != null) {
      membership.key.drop();
      socket.groups--;
      socket.full = false;
    }
  }

  /** Leaves all groups. */
  @Override
  public void close() {
    for (Socket socket : sockets) {
      try {
        socket.channel.close();
      } catch (IOException e) {
        log.warn("Can't close a socket: reason={}", e.getMessage());
      }
    }
    sockets.clear();
    memberships.clear();
  }
}
