package io.openelb.speaker.view;

import static org.assertj.core.api.Assertions.assertThat;

import io.openelb.core.address.Ip;
import io.openelb.speaker.link.KernelArp;
import io.openelb.speaker.link.NicScanner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class KernelRoutesTest {

  @TempDir private Path proc;

  @Test
  void findsTheGatewaysOfBothFamilies() throws IOException {
    Files.writeString(
        proc.resolve("route"),
        """
        Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\t\tMTU\tWindow\tIRTT
        eth0\t00000000\t0100A8C0\t0003\t0\t0\t0\t00000000\t0\t0\t0
        eth0\t0000A8C0\t00000000\t0001\t0\t0\t0\t00FFFFFF\t0\t0\t0
        """);
    Files.writeString(
        proc.resolve("ipv6_route"),
        """
        fd000168000000000000000000000000 40 00000000000000000000000000000000 00 00000000000000000000000000000000 00000100 00000001 00000000 00000001     eth0
        00000000000000000000000000000000 00 00000000000000000000000000000000 00 fe800000000000000000000000000001 00000400 00000002 00000000 00000003     eth0
        """);

    assertThat(new KernelRoutes(proc, new KernelArp(new NicScanner())).gateways())
        .containsExactly(Ip.of("192.168.0.1"), Ip.of("fe80::1"));
  }

  @Test
  void aKernelWithoutAFamilyHasNoGatewaysOfIt() {
    assertThat(new KernelRoutes(proc, new KernelArp(new NicScanner())).gateways()).isEmpty();
  }
}
