package io.openelb.speaker.link;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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

  private void nic(String name, String type, String flags) throws IOException {
    Path nic = Files.createDirectory(sys.resolve(name));
    for (Map.Entry<String, String> file :
        Map.of("type", type, "flags", flags, "ifindex", "2", "address", "52:54:00:00:00:01")
            .entrySet()) {
      Files.writeString(nic.resolve(file.getKey()), file.getValue() + "\n");
    }
  }
}
