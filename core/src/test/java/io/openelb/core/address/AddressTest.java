package io.openelb.core.address;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Single cases of addresses, ranges and segments. */
final class AddressTest {

  /** RFC 5952 4.2 and 4.3, and RFC 4291 2.2. */
  @ParameterizedTest(name = "{0} is written {1}")
  @CsvSource({
    "2001:DB8:0:0:8:800:200C:417A, 2001:db8::8:800:200c:417a",
    "2001:db8:0:1:1:1:1:1, 2001:db8:0:1:1:1:1:1",
    "2001:0:0:1:0:0:0:1, 2001:0:0:1::1",
    "2001:db8:0:0:1:0:0:1, 2001:db8::1:0:0:1",
    "0:0:0:0:0:0:0:0, ::",
    "0:0:0:0:0:0:0:1, ::1",
    "1:0:0:0:0:0:0:0, 1::",
    "::1.2.3.4, ::102:304",
    "0.0.0.0, 0.0.0.0",
    "255.255.255.255, 255.255.255.255"
  })
  void writesTheCanonicalText(String text, String canonical) {
    assertThat(Ip.of(text)).hasToString(canonical);
  }

  @Test
  void theEndsOfAFamilyHaveNoNeighbours() {
    for (IpRange all : List.of(IpRange.of("0.0.0.0/0"), IpRange.of("::/0"))) {
      assertThat(all.first().isFirst()).isTrue();
      assertThat(all.last().isLast()).isTrue();
      assertThat(all.first().isLast()).isFalse();
      assertThat(all.last().isFirst()).isFalse();
      assertThatThrownBy(all.first()::previous)
          .isInstanceOf(ArithmeticException.class)
          .hasMessageContaining("first");
      assertThatThrownBy(all.last()::next)
          .isInstanceOf(ArithmeticException.class)
          .hasMessageContaining("last");
      assertThatThrownBy(() -> all.last().plus(BigInteger.ONE))
          .isInstanceOf(ArithmeticException.class);
      assertThatThrownBy(() -> all.first().plus(BigInteger.ONE.negate()))
          .isInstanceOf(ArithmeticException.class);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "169.254.0.0, true",
    "169.254.255.255, true",
    "169.253.255.255, false",
    "169.255.0.0, false",
    "fe80::, true",
    "febf:ffff::1, true",
    "fe7f:ffff::1, false",
    "fec0::, false",
    "::a9fe:1, false"
  })
  void knowsWhatBelongsToItsLink(String address, boolean linkLocal) {
    assertThat(Ip.of(address).isLinkLocal()).isEqualTo(linkLocal);
  }

  @Test
  void theCarryGoesOverTheMiddle() {
    assertThat(Ip.of("fd00::ffff:ffff:ffff:ffff").next()).isEqualTo(Ip.of("fd00:0:0:1::"));
    assertThat(Ip.of("fd00:0:0:1::").previous()).isEqualTo(Ip.of("fd00::ffff:ffff:ffff:ffff"));
  }

  @Test
  void sizesAreExact() {
    assertThat(IpRange.of("::/0").size()).isEqualTo(BigInteger.ONE.shiftLeft(128));
    assertThat(IpRange.of("0.0.0.0/0").size()).isEqualTo(BigInteger.ONE.shiftLeft(32));
    assertThat(AddressSet.of("fd00::/64,fd01::1").size())
        .isEqualTo(BigInteger.ONE.shiftLeft(64).add(BigInteger.ONE));
  }

  @ParameterizedTest(name = "{0}: network {1}, broadcast {2}")
  @CsvSource(
      nullValues = "none",
      value = {
        "192.168.0.3/24, 192.168.0.0, 192.168.0.255",
        "192.168.0.3/30, 192.168.0.0, 192.168.0.3",
        "192.168.0.3/31, none, none",
        "192.168.0.3/32, none, none",
        "fd00::3/64, fd00::, none",
        "fd00::3/126, fd00::, none",
        "fd00::3/127, none, none",
        "fd00::3/128, none, none"
      })
  void aSegmentHasANetworkAndABroadcastAddress(String segment, String network, String broadcast) {
    Cidr cidr = Cidr.of(segment);
    assertThat(cidr.networkAddress().map(Ip::toString).orElse(null)).isEqualTo(network);
    assertThat(cidr.broadcastAddress().map(Ip::toString).orElse(null)).isEqualTo(broadcast);
  }

  @Test
  void touchingRangesAcrossTheFamiliesStayTwo() {
    AddressSet both =
        AddressSet.ofRanges(List.of(IpRange.of("::/128"), IpRange.of("255.255.255.255")));
    assertThat(both.ranges()).hasSize(2);
    assertThat(both.first()).contains(Ip.of("255.255.255.255"));
    assertThat(both.last()).contains(Ip.of("::"));
  }

  @Test
  void theLastAddressOfAFamilyCanBeMergedAndTakenAway() {
    AddressSet end = AddressSet.of("255.255.255.254,255.255.255.255");
    assertThat(end.ranges()).hasSize(1);
    assertThat(end.minus(AddressSet.of("255.255.255.255")))
        .isEqualTo(AddressSet.of("255.255.255.254"));
    assertThat(end.minus(AddressSet.of("255.255.255.0/24"))).isEqualTo(AddressSet.empty());
  }

  @Test
  void anEmptySetHasNeitherFirstNorLast() {
    assertThat(AddressSet.empty().first()).isEmpty();
    assertThat(AddressSet.empty().last()).isEmpty();
    assertThat(AddressSet.empty().size()).isZero();
    assertThat(AddressSet.empty()).isNotEqualTo("");
  }

  @Test
  void aPlaceOutsideTheSetIsAnError() {
    AddressSet two = AddressSet.of("10.0.0.1,10.0.0.9");
    assertThatThrownBy(() -> two.at(BigInteger.TWO)).isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> two.at(BigInteger.ONE.negate()))
        .isInstanceOf(IndexOutOfBoundsException.class);
  }

  @Test
  void rangesOverlapWhenTheyShareAnAddress() {
    IpRange range = IpRange.of("10.0.0.5-10.0.0.9");
    assertThat(range.overlaps(IpRange.of("10.0.0.9-10.0.0.12"))).isTrue();
    assertThat(range.overlaps(IpRange.of("10.0.0.1-10.0.0.5"))).isTrue();
    assertThat(range.overlaps(IpRange.of("10.0.0.1-10.0.0.4"))).isFalse();
    assertThat(range.overlaps(IpRange.of("10.0.0.10-10.0.0.12"))).isFalse();
    assertThat(range.compareTo(IpRange.of("10.0.0.5-10.0.0.10"))).isNegative();
  }

  @Test
  void impossibleValuesAreBugs() {
    assertThatIllegalArgumentException().isThrownBy(() -> new Ip(Family.IPV4, 1, 0));
    assertThatIllegalArgumentException().isThrownBy(() -> new Ip(Family.IPV4, 0, 1L << 32));
    assertThatIllegalArgumentException().isThrownBy(() -> Ip.of(new byte[5]));
    assertThatIllegalArgumentException().isThrownBy(() -> new Mac(1L << 48));
    assertThatIllegalArgumentException().isThrownBy(() -> Mac.of(new byte[5]));
    assertThatIllegalArgumentException().isThrownBy(() -> new Cidr(Ip.of("10.0.0.1"), 33));
    assertThatIllegalArgumentException().isThrownBy(() -> new Cidr(Ip.of("10.0.0.1"), -1));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new IpRange(Ip.of("10.0.0.2"), Ip.of("10.0.0.1")));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new IpRange(Ip.of("10.0.0.2"), Ip.of("fd00::1")));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Ip.of("foo"))
        .withMessageStartingWith("foo is not");
  }

  @Test
  void aMacIsReadInTheUsualSpellings() {
    assertThat(Mac.of("52-54-22-3A-E6-6E")).isEqualTo(Mac.of("52:54:22:3a:e6:6e"));
    assertThat(Mac.parse("52:54:22:3a:e6"))
        .isEqualTo(
            Parsed.bad(
                "52:54:22:3a:e6 is not an Ethernet address; write for instance 52:54:22:3a:e6:6e"));
    assertThat(Mac.of("00:00:00:00:00:01")).isLessThan(Mac.of("80:00:00:00:00:00"));
  }

  @Test
  void aMessageQuotesNoControlCharactersAndNoNovels() {
    assertThat(Ip.parse("a\u001b[31m"))
        .isEqualTo(
            Parsed.bad(
                "a?[31m is not an IP address; write an address such as 192.168.0.91 or fd00::91"));
    assertThat(((Parsed.Bad<Ip>) Ip.parse("x".repeat(1_000_000))).message()).hasSizeLessThan(200);
    assertThat(Cidr.parse("10.0.0.1"))
        .isEqualTo(Parsed.bad("10.0.0.1 has no prefix length; write for instance 192.168.0.0/24"));
  }
}
