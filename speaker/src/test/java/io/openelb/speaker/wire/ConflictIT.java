package io.openelb.speaker.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.openelb.api.SpeakerReport.Conflict;
import io.openelb.speaker.wire.Station.Heard;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Strangers that have, or want, an address of ours (RFC 5227, RFC 4862). */
@ExtendWith(BedExtension.class)
final class ConflictIT {

  private static final String VIP4 = "192.168.77.91";
  private static final String VIP6 = "fd00:77::91";
  private static final List<String> OWNED = List.of(VIP4, VIP6);
  private static final String TAKEN4 = "192.168.77.93";
  private static final String TAKEN6 = "fd00:77::93";
  private static final List<String> TAKEN = List.of(TAKEN4, TAKEN6);
  private static final String OTHER = "52:54:00:77:00:99";

  /** Asks a server once for each line that it is given, and prints the status. */
  private static final String ONE_CONNECTION =
      """
      import http.client, sys
      server = http.client.HTTPConnection(sys.argv[1], 8080, timeout=5)
      server.connect()
      server.auto_open = False
      for line in sys.stdin:
          server.request("GET", "/")
          answer = server.getresponse()
          answer.read()
          print(answer.status, flush=True)
      """;

  private static Node node;

  @BeforeAll
  static void own(Bed bed) {
    node = bed.node();
    node.start();
    bed.api().eip("layer2-eip", Bed.POOL4, "eth0");
    bed.api().eip("layer2-eip6", Bed.POOL6, "eth0");
    for (String address : OWNED) {
      bed.api().service(address, "n1");
      bed.station().awaitAnswer(address, node.mac());
      bed.station().awaitAnnouncements(address, node.mac());
    }
  }

  /** The stranger is the client's kernel. */
  @Test
  void anAddressThatAStrangerHasIsToldAndNotAnnouncedUntilItIsFree(Bed bed) {
    bed.client().run("ip address add " + TAKEN4 + "/32 dev eth0");
    bed.client().run("ip address add " + TAKEN6 + "/128 dev eth0 nodad");
    bed.api().service(TAKEN4, "n1");
    bed.api().service(TAKEN6, "n1");

    awaitConflicts(bed, TAKEN, bed.clientMac(), bed.clientMac());
    for (String address : TAKEN) {
      assertThat(bed.station().replies(Questions.question(address), VIP4))
          .noneMatch(Frame::isUnicast);
      List<Frame> announcement = bed.station().make(Questions.announcement(address, node.mac()));
      assertThat(bed.station().heard(announcement::contains)).isEmpty();
    }

    bed.client().run("ip address delete " + TAKEN4 + "/32 dev eth0");
    bed.client().run("ip address delete " + TAKEN6 + "/128 dev eth0");
    bed.station().awaitAnswer(TAKEN4, node.mac());
    bed.station().awaitAnswer(TAKEN6, node.mac());
    awaitConflicts(bed, TAKEN);
  }

  /** Though a Service has the stranger's address, and asked for it perhaps. */
  @ParameterizedTest(name = "{0}: what Pods have with the stranger is left alone")
  @CsvSource({"192.168.77.95, 192.168.77.95, 32", "fd00:77::95, [fd00:77::95], 128"})
  void aStrangersConnectionsAreLeftAlone(String address, String host, int prefix, Bed bed)
      throws IOException {
    bed.client().run("ip address add %s/%d dev eth0".formatted(address, prefix));
    Machine pod = podThatReaches(bed.client(), bed);
    Process connection = connect(pod, address);

    bed.api().service(address, "n1");
    awaitConflicts(bed, List.of(address), bed.clientMac());

    assertThat(answer(connection)).as("of the connection that was open before").isEqualTo("200");
    assertThat(pod.fetch(host + ":8080")).contains(Machine.SERVED);
    assertThat(pod.attempt("ping -n -c 4 -i 0.2 -W 2 " + address).output())
        .contains("4 received", "ttl=63");
  }

  /** The stranger answers nobody who asks for it, and the node knows its MAC all the same. */
  @ParameterizedTest(name = "{0}: a connection that is older than its announcement goes on")
  @ValueSource(strings = {"192.168.77.96", "fd00:77::96"})
  void aConnectionThatIsOlderThanTheAnnouncementGoesOn(String address, Bed bed) throws IOException {
    Machine stranger = bed.client();
    stranger.run("sysctl -qw net.ipv4.conf.all.arp_ignore=1");
    stranger.run("ip address add %s dev lo".formatted(address));
    node.machine()
        .run("ip neighbour add %s lladdr %s dev eth0".formatted(address, bed.clientMac()));
    Process connection = connect(podThatReaches(stranger, bed), address);

    bed.api().service(address, "n1");
    bed.station().awaitAnswer(address, node.mac());
    node.awaitInTable(address);

    assertThat(answer(connection)).isEqualTo("200");
  }

  private static Machine podThatReaches(Machine stranger, Bed bed) {
    stranger.run("ip route replace 10.77.0.0/16 via 192.168.77.1");
    stranger.run("ip route replace fd00:7a::/32 via fd00:77::1");
    stranger.serve();
    return bed.pod(node);
  }

  private static Process connect(Machine pod, String address) throws IOException {
    Process connection = pod.command(List.of("python3", "-c", ONE_CONNECTION, address)).start();
    assertThat(answer(connection)).isEqualTo("200");
    return connection;
  }

  private static @Nullable String answer(Process connection) throws IOException {
    connection.outputWriter().append('\n').flush();
    return connection.inputReader().readLine();
  }

  @Test
  void anOwnedAddressIsDefendedAtMostOnceInTenSeconds(Bed bed) {
    String claims =
        "[%s, %s]"
            .formatted(Questions.announcement(VIP4, OTHER), Questions.announcement(VIP6, OTHER));
    List<Frame> defences = bed.station().make(Questions.announcement(VIP4, node.mac()));
    defences.addAll(bed.station().make(Questions.announcement(VIP6, node.mac())));

    await("two defences")
        .pollInterval(Duration.ofMillis(500))
        .until(() -> {
          bed.station().send(claims);
          return defences.stream().allMatch(one -> bed.station().heard(one::equals).size() > 1);
        });

    for (Frame defence : defences) {
      List<Heard> heard = bed.station().heard(defence::equals);
      assertThat(heard.get(1).at() - heard.get(0).at()).as("%s", heard).isGreaterThan(9.9);
    }
    awaitConflicts(bed, OWNED, OTHER, OTHER);
    for (String address : OWNED) {
      assertThat(bed.station().replies(Questions.question(address), VIP4))
          .as("still answered")
          .contains(bed.station().makeOne(Questions.answer(address, node.mac())));
    }
  }

  /** The same after duplicate address detection: the address is in use, and it is told so. */
  @Test
  void aStrangerThatAsksForAnOwnedAddressIsAnsweredAndNoConflict(Bed bed) {
    assertThat(bed.station().replies(Questions.probe(VIP4, OTHER), VIP4)).hasSize(1);
    assertThat(bed.station().replies(Questions.probe(VIP6, OTHER), VIP4)).hasSize(1);
  }

  /** Waits until the Lease tells these of the addresses, and no others. */
  private static void awaitConflicts(Bed bed, List<String> addresses, String... macs) {
    await("conflicts in the Lease")
        .untilAsserted(() ->
            assertThat(bed.api().report("n1").orElseThrow().conflicts())
                .filteredOn(conflict -> addresses.contains(conflict.address()))
                .extracting(Conflict::mac)
                .containsExactly(macs));
  }
}
