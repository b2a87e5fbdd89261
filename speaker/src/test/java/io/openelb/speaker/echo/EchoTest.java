package io.openelb.speaker.echo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.openelb.core.address.Cidr;
import io.openelb.core.address.Ip;
import io.openelb.core.address.Mac;
import io.openelb.speaker.link.Nic;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A program that writes down what it is told stands in for nft. */
final class EchoTest {

  private static final String WRITES = "exec cat >> $0.said";

  /** Only the first of them refuses. */
  private static final String REFUSES_ONCE =
      """
      while read -r line; do
        echo "$line" >> $0.said
        case "$line" in *"element"*)
          [ -e $0.refused ] || { touch $0.refused; echo "Error: no such file" >&2; }
        esac
      done\
      """;

  private static final Duration NEVER = Duration.ofDays(1);

  private static final Nic ETH0 =
      new Nic("eth0", 2, Mac.of("52:54:22:3a:e6:6e"), true, List.of(Cidr.of("192.168.0.3/24")));
  private static final Ip VIP = Ip.of("192.168.0.91");
  private static final String ADDED =
      "add element inet openelb-speaker own4 { 192.168.0.91 : 192.168.0.3 }";

  @TempDir private Path folder;
  private Path nft;

  @BeforeEach
  void name() {
    nft = folder.resolve("nft");
  }

  private Echo echo(String program, Duration retry) throws IOException {
    Files.writeString(nft, "#!/bin/sh\n" + program + "\n");
    Files.setPosixFilePermissions(nft, PosixFilePermissions.fromString("rwx------"));
    return new Echo(nft, retry);
  }

  /** What it was told about elements. */
  private List<String> said() throws IOException {
    Path said = folder.resolve("nft.said");
    return Files.exists(said)
        ? Files.readAllLines(said).stream().filter(line -> line.contains(" element ")).toList()
        : List.of();
  }

  @Test
  void tellsNftWhatChanges() throws IOException {
    try (Echo echo = echo(WRITES, NEVER)) {
      echo.see(Map.of("eth0", ETH0));
      echo.own("eth0", List.of(VIP));
      await().untilAsserted(() -> assertThat(said()).containsExactly(ADDED));

      echo.disown("eth0", List.of(VIP));
      await()
          .untilAsserted(
              () -> assertThat(said()).containsExactly(ADDED, ADDED.replace("add", "delete")));
      assertThat(echo.problem()).isEmpty();
    }
  }

  @Test
  void whatNftRefusesIsAProblem() throws IOException {
    try (Echo echo = echo(REFUSES_ONCE, NEVER)) {
      echo.see(Map.of("eth0", ETH0));
      echo.own("eth0", List.of(VIP));

      await()
          .untilAsserted(() ->
              assertThat(echo.problem())
                  .hasValue("ping can't be answered: nft refused a command or ended"));
    }
  }

  @Test
  void everythingIsMadeAnewAWhileAfterARefusal() throws IOException {
    try (Echo echo = echo(REFUSES_ONCE, Duration.ofMillis(1))) {
      echo.see(Map.of("eth0", ETH0));
      echo.own("eth0", List.of(VIP));

      await().untilAsserted(() -> assertThat(said()).containsExactly(ADDED, ADDED));
      await().untilAsserted(() -> assertThat(echo.problem()).isEmpty());
    }
  }

  @Test
  void withoutNftThereIsAProblemWhileAnAddressWantsIt() throws IOException {
    try (Echo echo = new Echo(nft, NEVER)) {
      echo.see(Map.of("eth0", ETH0));
      echo.own("eth0", List.of(VIP));
      await()
          .untilAsserted(() ->
              assertThat(echo.problem())
                  .hasValueSatisfying(problem ->
                      assertThat(problem)
                          .startsWith("ping can't be answered: Cannot run program")));

      echo.disown("eth0", List.of(VIP));
      await().untilAsserted(() -> assertThat(echo.problem()).isEmpty());
    }
    assertThat(said()).isEmpty();
  }
}
