package io.openelb.speaker.echo;

import static org.assertj.core.api.Assertions.assertThat;

import io.openelb.core.address.Ip;
import java.math.BigInteger;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

final class EchoTableTest {

  @Test
  void eachFamilyHasItsOwnMap() {
    Map<Ip, Ip> planned = new TreeMap<>();
    planned.put(Ip.of("192.168.0.91"), Ip.of("192.168.0.3"));
    planned.put(Ip.of("192.168.0.92"), Ip.of("192.168.0.3"));
    planned.put(Ip.of("fd00:168::91"), Ip.of("fd00:168::3"));

    assertThat(EchoTable.add(planned))
        .containsExactly(
            "add element inet openelb-speaker own4 { 192.168.0.91 : 192.168.0.3, 192.168.0.92 :"
                + " 192.168.0.3 }",
            "add element inet openelb-speaker own6 { fd00:168::91 : fd00:168::3 }");
    assertThat(EchoTable.delete(planned)).allMatch(command -> command.startsWith("delete element"));
  }

  @Test
  void manyAddressesAreManyCommandsAndNoneIsNone() {
    Map<Ip, Ip> planned = new TreeMap<>();
    for (int i = 0; i < 10_000; i++) {
      planned.put(Ip.of("10.0.0.0").plus(BigInteger.valueOf(i)), Ip.of("192.168.0.3"));
    }

    assertThat(EchoTable.add(planned)).hasSize(50).allMatch(command -> command.length() < 8_000);
    assertThat(EchoTable.add(Map.of())).isEmpty();
  }
}
