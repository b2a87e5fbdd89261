package io.openelb.speaker.link;

import io.openelb.core.address.Ip;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;

/**
 * For what the node's kernel answers ARP besides the addresses of the interface that is asked: all
 * that it has, unless {@code arp_ignore} says otherwise (ip-sysctl.rst of Linux), as strictARP
 * makes it do.
 */
public final class KernelArp {

  private final NicScanner scanner;
  private final Path settings;

  /** By what the scanner saw last. */
  public KernelArp(NicScanner scanner) {
    this(scanner, Path.of("/proc/sys/net/ipv4/conf"));
  }

  KernelArp(NicScanner scanner, Path settings) {
    this.scanner = scanner;
    this.settings = settings;
  }

  /** The IPv4 addresses, of interfaces that are on no segment, that it answers for on this one. */
  public Set<Ip> answeredOn(String nic) {
    return ignores("all") || ignores(nic) ? Set.of() : scanner.hidden();
  }

  private boolean ignores(String nic) {
    try {
      Path file = settings.resolve(nic).resolve("arp_ignore");
      return !Files.readString(file).strip().equals("0");
    } catch (IOException gone) {
      return true;
    }
  }
}
