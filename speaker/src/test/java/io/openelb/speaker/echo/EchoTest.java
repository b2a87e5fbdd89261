package io.openelb.speaker.echo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.openelb.core.address.Cidr;
import io.openelb.core.address.Ip;
import io.openelb.core.address.Mac;
import io.openelb.core.announcement.Assignment;
import io.openelb.speaker.link.Nic;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A program that writes down what it is told stands in for nft. */
final class EchoTest {

  private static final String WRITES =
      """
      while read -r line; do
        echo "$line" >> $0.said
        case "$line" in list*) echo "table inet openelb-speaker {";; esac
      done\
      """;

  /** Only the first of them refuses. */
  private static final String REFUSES_ONCE =
      """
      while read -r line; do
        echo "$line" >> $0.said
        case "$line" in
          *element*own4*) [ -e $0.refused ] || { touch $0.refused; echo "Error: no such file"; };;
          list*) echo "table inet openelb-speaker {";;
        esac
      done\
      """;

  /** As on a kernel that is too old, with the milliseconds of each start. */
  private static final String REFUSES =
      """
      date +%s%3N >> $0.started
      read -r line
      echo "Error: Could not process rule: Operation not supported"
      cat > /dev/null\
      """;

  private static final int FOREVER = Integer.MAX_VALUE;
  private static final Duration REST = Duration.ofMillis(1);
  private static final Duration RETRY = Duration.ofMillis(100);
  private static final Duration NEVER = Duration.ofDays(1);

  private static final Nic ETH0 =
      new Nic("eth0", 2, Mac.of("52:54:22:3a:e6:6e"), true, List.of(Cidr.of("192.168.0.3/24")));
  private static final Nic ETH1 =
      new Nic("eth1", 3, Mac.of("52:54:22:3a:e6:6f"), true, List.of(Cidr.of("10.9.0.3/24")));
  private static final Ip VIP = Ip.of("192.168.0.91");
  private static final Set<String> NICS = Set.of("eth0");
  private static final String ADDED =
      "add element inet openelb-speaker own4 { 192.168.0.91 : 192.168.0.3 }";

  @TempDir private Path folder;
  private Path nft;

  @BeforeEach
  void name() {
    nft = folder.resolve("nft");
  }

  private Echo echo(String program) throws IOException {
    return echo(program, REST, RETRY, FOREVER);
  }

  private Echo echo(String program, Duration rest, Duration retry, int lifetime)
      throws IOException {
    Files.writeString(nft, "#!/bin/sh\n" + program + "\n");
    Files.setPosixFilePermissions(nft, PosixFilePermissions.fromString("rwx------"));
    return new Echo(nft, rest, retry, lifetime);
  }

  private static void plan(Echo echo, Ip... addresses) {
    List<Assignment> assigned =
        Stream.of(addresses)
            .map(address -> new Assignment(address, List.of("worker-p002"), NICS))
            .toList();
    echo.plan(assigned, List.of(), NICS);
  }

  private static void own(Echo echo, Ip address) {
    plan(echo, address);
    echo.owned("eth0", List.of(address));
  }

  /** What it was told about addresses. */
  private List<String> said() throws IOException {
    Path said = folder.resolve("nft.said");
    return Files.exists(said)
        ? Files.readAllLines(said).stream()
            .filter(line -> line.matches(".* element .* own[46] .*"))
            .toList()
        : List.of();
  }

  @Test
  void tellsNftWhatChanges() throws IOException {
    try (Echo echo = echo(WRITES)) {
      echo.see(Map.of("eth0", ETH0));
      own(echo, VIP);
      await().untilAsserted(() -> assertThat(said()).containsExactly(ADDED));

      echo.plan(List.of(), List.of(VIP), NICS);
      await()
          .untilAsserted(
              () -> assertThat(said()).containsExactly(ADDED, ADDED.replace("add", "delete")));
      assertThat(echo.problem()).isEmpty();
    }
  }

  @Test
  void aBurstIsOneCommand() throws IOException {
    Duration rest = Duration.ofSeconds(1);
    try (Echo echo = echo(WRITES, rest, RETRY, FOREVER)) {
      echo.see(Map.of("eth0", ETH0));
      own(echo, VIP);
      await().untilAsserted(() -> assertThat(said()).hasSize(1));

      for (int last = 92; last < 99; last++) {
        own(echo, Ip.of("192.168.0." + last));
      }

      await().untilAsserted(() -> assertThat(said()).hasSize(2));
      assertThat(said().getLast()).contains("192.168.0.92", "192.168.0.98");
    }
  }

  @Test
  void nothingOfNftStaysInAHome() throws IOException {
    try (Echo echo = echo("echo $HOME > $0.home\n" + WRITES)) {
      echo.see(Map.of("eth0", ETH0));
      own(echo, VIP);
      await().untilAsserted(() -> assertThat(said()).containsExactly(ADDED));
    }
    assertThat(folder.resolve("nft.home")).hasContent("/dev/null");
  }

  /** nft keeps what it was told for as long as it runs. */
  @Test
  void anNftThatWasToldMuchIsReplacedByOneThatKnowsAll() throws IOException {
    Ip other = Ip.of("192.168.0.92");
    String counts = "echo x >> $0.started\n" + WRITES;
    int anEmptyTable = EchoTable.CREATE.length() + 200;
    try (Echo echo = echo(counts, REST, NEVER, anEmptyTable)) {
      echo.see(Map.of("eth0", ETH0));
      plan(echo, VIP, other);
      echo.owned("eth0", List.of(VIP));
      await().untilAsserted(() -> assertThat(said()).containsExactly(ADDED));

      echo.owned("eth0", List.of(other));

      await().untilAsserted(() -> assertThat(said()).hasSize(2));
      assertThat(said().getLast()).contains("192.168.0.91 : ", "192.168.0.92 : ");
      assertThat(folder.resolve("nft.started")).content().hasLineCount(2);
      assertThat(echo.problem()).isEmpty();
    }
  }

  @Test
  void whatNftRefusesIsAProblem() throws IOException {
    try (Echo echo = echo(REFUSES_ONCE, REST, NEVER, FOREVER)) {
      echo.see(Map.of("eth0", ETH0));
      own(echo, VIP);

      await()
          .untilAsserted(() ->
              assertThat(echo.problem())
                  .hasValue(
                      "ping can't be answered: nft refused a command (Error: no such file); it"
                          + " needs Linux 5.12"));
    }
  }

  @Test
  void makesEverythingAnewWhenNftRefused() throws IOException {
    try (Echo echo = echo(REFUSES_ONCE)) {
      echo.see(Map.of("eth0", ETH0));
      own(echo, VIP);

      await().untilAsserted(() -> assertThat(said()).containsExactly(ADDED, ADDED));
      await().untilAsserted(() -> assertThat(echo.problem()).isEmpty());
    }
  }

  @Test
  void triesEverMoreRarelyWhileNftRefusesTheTable() throws IOException {
    try (Echo echo = echo(REFUSES)) {
      echo.see(Map.of("eth0", ETH0));
      own(echo, VIP);
      Path starts = folder.resolve("nft.started");
      // What changes meanwhile is no reason to try sooner.
      await()
          .until(() -> {
            echo.see(Map.of("eth0", ETH0, "eth1", ETH1));
            echo.see(Map.of("eth0", ETH0));
            return Files.exists(starts) && Files.readAllLines(starts).size() >= 5;
          });
      List<Long> at = Files.readAllLines(starts).stream().map(Long::valueOf).toList();
      assertThat(at.get(4) - at.get(3)).isGreaterThanOrEqualTo(RETRY.multipliedBy(8).toMillis());
      assertThat(echo.problem())
          .hasValueSatisfying(problem ->
              assertThat(problem)
                  .contains("Operation not supported")
                  .endsWith("it needs Linux 5.12"));
    }
  }

  @Test
  void withoutNftThereIsAProblemWhileAnAddressWantsIt() {
    try (Echo echo = new Echo(nft, REST, RETRY, FOREVER)) {
      echo.see(Map.of("eth0", ETH0));
      own(echo, VIP);
      await()
          .untilAsserted(() ->
              assertThat(echo.problem())
                  .hasValueSatisfying(problem ->
                      assertThat(problem)
                          .startsWith("ping can't be answered: Cannot run program")));

      echo.plan(List.of(), List.of(VIP), NICS);
      await().untilAsserted(() -> assertThat(echo.problem()).isEmpty());
    }
  }
}
