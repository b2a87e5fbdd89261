package io.openelb.speaker.view;

import io.openelb.core.address.Family;
import io.openelb.core.address.Ip;
import io.openelb.speaker.link.Nic;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The routes of this network namespace, from {@code /proc/net}. */
final class KernelRoutes implements Routes {

  private static final int IPV4_GATEWAY = 2;
  private static final int IPV6_NEXT_HOP = 4;

  private static final Pattern BLANKS = Pattern.compile("\\s+");
  private static final Pattern IPV4_HEX = Pattern.compile("[0-9A-F]{8}");
  private static final Pattern IPV6_HEX = Pattern.compile("[0-9a-f]{32}");

  /** Any port will do: nothing is sent. */
  private static final int DISCARD = 9;

  private final Path proc;

  KernelRoutes() {
    this(Path.of("/proc/net"));
  }

  KernelRoutes(Path proc) {
    this.proc = proc;
  }

  @Override
  public Set<Ip> gateways() {
    Set<Ip> gateways = new TreeSet<>();
    // IPv4 addresses are numbers in host order: on the usual machines, octets reversed.
    for (String hex : column("route", IPV4_GATEWAY, IPV4_HEX)) {
      int reversed = Integer.reverseBytes((int) Long.parseLong(hex, 16));
      gateways.add(new Ip(Family.IPV4, 0, reversed & 0xffff_ffffL));
    }
    for (String hex : column("ipv6_route", IPV6_NEXT_HOP, IPV6_HEX)) {
      gateways.add(Ip.of(HexFormat.of().parseHex(hex)));
    }
    gateways.removeIf(Ip::isFirst);
    return gateways;
  }

  private List<String> column(String file, int index, Pattern shape) {
    try (Stream<String> lines = Files.lines(proc.resolve(file), StandardCharsets.US_ASCII)) {
      return lines
          .map(line -> BLANKS.split(line.strip(), -1))
          .filter(fields -> fields.length > index && shape.matcher(fields[index]).matches())
          .map(fields -> fields[index])
          .toList();
    } catch (IOException withoutThatFamily) {
      return List.of();
    }
  }

  @Override
  public Optional<Nic> towards(Ip target, Collection<Nic> nics) {
    try (DatagramSocket socket = new DatagramSocket()) {
      // Connecting looks the route up, and binds to the address that it would send from.
      socket.connect(new InetSocketAddress(InetAddress.getByAddress(target.bytes()), DISCARD));
      Ip from = Ip.of(socket.getLocalAddress().getAddress());
      return nics.stream()
          .filter(nic -> nic.addresses().stream().anyMatch(own -> own.address().equals(from)))
          .findFirst();
    } catch (IOException | UncheckedIOException | IllegalArgumentException noRoute) {
      return Optional.empty();
    }
  }
}
