package io.openelb.speaker.link;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.mapping;
import static java.util.stream.Collectors.toList;
import static java.util.stream.Collectors.toUnmodifiableSet;

import io.openelb.core.address.Cidr;
import io.openelb.core.address.Family;
import io.openelb.core.address.Ip;
import io.openelb.core.address.Mac;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InterfaceAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Reads the node's Ethernet interfaces from {@code /sys/class/net}: Java's own list leaves out
 * those without an address. Interfaces that speak no ARP are left out: they are on no segment, and
 * one of them, {@code kube-ipvs0}, is where kube-proxy in IPVS mode puts the addresses of all
 * Services.
 */
public final class NicScanner {

  private static final String ETHERNET = "1";

  /** {@code IFF_UP} of {@code linux/if.h}. */
  private static final int UP = 1;

  /** {@code IFF_NOARP} of {@code linux/if.h}. */
  private static final int NO_ARP = 0x80;

  private final Path sys;
  private final Path proc;
  private volatile Set<Ip> hidden = Set.of();

  /** A scanner of the kernel's list. */
  public NicScanner() {
    this(Path.of("/sys/class/net"), Path.of("/proc/net"));
  }

  NicScanner(Path sys, Path proc) {
    this.sys = sys;
    this.proc = proc;
  }

  /**
   * The interfaces of this moment, by name. One that vanishes meanwhile is left out.
   *
   * @throws UncheckedIOException when the list itself can't be read
   */
  public Map<String, Nic> scan() {
    Map<String, Nic> nics = new TreeMap<>();
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(sys)) {
      Map<String, List<Cidr>> addresses = addresses();
      Map<String, List<Cidr>> routes = routes();
      for (Path entry : entries) {
        String name = String.valueOf(entry.getFileName());
        read(name, addresses.getOrDefault(name, List.of()), routes.getOrDefault(name, List.of()))
            .ifPresent(nic -> nics.put(nic.name(), nic));
      }
      addresses.keySet().removeAll(nics.keySet());
      hidden =
          addresses.values().stream()
              .flatMap(List::stream)
              .map(Cidr::address)
              .filter(address -> address.family() == Family.IPV4)
              .collect(toUnmodifiableSet());
    } catch (IOException e) {
      throw new UncheckedIOException("can't list " + sys, e);
    }
    return nics;
  }

  /** The IPv4 addresses of the interfaces that the last scan left out. */
  Set<Ip> hidden() {
    return hidden;
  }

  /** What tells of an interface, to be looked at several times a second. */
  CarrierMonitor carrierMonitor(Nic nic) {
    return new CarrierMonitor(sys.resolve(nic.name()), nic.mac());
  }

  /** Whether the interface is there, up, and has a carrier. */
  boolean isUp(String name) {
    return isUp(sys.resolve(name));
  }

  /** Whether it is set down, or gone: it is not only a carrier that it lacks. */
  boolean isSetDown(String name) {
    try {
      return (flags(sys.resolve(name)) & UP) == 0;
    } catch (IOException gone) {
      return true;
    }
  }

  private static boolean isUp(Path entry) {
    try {
      // The carrier of an interface that is down can't be read.
      return text(entry, "carrier").equals("1");
    } catch (IOException downOrGone) {
      return false;
    }
  }

  private Optional<Nic> read(String name, List<Cidr> addresses, List<Cidr> routes) {
    Path entry = sys.resolve(name);
    try {
      if (!speaksArp(entry) || !text(entry, "type").equals(ETHERNET)) {
        return Optional.empty();
      }
      int index = Integer.parseInt(text(entry, "ifindex"));
      Mac mac = Mac.of(text(entry, "address"));
      List<Cidr> more = routes.stream().filter(route -> !isOf(addresses, route)).toList();
      return Optional.of(new Nic(name, index, mac, isUp(entry), addresses, more, master(entry)));
    } catch (IOException | IllegalArgumentException vanishedOrNoEthernet) {
      return Optional.empty();
    }
  }

  private static boolean speaksArp(Path entry) throws IOException {
    return (flags(entry) & NO_ARP) == 0;
  }

  private static int flags(Path entry) throws IOException {
    return Integer.decode(text(entry, "flags"));
  }

  /** A VRF, which speaks no ARP, is a table of routes only, and leaves the frames alone. */
  private static String master(Path entry) {
    Path link = entry.resolve("master");
    try {
      String name = String.valueOf(Files.readSymbolicLink(link).getFileName());
      return speaksArp(link) ? name : "";
    } catch (IOException | IllegalArgumentException noneOrVanished) {
      return "";
    }
  }

  /** Whether the route is the one that the kernel made for an address. */
  private static boolean isOf(List<Cidr> addresses, Cidr route) {
    return addresses.stream().anyMatch(own -> own.range().equals(route.range()));
  }

  private Map<String, List<Cidr>> routes() {
    return Route.readAll(proc).stream()
        .filter(Route::isOfSegment)
        .collect(groupingBy(Route::nic, mapping(Route::prefix, toList())));
  }

  private Map<String, List<Cidr>> addresses() throws SocketException {
    Inet6Flags flags = Inet6Flags.read(proc.resolve("if_inet6"));
    Map<String, List<Cidr>> addresses = new HashMap<>();
    for (NetworkInterface nic : Collections.list(NetworkInterface.getNetworkInterfaces())) {
      List<Cidr> own = new ArrayList<>();
      for (InterfaceAddress address : nic.getInterfaceAddresses()) {
        Ip ip = Ip.of(address.getAddress().getAddress());
        own.add(new Cidr(ip, address.getNetworkPrefixLength()));
      }
      addresses.put(nic.getName(), flags.sort(own));
    }
    return addresses;
  }

  private static String text(Path entry, String file) throws IOException {
    return Files.readString(entry.resolve(file)).strip();
  }
}
