package io.openelb.operator;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

final class MainTest {

  @Test
  void aStartThatFailsIsAFailure() throws IOException, InterruptedException {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Process operator =
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "-cp",
                  System.getProperty("java.class.path"),
                  Main.class.getName(),
                  "--api-hosts=127.0.0.1:" + taken.getLocalPort())
              .redirectErrorStream(true)
              .start();
      String said = new String(operator.getInputStream().readAllBytes(), UTF_8);

      assertThat(operator.waitFor()).as(said).isEqualTo(1);
      assertThat(said).contains("Address already in use");
    }
  }
}
