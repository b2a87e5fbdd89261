package io.openelb.speaker.echo;

import static org.assertj.core.api.Assertions.assertThat;

import io.openelb.core.address.Ip;
import io.openelb.core.address.Mac;
import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

final class EchoTableTest {

  @Test
  void eachKindOfElementHasItsOwnSet() {
    Map<Ip, Ip> planned = new TreeMap<>();
    planned.put(Ip.of("192.168.0.91"), Ip.of("192.168.0.3"));
    planned.put(Ip.of("192.168.0.92"), Ip.of("192.168.0.3"));
    planned.put(Ip.of("fd00:168::91"), Ip.of("fd00:168::3"));

    EchoBook.Elements elements =
        new EchoBook.Elements(planned, Set.of("eth0"), Set.of(Mac.of("52:54:22:3a:e6:6e")));
    assertThat(EchoTable.add(elements))
        .containsExactly(
            "add element inet openelb-speaker nics { \"eth0\" }",
            "add element inet openelb-speaker macs { 52:54:22:3a:e6:6e }",
            "add element inet openelb-speaker own4 { 192.168.0.91 : 192.168.0.3, 192.168.0.92 :"
                + " 192.168.0.3 }",
            "add element inet openelb-speaker own6 { fd00:168::91 : fd00:168::3 }");
    assertThat(EchoTable.delete(elements))
        .hasSize(4)
        .allMatch(command -> command.startsWith("delete element"));
  }

  @Test
  void manyAddressesAreManyCommandsAndNoneIsNone() {
    Map<Ip, Ip> planned = new TreeMap<>();
    for (int i = 0; i < 10_000; i++) {
      planned.put(Ip.of("10.0.0.0").plus(BigInteger.valueOf(i)), Ip.of("192.168.0.3"));
    }

    assertThat(add(planned)).hasSize(50).allMatch(command -> command.length() < 8_000);
    assertThat(add(Map.of())).isEmpty();
  }

  private static List<String> add(Map<Ip, Ip> addresses) {
    return EchoTable.add(new EchoBook.Elements(addresses, Set.of(), Set.of()));
  }
}
