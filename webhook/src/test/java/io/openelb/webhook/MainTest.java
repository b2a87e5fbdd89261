package io.openelb.webhook;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import picocli.CommandLine.ExitCode;

final class MainTest {

  @Test
  void theTimeToDrainWantsAUnitLikeEveryTime() throws IOException, InterruptedException {
    Process webhook =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName(),
                "--drain=5")
            .redirectErrorStream(true)
            .start();
    String said = new String(webhook.getInputStream().readAllBytes(), UTF_8);

    assertThat(webhook.waitFor()).as(said).isEqualTo(ExitCode.USAGE);
    assertThat(said)
        .contains("'--drain'", "'5' is no duration", "such as 15s")
        .doesNotContain("Exception");
  }
}
