package io.openelb.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.openelb.core.address.Cidr;
import io.openelb.core.address.Ip;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class SpeakerReportTest {

  private static final SpeakerReport REPORT =
      new SpeakerReport(
          "worker-p001",
          "b1",
          true,
          List.of(
              new SpeakerReport.Interface(
                  "bond0",
                  "52:54:22:3a:e6:6e",
                  true,
                  List.of("192.168.0.3/24"),
                  List.of("fd00:168::/64"),
                  List.of("52:54:22:3a:e6:6f"))),
          List.of("192.168.0.1"),
          List.of("master1", "worker-p002"),
          List.of(new SpeakerReport.TookOver("192.168.0.91", "worker-p002 was silent for 340 ms")),
          false,
          List.of(new SpeakerReport.Conflict("192.168.0.92", "52:54:22:00:00:01", true)),
          List.of("arp_ignore is 0 on eth0"),
          List.of("0123456789abcdef"));

  @Test
  void whatIsWrittenIsReadBack() {
    assertThat(SpeakerReport.parse(REPORT.toJson())).isEqualTo(REPORT);
  }

  @Test
  void fieldsHaveTheNamesThatOtherProgramsRead() {
    assertThat(REPORT.toJson())
        .isEqualTo(
            """
            {"node":"worker-p001","bootId":"b1","layer2":true,\
            "interfaces":[{"name":"bond0","mac":"52:54:22:3a:e6:6e","up":true,\
            "addresses":["192.168.0.3/24"],"routes":["fd00:168::/64"],\
            "members":["52:54:22:3a:e6:6f"]}],\
            "gateways":["192.168.0.1"],\
            "hears":["master1","worker-p002"],\
            "tookOver":[{"addresses":"192.168.0.91","reason":"worker-p002 was silent for 340 ms"}],\
            "releasing":false,\
            "conflicts":[{"address":"192.168.0.92","mac":"52:54:22:00:00:01","beforeAnnouncement":true}],\
            "problems":["arp_ignore is 0 on eth0"],\
            "keys":["0123456789abcdef"]}\
            """);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "192.168.0.91 | 192.168.0.91",
        "192.168.0.91,192.168.0.95-192.168.0.96 | 192.168.0.91 192.168.0.95 192.168.0.96",
        "255.255.255.254-255.255.255.255 | 255.255.255.254 255.255.255.255",
        "what | ''",
        "'' | ''",
        "fd00::/64 | ''"
      })
  void addressesTakenOverAreToldInRuns(String addresses, String each) {
    assertThat(new SpeakerReport.TookOver(addresses, "why").each())
        .extracting(Ip::toString)
        .isEqualTo(each.isEmpty() ? List.of() : List.of(each.split(" ")));
  }

  @Test
  void anotherVersionsFieldsAreIgnoredAndMissingOnesEmpty() {
    SpeakerReport report =
        SpeakerReport.parse("{\"node\":\"worker-p001\",\"hears\":[null],\"later\":{\"x\":1}}");

    assertThat(report.node()).isEqualTo("worker-p001");
    assertThat(report.layer2()).isFalse();
    assertThat(report.interfaces()).isEmpty();
    assertThat(report.hears()).isEmpty();
    assertThat(report.conflicts()).isEmpty();
  }

  @Test
  void aRouteTellsASegmentAndNoAddressOfTheNode() {
    SpeakerReport report =
        SpeakerReport.parse(
            "{\"interfaces\":[{\"addresses\":[\"192.168.0.3/24\",\"fd00:168::3/128\"],"
                + "\"routes\":[\"fd00:168::/64\",\"what\"]}]}");

    assertThat(report.interfaces().getFirst().segments())
        .containsExactly(
            Cidr.of("192.168.0.3/24"), Cidr.of("fd00:168::3/128"), Cidr.of("fd00:168::/64"));
    assertThat(report.network().addresses()).containsExactly(Cidr.of("192.168.0.3/24"));
    assertThat(SpeakerReport.parse(report.toJson())).isEqualTo(report);
  }

  @Test
  void aConflictOfAnOlderSpeakerIsNoneFromBeforeTheAnnouncement() {
    SpeakerReport report =
        SpeakerReport.parse(
            "{\"conflicts\":[{\"address\":\"192.168.0.92\",\"mac\":\"52:54:22:00:00:01\"}]}");

    assertThat(report.conflicts())
        .containsExactly(new SpeakerReport.Conflict("192.168.0.92", "52:54:22:00:00:01", false));
  }

  @Test
  void aProblemConcernsTheEipThatItNamesAndElseAll() {
    String named = "no address of Eip pool-b.2 is in a subnet of interface eth0";
    String unnamed = "interface eth0 has no carrier";
    SpeakerReport report =
        new SpeakerReport(
            null, null, true, null, null, null, null, false, null, List.of(named, unnamed), null);

    assertThat(report.problemsOf("pool-b.2")).containsExactly(named, unnamed);
    assertThat(report.problemsOf("pool-b")).containsExactly(unnamed);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "null", "[]", "\"x\"", "{\"interfaces\":7}", "{\"node\":"})
  void anythingElseIsRefused(String json) {
    assertThatThrownBy(() -> SpeakerReport.parse(json))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("invalid speaker report");
  }
}
