package io.openelb.operator;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine.ExitCode;

final class MainTest {

  @Test
  void aStartThatFailsIsAFailure() throws IOException, InterruptedException {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Process operator = operator("--api-hosts=127.0.0.1:" + taken.getLocalPort());
      String said = said(operator);

      assertThat(operator.waitFor()).as(said).isEqualTo(1);
      assertThat(said).contains("Address already in use");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "--renew-deadline=20s, Invalid --renew-deadline 20.0s: must be positive and shorter than --lease-duration 15.0s",
    "--retry-period=10s, Invalid --retry-period 10.0s: must be positive and shorter than --renew-deadline 10.0s",
    "--request-timeout=8s, Invalid --retry-period and --request-timeout together 10.0s: must be positive and shorter than --renew-deadline 10.0s"
  })
  void timingsThatDoNotFitAreRefusedByTheNamesOfTheirFlags(String argument, String message)
      throws IOException, InterruptedException {
    Process operator = operator(argument);
    String said = said(operator);

    assertThat(operator.waitFor()).as(said).isEqualTo(ExitCode.USAGE);
    assertThat(said).startsWith(message + System.lineSeparator()).doesNotContain("Exception");
  }

  private static Process operator(String argument) throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            System.getProperty("java.class.path"),
            Main.class.getName(),
            argument)
        .redirectErrorStream(true)
        .start();
  }

  private static String said(Process operator) throws IOException {
    return new String(operator.getInputStream().readAllBytes(), UTF_8);
  }
}
