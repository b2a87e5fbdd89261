package io.openelb.core.address;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** What holds for any address and any set. */
final class AddressPropertiesTest {

  /**
   * Sets are compared with plain ones over this many addresses, so that borders are hit all the
   * time.
   */
  private static final int UNIVERSE = 24;

  private static final Ip BASE = Ip.of("10.0.0.250");

  @Provide
  Arbitrary<Ip> ips() {
    Arbitrary<Long> words =
        Arbitraries.longs().edgeCases(edges -> edges.add(0L, -1L, Long.MIN_VALUE, 0xffffL));
    Arbitrary<Ip> ipv4 = words.map(word -> new Ip(Family.IPV4, 0, word & 0xffff_ffffL));
    Arbitrary<Ip> ipv6 =
        Combinators.combine(words, words).as((high, low) -> new Ip(Family.IPV6, high, low));
    return Arbitraries.oneOf(ipv4, ipv6.filter(ip -> ip.high() != 0));
  }

  @Provide
  Arbitrary<Set<Integer>> members() {
    return Arbitraries.integers().between(0, UNIVERSE - 1).set();
  }

  @Property
  void whatIsWrittenReadsAsTheSame(@ForAll("ips") Ip ip) {
    assertThat(Ip.parse(ip.toString())).isEqualTo(Parsed.good(ip));
    assertThat(Ip.of(ip.bytes())).isEqualTo(ip);
  }

  @Property
  void theJdkReadsItTheSameWay(@ForAll("ips") Ip ip) throws UnknownHostException {
    assertThat(InetAddress.getByName(ip.toString()).getAddress()).isEqualTo(ip.bytes());
  }

  @Property
  void orderIsThatOfNumbers(@ForAll("ips") Ip a, @ForAll("ips") Ip b) {
    int expected =
        a.family() == b.family()
            ? a.toBigInteger().compareTo(b.toBigInteger())
            : a.family().compareTo(b.family());
    assertThat(Integer.signum(a.compareTo(b))).isEqualTo(Integer.signum(expected));
  }

  @Property
  void nextIsOneMoreAndPreviousTakesItBack(@ForAll("ips") Ip ip) {
    if (!ip.isLast()) {
      assertThat(ip.next().toBigInteger()).isEqualTo(ip.toBigInteger().add(BigInteger.ONE));
      assertThat(ip.next().previous()).isEqualTo(ip);
      assertThat(ip.plus(BigInteger.ONE)).isEqualTo(ip.next());
    }
  }

  @Property
  void aNetworkHasItsSizeAndAllItsAddresses(@ForAll("ips") Ip ip, @ForAll byte seed) {
    int prefixLength = Math.floorMod(seed, ip.family().bits() + 1);
    Cidr cidr = new Cidr(ip, prefixLength);

    assertThat(cidr.range().size())
        .isEqualTo(BigInteger.ONE.shiftLeft(ip.family().bits() - prefixLength));
    assertThat(cidr.range().contains(ip)).isTrue();
    assertThat(cidr.range().first().toBigInteger().mod(cidr.range().size())).isZero();
    assertThat(Cidr.parse(cidr.toString())).isEqualTo(Parsed.good(cidr));
  }

  @Property
  void aSetIsWhatASetIs(
      @ForAll("members") Set<Integer> one, @ForAll("members") Set<Integer> other) {
    AddressSet a = set(one);
    AddressSet b = set(other);

    assertThat(members(a.minus(b))).isEqualTo(minus(one, other));
    assertThat(members(a.intersection(b))).isEqualTo(minus(one, minus(one, other)));
    assertThat(a.size()).isEqualTo(BigInteger.valueOf(one.size()));
    assertThat(a.isEmpty()).isEqualTo(one.isEmpty());
  }

  @Property
  void theRangesOfASetNeitherOverlapNorTouch(
      @ForAll("members") Set<Integer> one, @ForAll("members") Set<Integer> other) {
    for (AddressSet set : List.of(set(one), set(one).minus(set(other)))) {
      for (int i = 1; i < set.ranges().size(); i++) {
        assertThat(set.ranges().get(i).first())
            .isGreaterThan(set.ranges().get(i - 1).last().next());
      }
    }
  }

  @Property
  void aSetThatIsWrittenReadsAsTheSame(@ForAll("members") Set<Integer> members) {
    AddressSet set = set(members);
    if (!set.isEmpty()) {
      assertThat(AddressSet.of(set.toString())).isEqualTo(set).hasSameHashCodeAs(set);
    }
  }

  @Property
  void theAddressAtAPlaceIsThatOfTheSortedSet(@ForAll("members") Set<Integer> members) {
    AddressSet set = set(members);
    int place = 0;
    for (int member : new TreeSet<>(members)) {
      assertThat(set.at(BigInteger.valueOf(place++))).isEqualTo(ip(member));
    }
  }

  @Property
  void noTextMakesParsingThrow(@ForAll String text) {
    assertThat(AddressSet.parse(text)).isInstanceOf(Parsed.class);
    assertThat(Mac.parse(text)).isInstanceOf(Parsed.class);
    assertThat(Cidr.parse(text)).isInstanceOf(Parsed.class);
  }

  @Property
  void whatLooksLikeAddressesIsReadOrExplained(@ForAll("almostAddresses") String text) {
    if (AddressSet.parse(text) instanceof Parsed.Bad<AddressSet>(String message)) {
      assertThat(message).contains("; write ");
    }
  }

  @Provide
  Arbitrary<String> almostAddresses() {
    return Arbitraries.strings().withChars("0123456789abf.:/-, %").ofMaxLength(24);
  }

  @Property
  void aMacThatIsWrittenReadsAsTheSame(@ForAll long bits) {
    Mac mac = new Mac(bits >>> 16);
    assertThat(Mac.of(mac.toString())).isEqualTo(mac);
    assertThat(Mac.of(mac.bytes())).isEqualTo(mac);
  }

  private static Ip ip(int member) {
    return BASE.plus(BigInteger.valueOf(member));
  }

  private static AddressSet set(Set<Integer> members) {
    return AddressSet.ofAddresses(members.stream().map(AddressPropertiesTest::ip).toList());
  }

  private static Set<Integer> members(AddressSet set) {
    Set<Integer> members = new TreeSet<>();
    for (int i = -1; i <= UNIVERSE; i++) {
      if (set.contains(ip(i))) {
        members.add(i);
      }
    }
    return members;
  }

  private static Set<Integer> minus(Set<Integer> one, Set<Integer> other) {
    Set<Integer> rest = new TreeSet<>(one);
    rest.removeAll(other);
    return rest;
  }
}
