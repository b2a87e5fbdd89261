package io.openelb.speaker.link;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class CarrierTest {

  @TempDir private Path folder;

  @Test
  void followsTheFileThatItHoldsOpen() throws IOException {
    Path file = Files.writeString(folder.resolve("carrier"), "1\n");
    try (Carrier carrier = new Carrier(file)) {
      assertThat(carrier.isUp()).isTrue();

      Files.writeString(file, "0\n");
      assertThat(carrier.isUp()).isFalse();

      Files.writeString(file, "1\n");
      assertThat(carrier.isUp()).isTrue();
    }
  }

  @Test
  void anInterfaceThatComesBackIsAnotherOne() throws IOException {
    Path file = Files.writeString(folder.resolve("carrier"), "0\n");
    try (Carrier carrier = new Carrier(file)) {
      Files.delete(file);
      Files.writeString(file, "1\n");

      assertThat(carrier.isUp()).isFalse();
    }
  }

  @Test
  void anInterfaceThatIsGoneIsDown() {
    try (Carrier carrier = new Carrier(folder.resolve("carrier"))) {
      assertThat(carrier.isUp()).isFalse();
    }
  }
}
