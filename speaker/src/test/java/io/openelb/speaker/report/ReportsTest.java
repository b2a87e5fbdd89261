package io.openelb.speaker.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.openelb.api.SpeakerReport;
import io.openelb.core.address.Cidr;
import io.openelb.core.address.Ip;
import io.openelb.core.address.Mac;
import io.openelb.core.announcement.AddressStatus;
import io.openelb.speaker.announce.Snapshot;
import io.openelb.speaker.link.Nic;
import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** A report stays small enough for an annotation, however much there is to tell. */
final class ReportsTest {

  /** What the API server allows an object's annotations: 256 KiB. */
  private static final int ANNOTATIONS = 256 * 1024;

  private static final Ip FIRST = Ip.of("fd00:1111:2222:3333:4444:5555:6666:1000");

  @Test
  void thousandsOfAddressesTakenAtOnceAreOneRun() {
    SpeakerReport report = taken(3000, index -> index);

    assertThat(report.tookOver())
        .containsExactly(
            new SpeakerReport.TookOver(FIRST + "-" + plus(2999), "master1 was silent for 340 ms"));
  }

  @Test
  void addressesThatStandAloneAreToldUpToABound() {
    SpeakerReport report = taken(10_000, index -> 2 * index);

    assertThat(report.toJson().length()).isLessThan(ANNOTATIONS);
    assertThat(report.tookOver().getFirst().each()).hasSize(2000).contains(FIRST, plus(2));
  }

  @Test
  void strangersAndProblemsAreToldUpToABound() {
    Map<Ip, Snapshot.Stranger> strangers =
        IntStream.range(0, 10_000)
            .boxed()
            .collect(
                Collectors.toMap(
                    ReportsTest::plus,
                    _ -> new Snapshot.Stranger(Mac.of("52:54:22:00:00:01"), true)));
    List<String> problems =
        IntStream.range(0, 10_000).mapToObj(index -> plus(index) + " is a gateway's").toList();

    SpeakerReport report = report(List.of(), strangers, problems);

    assertThat(report.toJson().length()).isLessThan(ANNOTATIONS);
    assertThat(report.conflicts()).hasSize(300);
    assertThat(report.problems()).hasSize(100);
  }

  @Test
  void interfacesAreToldWithTheirSegmentsButForPartsOfOthers() {
    Mac mac = Mac.of("52:54:22:3a:e6:6e");
    Nic own =
        new Nic(
            "bond0",
            2,
            mac,
            true,
            List.of(Cidr.of("fd00:168::3/128")),
            List.of(Cidr.of("fd00:168::/64")),
            "");
    Nic first =
        new Nic("eth1", 3, mac, true, List.of(Cidr.of("192.168.0.3/24")), List.of(), "bond0");
    Nic second =
        new Nic("eth2", 4, Mac.of("52:54:22:00:00:02"), true, List.of(), List.of(), "bond0");
    Map<String, Nic> nics = Map.of("bond0", own, "eth1", first, "eth2", second);

    assertThat(report(nics, "bond0").interfaces())
        .containsExactly(
            new SpeakerReport.Interface(
                "bond0",
                "52:54:22:3a:e6:6e",
                true,
                List.of("fd00:168::3/128"),
                List.of("fd00:168::/64"),
                List.of("52:54:22:00:00:02")));
    // Of a bridge that is not announced on, each Pod that starts would be news.
    assertThat(report(nics, "eth0").interfaces().getFirst().members()).isEmpty();
  }

  /** Or the operator would rank the node nowhere, and not last. */
  @Test
  void anInterfaceOfAddressesIsToldWhileItsCableIsOut() {
    Nic nic = new Nic("eth0", 2, Mac.of("52:54:22:3a:e6:6e"), false, List.of(), List.of(), "");
    Map<String, Nic> nics = Map.of("eth0", nic);

    assertThat(report(nics, "eth1").interfaces()).isEmpty();

    Set<String> planned = Set.of("eth0");
    SpeakerReport report = report(nics, "eth1", Set.of(), planned, List.of(), Map.of(), List.of());
    assertThat(report.interfaces())
        .extracting(SpeakerReport.Interface::name, SpeakerReport.Interface::up)
        .containsExactly(tuple("eth0", false));
  }

  /** The others need not be dead. */
  @Test
  void whoIsCutOffReportsNoTakeover() {
    List<AddressStatus> taken = List.of(owning(FIRST, "master1", "worker-p001", "worker-p002"));

    assertThat(report(Set.of("eth0"), taken, Map.of(), List.of()).tookOver()).isEmpty();
    assertThat(report(Set.of("eth1"), taken, Map.of(), List.of()).tookOver()).hasSize(1);
  }

  private static SpeakerReport taken(int count, IntFunction<Integer> places) {
    return report(
        IntStream.range(0, count)
            .mapToObj(index -> owning(plus(places.apply(index)), "master1", "worker-p001"))
            .toList(),
        Map.of(),
        List.of());
  }

  private static AddressStatus owning(Ip address, String... ranking) {
    return new AddressStatus(
        "eth0",
        address,
        AddressStatus.State.OWNING,
        List.of(ranking),
        "worker-p001",
        2,
        "master1 was silent for 340 ms");
  }

  private static SpeakerReport report(
      List<AddressStatus> tookOver, Map<Ip, Snapshot.Stranger> strangers, List<String> problems) {
    return report(Set.of(), tookOver, strangers, problems);
  }

  private static SpeakerReport report(
      Set<String> cutOff,
      List<AddressStatus> tookOver,
      Map<Ip, Snapshot.Stranger> strangers,
      List<String> problems) {
    return report(Map.of(), "eth0", cutOff, Set.of(), tookOver, strangers, problems);
  }

  private static SpeakerReport report(Map<String, Nic> nics, String open) {
    return report(nics, open, Set.of(), Set.of(), List.of(), Map.of(), List.of());
  }

  private static SpeakerReport report(
      Map<String, Nic> nics,
      String open,
      Set<String> cutOff,
      Set<String> planned,
      List<AddressStatus> tookOver,
      Map<Ip, Snapshot.Stranger> strangers,
      List<String> problems) {
    return Reports.report(
        "worker-p001",
        "b1",
        new Snapshot(
            true,
            false,
            List.of(),
            nics,
            List.of(open),
            Set.of(),
            Map.of(),
            cutOff,
            planned,
            tookOver,
            strangers,
            problems));
  }

  private static Ip plus(int index) {
    return FIRST.plus(BigInteger.valueOf(index));
  }
}
