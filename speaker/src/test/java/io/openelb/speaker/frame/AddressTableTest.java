package io.openelb.speaker.frame;

import static org.assertj.core.api.Assertions.assertThat;

import io.openelb.core.address.Ip;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class AddressTableTest {

  @Test
  void emptyTableContainsNothing() {
    assertThat(contains(AddressTable.empty(), Ip.of("0.0.0.0"))).isFalse();
    assertThat(contains(AddressTable.empty(), Ip.of("::"))).isFalse();
    assertThat(contains(AddressTable.empty(), Ip.of("192.168.0.91"))).isFalse();
  }

  @Test
  void tableContainsExactlyItsAddressesOfBothFamilies() {
    List<Ip> addresses = new ArrayList<>();
    for (int i = 0; i < 10_000; i += 2) {
      addresses.add(Ip.of("10.0.0.0").plus(BigInteger.valueOf(i)));
      addresses.add(Ip.of("fd00:168::").plus(BigInteger.valueOf(i)));
    }
    AddressTable table = AddressTable.of(addresses);

    assertThat(addresses).allMatch(address -> contains(table, address));
    assertThat(addresses).noneMatch(address -> contains(table, address.next()));
  }

  @Test
  void addressGivenTwiceIsThere() {
    AddressTable table = AddressTable.of(List.of(Ip.of("10.0.0.1"), Ip.of("10.0.0.1")));

    assertThat(contains(table, Ip.of("10.0.0.1"))).isTrue();
  }

  @Test
  void mappedAddressOfTheOtherFamilyIsAnother() {
    AddressTable table = AddressTable.of(List.of(Ip.of("10.0.0.1")));

    assertThat(table.contains(0L, 0x0a00_0001L)).isFalse();
  }

  private static boolean contains(AddressTable table, Ip ip) {
    return switch (ip.family()) {
      case IPV4 -> table.contains((int) ip.low());
      case IPV6 -> table.contains(ip.high(), ip.low());
    };
  }
}
