package io.openelb.speaker.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.openelb.api.SpeakerReport;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the kernel hands to the speaker, of all that a segment says. */
@ExtendWith(BedExtension.class)
final class FilterIT {

  private static final String OURS4 = "192.168.77.91";
  private static final String OURS6 = "fd00:77::91";
  private static final String PEERS4 = "192.168.77.92";
  private static final String PEERS6 = "fd00:77::92";

  private static final String STRANGER = "52:54:00:77:00:99";

  private static final String PATIENT = "--dead=3s";

  private static Node node;

  @BeforeAll
  static void own(Bed bed) {
    node = bed.node();
    Node peer = bed.node();
    // Frames are counted: no stall of the machine may move an address meanwhile.
    node.start(PATIENT);
    peer.start(PATIENT);
    bed.api().eip("layer2-eip", Bed.POOL4, "eth0");
    bed.api().eip("layer2-eip6", Bed.POOL6, "eth0");
    await("the first hears the second")
        .until(() ->
            bed.api().report("n1").map(SpeakerReport::hears).orElse(List.of()).contains("n2"));
    Stream.of(OURS4, OURS6).forEach(address -> bed.api().service(address, "n1"));
    Stream.of(PEERS4, PEERS6).forEach(address -> bed.api().service(address, "n2"));
    Stream.of(OURS4, OURS6).forEach(address -> awaitOwner(bed, address, node));
    Stream.of(PEERS4, PEERS6).forEach(address -> awaitOwner(bed, address, peer));
  }

  /** Waits until it is all told. */
  private static void awaitOwner(Bed bed, String address, Node owner) {
    bed.station().awaitAnswer(address, owner.mac());
    bed.station().awaitAnnouncements(address, owner.mac());
  }

  /** How many frames of the expression are handed to the speaker. */
  private static int heard(Bed bed, String expression) {
    int before = received();
    var _ = bed.station().replies(expression, OURS4);
    // The last is the question that tells when all are through.
    return received() - before - 1;
  }

  private static int received() {
    return node.machine()
        .run("curl --silent --fail http://127.0.0.1:50051/metrics")
        .lines()
        .filter(line -> line.startsWith("openelb_speaker_received_frames_total{interface=\"eth0\""))
        .mapToInt(line -> (int) Double.parseDouble(line.substring(line.lastIndexOf(' '))))
        .findFirst()
        .orElse(0);
  }

  @ParameterizedTest(name = "of 20 questions for {0} it hears {1}")
  @CsvSource({
    OURS4 + ", 20",
    OURS6 + ", 20",
    PEERS4 + ", 0",
    PEERS6 + ", 0",
    "192.168.77.93, 0", // in the Eip, and no Service has it
    "fd00:77::93, 0",
    "192.168.77.200, 0", // in no Eip
    "fd00:77::200, 0",
  })
  void hearsQuestionsForWhatItOwnsAlone(String address, int questions, Bed bed) {
    // To the node itself: of groups the switch hands on only what was joined. Not to the address,
    // which its kernel would ask for to forward the packet: that the peer answers is heard.
    String question =
        address.contains(":")
            ? "Ether(src=CLIENT, dst=NODE)/IPv6(src=CLIENT6, dst=NODE6)/ICMPv6ND_NS(tgt='%s')"
                .formatted(address)
            : Questions.question(address);

    assertThat(heard(bed, "[%s]*20".formatted(question))).isEqualTo(questions);
  }

  @ParameterizedTest(name = "of a stranger that wants, and has, {0}")
  @ValueSource(strings = {"192.168.77.200", "fd00:77::200"})
  void doesNotHearStrangersAmongThemselves(String address, Bed bed) {
    String frames =
        "[%s, %s]"
            .formatted(
                Questions.probe(address, STRANGER), Questions.announcement(address, STRANGER));

    assertThat(heard(bed, frames)).isZero();
  }

  @Test
  void doesNotHearOfAnAddressThatIsGoneAnyMore(Bed bed) {
    String address = "192.168.77.95";
    bed.api().service(address, "n1");
    awaitOwner(bed, address, node);
    assertThat(heard(bed, Questions.question(address))).isOne();

    bed.api().deleteService(address);

    await("silence").until(() -> heard(bed, Questions.question(address)) == 0);
    assertThat(heard(bed, Questions.question(OURS4))).isOne();
  }
}
