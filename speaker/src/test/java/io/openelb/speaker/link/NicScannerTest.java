package io.openelb.speaker.link;

import static org.assertj.core.api.Assertions.assertThat;

import io.openelb.core.address.Cidr;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class NicScannerTest {

  @TempDir private Path sys;
  @TempDir private Path proc;

  @Test
  void readsInterfacesThatSpeakArp() throws IOException {
    nic("eth0", "1", "0x1003");
    nic("lo", "772", "0x9");
    nic("kube-ipvs0", "1", "0x82");

    assertThat(new NicScanner(sys, proc).scan().keySet()).containsExactly("eth0");
  }

  @Test
  void readsWhatAnInterfaceBelongsTo() throws IOException {
    nic("br0", "1", "0x1003");
    nic("vrf0", "1", "0x4c1");
    nic("eth0", "1", "0x1003");
    nic("eth1", "1", "0x1003");
    nic("eth2", "1", "0x1003");
    Files.createSymbolicLink(sys.resolve("eth0/master"), Path.of("../br0"));
    Files.createSymbolicLink(sys.resolve("eth1/master"), Path.of("../vrf0"));

    assertThat(new NicScanner(sys, proc).scan().values())
        .filteredOn(nic -> nic.name().startsWith("eth"))
        .extracting(Nic::master)
        .containsExactly("br0", "", "");
  }

  /** As with DHCPv6, and where an IPv4 address has no prefix. */
  @Test
  void readsSegmentsOfRoutes() throws IOException {
    nic("eth0", "1", "0x1003");
    nic("eth1", "1", "0x1003");
    Files.writeString(
        proc.resolve("route"),
        """
        Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\t\tMTU\tWindow\tIRTT
        eth0\t00000000\t00000000\t0001\t0\t0\t0\t00000000\t0\t0\t0
        eth0\t0000A8C0\t00000000\t0001\t0\t0\t0\t00FFFFFF\t0\t0\t0
        eth0\t0000FEA9\t00000000\t0001\t0\t0\t0\t0000FFFF\t0\t0\t0
        eth0\t0700A8C0\t00000000\t0005\t0\t0\t0\tFFFFFFFF\t0\t0\t0
        eth0\t000000E0\t00000000\t0001\t0\t0\t0\t000000F0\t0\t0\t0
        eth0\t0000000A\t0100A8C0\t0003\t0\t0\t0\t000000FF\t0\t0\t0
        """);
    Files.writeString(
        proc.resolve("ipv6_route"),
        """
        fd000168000000000000000000000000 40 00000000000000000000000000000000 00 00000000000000000000000000000000 00000100 00000001 00000000 00000001     eth1
        fe800000000000000000000000000000 40 00000000000000000000000000000000 00 00000000000000000000000000000000 00000100 00000001 00000000 00000001     eth1
        ff000000000000000000000000000000 08 00000000000000000000000000000000 00 00000000000000000000000000000000 00000100 00000001 00000000 00000001     eth1
        fd000168000000000000000000000003 80 00000000000000000000000000000000 00 00000000000000000000000000000000 00000000 00000001 00000000 80200001     eth1
        00000000000000000000000000000000 00 00000000000000000000000000000000 00 fe800000000000000000000000000001 00000400 00000002 00000000 00000003     eth1
        """);

    assertThat(new NicScanner(sys, proc).scan().values())
        .extracting(Nic::routes)
        .containsExactly(List.of(Cidr.of("192.168.0.0/24")), List.of(Cidr.of("fd00:168::/64")));
  }

  private void nic(String name, String type, String flags) throws IOException {
    Path nic = Files.createDirectory(sys.resolve(name));
    for (Map.Entry<String, String> file :
        Map.of("type", type, "flags", flags, "ifindex", "2", "address", "52:54:00:00:00:01")
            .entrySet()) {
      Files.writeString(nic.resolve(file.getKey()), file.getValue() + "\n");
    }
  }
}
