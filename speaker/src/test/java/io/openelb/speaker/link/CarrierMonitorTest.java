package io.openelb.speaker.link;

import static org.assertj.core.api.Assertions.assertThat;

import io.openelb.core.address.Mac;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class CarrierMonitorTest {

  private static final Mac MAC = Mac.of("52:54:22:3a:e6:6e");

  @TempDir private Path sys;

  private Path carrier;
  private Path address;

  @BeforeEach
  void appear() throws IOException {
    Path folder = Files.createDirectory(sys.resolve("eth0"));
    carrier = Files.writeString(folder.resolve("carrier"), "1\n");
    address = Files.writeString(folder.resolve("address"), MAC + "\n");
  }

  private CarrierMonitor carrierMonitor() {
    return new CarrierMonitor(sys.resolve("eth0"), MAC);
  }

  private void vanish() throws IOException {
    Files.delete(carrier);
    Files.delete(address);
  }

  @Test
  void followsTheCarrier() throws IOException {
    try (CarrierMonitor carrierMonitor = carrierMonitor()) {
      assertThat(carrierMonitor.isUp()).isTrue();

      Files.writeString(carrier, "0\n");
      assertThat(carrierMonitor.isUp()).isFalse();

      Files.writeString(carrier, "1\n");
      assertThat(carrierMonitor.isUp()).isTrue();
    }
  }

  @Test
  void followsTheMac() throws IOException {
    try (CarrierMonitor carrierMonitor = carrierMonitor()) {
      assertThat(carrierMonitor.hasNewMac()).isFalse();

      Files.writeString(address, "52:54:22:3a:e6:6f\n");
      assertThat(carrierMonitor.hasNewMac()).isTrue();
    }
  }

  @Test
  void anInterfaceThatComesBackIsAnotherOne() throws IOException {
    Files.writeString(carrier, "0\n");
    try (CarrierMonitor carrierMonitor = carrierMonitor()) {
      vanish();
      Files.writeString(carrier, "1\n");

      assertThat(carrierMonitor.isUp()).isFalse();
    }
  }

  @Test
  void anInterfaceThatIsGoneIsDown() throws IOException {
    vanish();
    try (CarrierMonitor carrierMonitor = carrierMonitor()) {
      assertThat(carrierMonitor.isUp()).isFalse();
      assertThat(carrierMonitor.hasNewMac()).isFalse();
    }
  }
}
