package io.openelb.speaker.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.openelb.api.SpeakerReport.Conflict;
import io.openelb.speaker.wire.Station.Heard;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

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
