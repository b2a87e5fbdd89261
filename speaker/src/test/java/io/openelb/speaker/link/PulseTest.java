package io.openelb.speaker.link;

import static org.assertj.core.api.Assertions.assertThat;

import io.openelb.core.address.Mac;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class PulseTest {

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

  private Pulse pulse() {
    return new Pulse(sys.resolve("eth0"), MAC);
  }

  private void vanish() throws IOException {
    Files.delete(carrier);
    Files.delete(address);
  }

  @Test
  void followsTheCarrier() throws IOException {
    try (Pulse pulse = pulse()) {
      assertThat(pulse.isUp()).isTrue();

      Files.writeString(carrier, "0\n");
      assertThat(pulse.isUp()).isFalse();

      Files.writeString(carrier, "1\n");
      assertThat(pulse.isUp()).isTrue();
    }
  }

  @Test
  void followsTheMac() throws IOException {
    try (Pulse pulse = pulse()) {
      assertThat(pulse.hasNewMac()).isFalse();

      Files.writeString(address, "52:54:22:3a:e6:6f\n");
      assertThat(pulse.hasNewMac()).isTrue();
    }
  }

  @Test
  void anInterfaceThatComesBackIsAnotherOne() throws IOException {
    Files.writeString(carrier, "0\n");
    try (Pulse pulse = pulse()) {
      vanish();
      Files.writeString(carrier, "1\n");

      assertThat(pulse.isUp()).isFalse();
    }
  }

  @Test
  void anInterfaceThatIsGoneIsDown() throws IOException {
    vanish();
    try (Pulse pulse = pulse()) {
      assertThat(pulse.isUp()).isFalse();
      assertThat(pulse.hasNewMac()).isFalse();
    }
  }
}
