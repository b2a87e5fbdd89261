package io.openelb.speaker.view;

import io.openelb.core.address.Ip;
import io.openelb.speaker.link.KernelArp;
import io.openelb.speaker.link.Nic;
import io.openelb.speaker.link.Route;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** The routes and ARP settings of this network namespace, from {@code /proc}. */
final class KernelRoutes implements Routes {

  /** Any port will do: nothing is sent. */
  private static final int DISCARD = 9;

  private final Path proc;
  private final KernelArp arp;

  KernelRoutes(KernelArp arp) {
    this(Path.of("/proc/net"), arp);
  }

  KernelRoutes(Path proc, KernelArp arp) {
    this.proc = proc;
    this.arp = arp;
  }

  @Override
  public Set<Ip> gateways() {
    return Route.readAll(proc).stream()
        .filter(Route::hasGateway)
        .map(Route::gateway)
        .collect(Collectors.toCollection(TreeSet::new));
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

  @Override
  public Set<Ip> answeredByKernel(String nic) {
    return arp.answeredOn(nic);
  }
}
