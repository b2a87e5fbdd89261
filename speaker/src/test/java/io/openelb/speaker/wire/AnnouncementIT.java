package io.openelb.speaker.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.openelb.speaker.wire.Station.Heard;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a speaker says unasked when it gains an address, and which groups it joins for it. */
@ExtendWith(BedExtension.class)
final class AnnouncementIT {

  private static Node node;

  @BeforeAll
  static void start(Bed bed) {
    node = bed.node();
    node.start();
    bed.api().eip("layer2-eip", Bed.POOL4, "eth0");
    bed.api().eip("layer2-eip6", Bed.POOL6 + ", fd00:77::1:0:94", "eth0");
    bed.api().service("192.168.77.91", "n1");
    bed.api().service("fd00:77::91", "n1");
    bed.station().awaitAnswer("192.168.77.91", node.mac());
    bed.station().awaitAnswer("fd00:77::91", node.mac());
  }

  @ParameterizedTest(name = "a gain is probed, then announced at a decreasing rate: {0}")
  @ValueSource(strings = {"192.168.77.92", "fd00:77::92"})
  void aGain(String address, Bed bed) {
    bed.api().service(address, "n1");

    List<Heard> probes = said(bed, Questions.probe(address, node.mac()), 3);
    for (Frame announcement : bed.station().make(Questions.announcement(address, node.mac()))) {
      List<Heard> times = bed.station().await("4 times" + announcement, 4, announcement::equals);
      assertThat(probes).hasSize(3).allMatch(probe -> probe.at() < times.getFirst().at());
      for (int i = 2; i < times.size(); i++) {
        double before = times.get(i - 1).at() - times.get(i - 2).at();
        assertThat(times.get(i).at() - times.get(i - 1).at())
            .as("pauses become longer: %s", times)
            .isGreaterThan(before);
      }
    }
  }

  @ParameterizedTest(name = "announced again when the interface comes back up: {0}")
  @ValueSource(strings = {"192.168.77.91", "fd00:77::91"})
  void theInterfaceComesBackUp(String address, Bed bed) {
    bed.network().run("ip link set sw-n1 down");
    await("the carrier is missed")
        .until(() -> problems(bed).contains("interface eth0 has no carrier"));
    int before = bed.station().heard().size();
    bed.network().run("ip link set sw-n1 up");

    for (Frame announcement : bed.station().make(Questions.announcement(address, node.mac()))) {
      await("again" + announcement)
          .until(
              () -> bed.station().heard().stream().skip(before).map(Heard::frame).toList(),
              heard -> heard.contains(announcement));
    }
    bed.station().awaitAnswer(address, node.mac());
    await("all is well").until(() -> problems(bed).isEmpty());
  }

  @Test
  void aGroupIsJoinedThroughTheKernelAndLeftWithTheLastOfItsAddresses(Bed bed) {
    String group = "ff02::1:ff00:94";
    bed.api().service("fd00:77::94", "n1");
    bed.station().awaitAnswer("fd00:77::94", node.mac());
    await("the kernel is in " + group).until(() -> groups().contains(group));
    await("the switch heard of it").until(() -> forwarded(bed).contains("grp " + group));

    bed.api().service("fd00:77::1:0:94", "n1");
    bed.station().awaitAnswer("fd00:77::1:0:94", node.mac());
    bed.api().deleteService("fd00:77::94");
    await("silence for fd00:77::94")
        .until(
            () -> bed.station().replies(Questions.question("fd00:77::94"), "192.168.77.91"),
            replies -> replies.stream().noneMatch(Frame::isUnicast));
    assertThat(groups()).contains(group);

    bed.api().deleteService("fd00:77::1:0:94");
    await("the kernel left " + group).until(() -> !groups().contains(group));
    await("the switch heard of it").until(() -> !forwarded(bed).contains("grp " + group));
  }

  private static List<Heard> said(Bed bed, String expression, int times) {
    Frame frame = bed.station().makeOne(expression);
    return bed.station().await(times + " times" + frame, times, frame::equals);
  }

  private static List<String> problems(Bed bed) {
    return bed.api().report("n1").orElseThrow().problems();
  }

  private static String groups() {
    return node.machine().run("ip -6 maddress show dev eth0");
  }

  /** The groups that the switch forwards to the node. */
  private static String forwarded(Bed bed) {
    return bed.network().run("bridge mdb show dev br0");
  }
}
