package io.openelb.speaker.frame;

import static org.assertj.core.api.Assertions.assertThat;

import io.openelb.core.address.Family;
import io.openelb.core.address.Ip;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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

  @Test
  void showsEachAddressOfAFamilyOnce() {
    List<Ip> ipv4 = List.of(Ip.of("10.0.0.1"), Ip.of("0.0.0.0"), Ip.of("255.255.255.255"));
    List<Ip> ipv6 = List.of(Ip.of("fd00:168::91"), Ip.of("::1"));
    AddressTable table = AddressTable.of(ipv4).with(ipv6);

    assertThat(shown(table, Family.IPV4)).containsExactlyInAnyOrderElementsOf(ipv4);
    assertThat(shown(table, Family.IPV6)).containsExactlyInAnyOrderElementsOf(ipv6);
  }

  @Test
  void showsAtLeastWhatAnEarlierTableHasNot() {
    AddressTable earlier = AddressTable.of(many());
    Ip added = Ip.of("fd00:168:1::");
    AddressTable table = earlier.without(List.of(many().getFirst())).with(List.of(added));

    assertThat(shownSince(earlier, table)).contains(added).hasSizeLessThan(1_000);
    assertThat(shownSince(table, table)).isEmpty();
  }

  /** They fill several pages. */
  private static List<Ip> many() {
    Ip first = Ip.of("fd00:168::");
    return IntStream.range(0, 10_000).mapToObj(i -> first.plus(BigInteger.valueOf(i))).toList();
  }

  private static List<Ip> shownSince(AddressTable earlier, AddressTable table) {
    List<Ip> shown = new ArrayList<>();
    for (Family family : Family.values()) {
      table.forEachSince(earlier, family, (high, low) -> shown.add(new Ip(family, high, low)));
    }
    return shown;
  }

  private static List<Ip> shown(AddressTable table, Family family) {
    List<Ip> shown = new ArrayList<>();
    table.forEachSince(
        AddressTable.empty(), family, (high, low) -> shown.add(new Ip(family, high, low)));
    return shown;
  }

  private static boolean contains(AddressTable table, Ip ip) {
    boolean contains =
        switch (ip.family()) {
          case IPV4 -> table.contains((int) ip.low());
          case IPV6 -> table.contains(ip.high(), ip.low());
        };
    assertThat(table.contains(ip)).isEqualTo(contains);
    return contains;
  }

  /** Few addresses, of which each is met often and the table is crowded; and many pages of them. */
  @ParameterizedTest
  @CsvSource({"64, 400, 8", "4000, 60, 400"})
  void ofManyStepsEachLeavesWhatItShall(int addresses, int steps, int most) {
    Random random = new Random(1);
    Set<Ip> expected = new HashSet<>();
    AddressTable table = AddressTable.empty();
    AddressTable old = table;
    Set<Ip> expectedOld = Set.of();
    for (int step = 0; step < steps; step++) {
      List<Ip> some =
          Stream.generate(() -> any(random, addresses)).limit(random.nextInt(most)).toList();
      AddressTable before = table;
      Set<Ip> expectedBefore = Set.copyOf(expected);
      if (random.nextInt(5) < 3) {
        table = table.with(some);
        expected.addAll(some);
      } else {
        table = table.without(some);
        some.forEach(expected::remove);
      }
      assertThat(members(table, addresses)).isEqualTo(expected);
      assertThat(members(before, addresses)).isEqualTo(expectedBefore);
      assertShowsWhatIsNew(table, expected, before, expectedBefore);
      assertShowsWhatIsNew(before, expectedBefore, table, expected);
      if (random.nextInt(8) == 0) {
        old = table;
        expectedOld = Set.copyOf(expected);
      }
      assertShowsWhatIsNew(table, expected, old, expectedOld);
    }
  }

  private static void assertShowsWhatIsNew(
      AddressTable table, Set<Ip> all, AddressTable earlier, Set<Ip> before) {
    List<Ip> shown = shownSince(earlier, table);
    Set<Ip> added = new HashSet<>(all);
    added.removeAll(before);
    assertThat(shown).doesNotHaveDuplicates().containsAll(added);
    assertThat(all).containsAll(shown);
  }

  private static Ip any(Random random, int addresses) {
    return ip(random.nextBoolean() ? Family.IPV4 : Family.IPV6, random.nextInt(addresses));
  }

  private static Ip ip(Family family, int number) {
    return family == Family.IPV4
        ? new Ip(family, 0, 0xc0a80000L + number)
        : new Ip(family, 0xfd00_0168L << 32, number);
  }

  private static Set<Ip> members(AddressTable table, int addresses) {
    Set<Ip> members = new HashSet<>();
    for (int i = 0; i < addresses; i++) {
      Ip ipv4 = ip(Family.IPV4, i);
      if (table.contains((int) ipv4.low())) {
        members.add(ipv4);
      }
      Ip ipv6 = ip(Family.IPV6, i);
      if (table.contains(ipv6.high(), ipv6.low())) {
        members.add(ipv6);
      }
    }
    return members;
  }
}
