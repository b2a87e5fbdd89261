package io.openelb.speaker.arp;

import static org.assertj.core.api.Assertions.assertThat;

import io.openelb.core.address.Ip;
import io.openelb.core.address.Mac;
import io.openelb.speaker.frame.AddressTable;
import io.openelb.speaker.frame.Hex;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Client 192.168.0.5 is 52:54:22:fa:b9:3b, this interface is 52:54:22:3a:e6:6e. */
final class ArpResponderTest {

  private static final long MAC = Mac.of("52:54:22:3a:e6:6e").value();
  private static final AddressTable OWNED = AddressTable.of(List.of(Ip.of("192.168.0.91")));

  @Test
  void answersARequestUnicastAndPadded() {
    byte[] answer =
        answer(
            "ffffffffffff 525422fab93b 0806",
            "0001 0800 06 04 0001",
            "525422fab93b c0a80005 000000000000 c0a8005b");

    assertThat(Hex.text(answer))
        .isEqualTo(
            Hex.text(
                Hex.frame(
                    "525422fab93b 5254223ae66e 0806",
                    "0001 0800 06 04 0002",
                    "5254223ae66e c0a8005b 525422fab93b c0a80005",
                    "00".repeat(18))));
  }

  @Test
  void answersAProbeWithTheUnspecifiedTarget() {
    byte[] answer =
        answer(
            "ffffffffffff 525422fab93b 0806",
            "0001 0800 06 04 0001",
            "525422fab93b 00000000 000000000000 c0a8005b");

    assertThat(Hex.text(answer)).startsWith("525422fab93b5254223ae66e0806");
    assertThat(Hex.text(answer).substring(56, 84))
        .isEqualTo("c0a8005b" + "525422fab93b" + "00000000");
  }

  @Test
  void answersAUnicastRequestToThisInterface() {
    byte[] answer =
        answer(
            "5254223ae66e 525422fab93b 0806",
            "0001 0800 06 04 0001",
            "525422fab93b c0a80005 5254223ae66e c0a8005b");

    assertThat(answer).isNotEmpty();
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "another address,ffffffffffff 525422fab93b 0806 0001 0800 06 04 0001 525422fab93b c0a80005 000000000000 c0a8005c",
    "unicast to another station,525422376c7b 525422fab93b 0806 0001 0800 06 04 0001 525422fab93b c0a80005 000000000000 c0a8005b",
    "a reply,ffffffffffff 525422fab93b 0806 0001 0800 06 04 0002 525422fab93b c0a80005 5254223ae66e c0a8005b",
    "operation 0,ffffffffffff 525422fab93b 0806 0001 0800 06 04 0000 525422fab93b c0a80005 000000000000 c0a8005b",
    "RARP request,ffffffffffff 525422fab93b 0806 0001 0800 06 04 0003 525422fab93b c0a80005 000000000000 c0a8005b",
    "truncated,ffffffffffff 525422fab93b 0806 0001 0800 06 04 0001 525422fab93b c0a80005 000000000000 c0a800",
    "header only,ffffffffffff 525422fab93b 0806",
    "hardware type 6,ffffffffffff 525422fab93b 0806 0006 0800 06 04 0001 525422fab93b c0a80005 000000000000 c0a8005b",
    "protocol type IPv6,ffffffffffff 525422fab93b 0806 0001 86dd 06 04 0001 525422fab93b c0a80005 000000000000 c0a8005b",
    "hardware length 8,ffffffffffff 525422fab93b 0806 0001 0800 08 04 0001 525422fab93b c0a80005 000000000000 c0a8005b",
    "protocol length 16,ffffffffffff 525422fab93b 0806 0001 0800 06 10 0001 525422fab93b c0a80005 000000000000 c0a8005b",
    "tagged for a VLAN,ffffffffffff 525422fab93b 8100 0064 0806 0001 0800 06 04 0001 525422fab93b c0a80005 000000000000 c0a8005b",
    "sender's MAC a group's,ffffffffffff 525422fab93b 0806 0001 0800 06 04 0001 ffffffffffff c0a80005 000000000000 c0a8005b",
    "sender's MAC zero,ffffffffffff 525422fab93b 0806 0001 0800 06 04 0001 000000000000 c0a80005 000000000000 c0a8005b",
    "our own,ffffffffffff 5254223ae66e 0806 0001 0800 06 04 0001 5254223ae66e c0a80003 000000000000 c0a8005b",
    "another station's announcement,ffffffffffff 525422fab93b 0806 0001 0800 06 04 0001 525422fab93b c0a8005b 000000000000 c0a8005b",
  })
  void saysNothingTo(String what, String frame) {
    assertThat(answer(frame)).as(what).isEmpty();
  }

  private static byte[] answer(String... frame) {
    byte[] answer = new byte[ArpResponder.LENGTH];
    return ArpResponder.answer(Hex.frame(frame), OWNED, MAC, answer) ? answer : new byte[0];
  }
}
