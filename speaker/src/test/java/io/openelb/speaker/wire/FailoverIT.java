package io.openelb.speaker.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.openelb.api.SpeakerReport;
import io.openelb.speaker.wire.Station.Heard;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Two speakers: an owner that stops, or is killed, and the one that follows it. */
@ExtendWith(BedExtension.class)
final class FailoverIT {

  private static final String VIP4 = "192.168.77.91";
  private static final String VIP6 = "fd00:77::91";
  private static final List<String> VIPS = List.of(VIP4, VIP6);

  private static final List<Node> NODES = new ArrayList<>();

  private Node owner = NODES.getFirst();
  private Node other = NODES.getLast();

  /** The first is alone until it owns both addresses: of two that start, each might take one. */
  @BeforeAll
  static void own(Bed bed) {
    bed.api().eip("layer2-eip", Bed.POOL4, "eth0");
    bed.api().eip("layer2-eip6", Bed.POOL6, "eth0");
    VIPS.forEach(address -> bed.api().service(address, "n1,n2"));
    start(bed.node());
    awaitOneOwner(bed);
    start(bed.node());
  }

  private static void start(Node node) {
    node.start();
    NODES.add(node);
  }

  /** Both speakers run and hear each other, and one owns both addresses. */
  @BeforeEach
  void rest(Bed bed) {
    NODES.stream().filter(Node::hasEnded).forEach(Node::start);
    await("both hear each other").until(() -> hears(bed, "n1", "n2") && hears(bed, "n2", "n1"));
    awaitOneOwner(bed);
    if (answers(bed, other)) {
      Node owns = other;
      other = owner;
      owner = owns;
    }
  }

  private static void awaitOneOwner(Bed bed) {
    await("one owner")
        .until(() -> {
          VIPS.forEach(address -> bed.station().send(Questions.question(address)));
          return NODES.stream().anyMatch(node -> answers(bed, node));
        });
  }

  private static boolean hears(Bed bed, String node, String peer) {
    return bed.api().report(node).map(SpeakerReport::hears).orElse(List.of()).contains(peer);
  }

  private static boolean answers(Bed bed, Node node) {
    return VIPS.stream()
        .map(address -> bed.station().makeOne(Questions.answer(address, node.mac())))
        .noneMatch(answer -> bed.station().heard(answer::equals).isEmpty());
  }

  @Test
  void aStopHandsOverFirstAndNoQuestionIsLost(Bed bed) {
    List<Frame> questions = new ArrayList<>();
    List<Integer> unanswered = new ArrayList<>();
    owner.terminate();
    await("the speaker ends")
        .pollInterval(Duration.ofMillis(10))
        .until(() -> {
          questions.addAll(bed.station().send(numbered(questions.size())));
          return owner.hasEnded();
        });
    Frame successor = answerTo(bed, questions.size(), other);
    await("the successor answers")
        .until(() -> {
          bed.station().send(numbered(questions.size()));
          return !bed.station().heard(successor::equals).isEmpty();
        });

    for (int i = 0; i < questions.size(); i++) {
      List<Frame> answers = List.of(answerTo(bed, i, owner), answerTo(bed, i, other));
      if (bed.station().heard(answers::contains).isEmpty()) {
        unanswered.add(i);
      }
    }
    assertThat(unanswered).as("of %d questions, numbers", questions.size()).isEmpty();
    assertThat(owner.status()).isZero();
    assertThat(bed.api().report(other.toString()).orElseThrow().conflicts())
        .as("a peer is no stranger")
        .isEmpty();
    assertNothingStays();
  }

  /** A question that differs from all others, as does its answer. */
  private static String numbered(int number) {
    return "Ether(src=CLIENT, dst=ALL)/ARP(op=1, hwsrc=CLIENT, psrc='10.0.%d.%d', pdst='%s')"
        .formatted(number / 256, number % 256, VIP4);
  }

  private static Frame answerTo(Bed bed, int number, Node node) {
    return bed.station()
        .makeOne(
            Questions.answer(VIP4, node.mac())
                .replace("CLIENT4", "'10.0.%d.%d'".formatted(number / 256, number % 256)));
  }

  @Test
  void aKilledOwnerIsFollowedWithoutTheDelayOfAProbeAndLeavesNothing(Bed bed) {
    int before = bed.station().heard().size();
    owner.kill();

    for (String address : VIPS) {
      Frame ask = bed.station().makeOne(Questions.probe(address, other.mac()));
      List<Frame> announcement = bed.station().make(Questions.announcement(address, other.mac()));
      List<Frame> said =
          await("announcement of " + address)
              .until(
                  () ->
                      bed.station().heard().stream()
                          .skip(before)
                          .map(Heard::frame)
                          .filter(frame -> frame.equals(ask) || announcement.contains(frame))
                          .toList(),
                  frames -> frames.containsAll(announcement));
      assertThat(said.subList(0, 3))
          .as("two questions before it speaks, where the first owner of an address asks three")
          .containsExactly(ask, ask, announcement.getFirst());
    }
    bed.station().awaitAnswer(VIP6, other.mac());
    assertNothingStays();
  }

  /** What a speaker set up in its kernel goes with it. */
  private void assertNothingStays() {
    await("the packet filter is empty")
        .until(() -> owner.machine().run("nft list tables").isEmpty());
    assertThat(owner.machine().run("ip maddress show dev eth0"))
        .doesNotContain("ff02::1:ff00:91", "03:4f:45:4c:42:01");
    await("no process of it is left")
        .until(
            () -> owner.machine().run("ps -e -o comm="),
            processes -> !processes.contains("java") && !processes.contains("nft"));
  }

  /** As with IPVS where strictARP is off: a kernel has the address on lo, and answers for it. */
  @Test
  void aKernelThatAnswersInThePlaceOfItsSpeakerIsToldAndDoesNotHoldAPeerUp(Bed bed) {
    String address = "192.168.77.95";
    other.machine().run("ip address add " + address + "/32 dev lo");
    bed.api().service(address, owner.toString());

    bed.station().awaitAnswer(address, owner.mac());
    await("the report")
        .until(
            () -> bed.api().report(owner.toString()).orElseThrow().problems().toString(),
            problems -> problems.contains("the kernel of node %s answers ARP".formatted(other)));
  }
}
