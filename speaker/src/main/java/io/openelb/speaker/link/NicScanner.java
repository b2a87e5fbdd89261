package io.openelb.speaker.link;

import io.openelb.core.address.Cidr;
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
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Reads the node's Ethernet interfaces from {@code /sys/class/net}: Java's own list leaves out
 * those without an address.
 */
public final class NicScanner {

  private static final String ETHERNET = "1";
  private static final int IFF_UP = 1;

  private final Path sys;

  /** A scanner of the kernel's list. */
  public NicScanner() {
    this(Path.of("/sys/class/net"));
  }

  NicScanner(Path sys) {
    this.sys = sys;
  }

  /**
   * The interfaces of this moment, by name. One that vanishes meanwhile is left out.
   *
   * @throws UncheckedIOException when the list itself can't be read
   */
  public Map<String, Nic> scan() {
    Map<String, Nic> nics = new TreeMap<>();
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(sys)) {
      for (Path entry : entries) {
        read(entry).ifPresent(nic -> nics.put(nic.name(), nic));
      }
    } catch (IOException e) {
      throw new UncheckedIOException("can't list " + sys, e);
    }
    return nics;
  }

  private Optional<Nic> read(Path entry) {
    try {
      if (!text(entry, "type").equals(ETHERNET)) {
        return Optional.empty();
      }
      String name = String.valueOf(entry.getFileName());
      return Optional.of(
          new Nic(
              name,
              Integer.parseInt(text(entry, "ifindex")),
              Mac.of(text(entry, "address")),
              isUp(entry),
              addresses(name)));
    } catch (IOException | IllegalArgumentException vanishedOrNoEthernet) {
      return Optional.empty();
    }
  }

  private static boolean isUp(Path entry) throws IOException {
    int flags = Integer.decode(text(entry, "flags"));
    // The carrier of an interface that is down can't be read.
    return (flags & IFF_UP) != 0 && text(entry, "carrier").equals("1");
  }

  private static List<Cidr> addresses(String name) throws SocketException {
    NetworkInterface known = NetworkInterface.getByName(name);
    if (known == null) {
      return List.of();
    }
    List<Cidr> addresses = new ArrayList<>();
    for (InterfaceAddress address : known.getInterfaceAddresses()) {
      addresses.add(
          new Cidr(Ip.of(address.getAddress().getAddress()), address.getNetworkPrefixLength()));
    }
    return addresses;
  }

  private static String text(Path entry, String file) throws IOException {
    return Files.readString(entry.resolve(file)).strip();
  }
}
