package io.openelb.core.announcement;

import static org.assertj.core.api.Assertions.assertThat;

import io.openelb.core.address.Family;
import io.openelb.core.address.Ip;
import io.openelb.core.address.Mac;
import io.openelb.core.announcement.Advertisement.Span;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.statistics.Statistics;

/** What is written is read, and what nobody wrote is refused. */
final class AdvertisementCodecTest {

  @Property(tries = 200)
  void readsWhatItWrote(@ForAll("advertisements") Advertisement ad) {
    assertThat(AdvertisementCodec.decode(AdvertisementCodec.encode(ad))).contains(ad);
  }

  @Property(tries = 2000)
  void refusesWhatWasDamagedOrReadsWhatItCouldWrite(@ForAll("damaged") byte[] bytes) {
    Optional<Advertisement> read = AdvertisementCodec.decode(bytes);
    read.ifPresent(
        ad -> assertThat(AdvertisementCodec.decode(AdvertisementCodec.encode(ad))).contains(ad));
    Statistics.collect(read.isPresent());
    Statistics.coverage(coverage -> {
      coverage.check(true).percentage(share -> share > 10);
      coverage.check(false).percentage(share -> share > 10);
    });
  }

  @Property(tries = 50)
  void refusesANameThatIsNoUtf8(@ForAll("advertisements") Advertisement ad) {
    byte[] bytes = AdvertisementCodec.encode(ad);
    bytes[AdvertisementCodec.HEAD_SIZE + 4] = (byte) 0xff;
    assertThat(AdvertisementCodec.decode(bytes)).isEmpty();
  }

  @Property(tries = 200)
  void readsNoPartForTheWhole(
      @ForAll("advertisements") Advertisement ad, @ForAll("shares") double share) {
    byte[] part = cut(AdvertisementCodec.encode(ad), share);
    assertThat(AdvertisementCodec.decode(part)).isEmpty();
  }

  @Property(tries = 100)
  void readsWhatALaterReleaseAddsTo(@ForAll("advertisements") Advertisement ad) {
    byte[] bytes = AdvertisementCodec.encode(ad);
    byte[] later = Arrays.copyOf(bytes, bytes.length + 7);
    int flags = AdvertisementCodec.HEAD_SIZE + 2;
    later[flags] |= (byte) 0x80;
    later[later.length - 1] = 1;
    assertThat(AdvertisementCodec.decode(later)).contains(ad);
  }

  @Property(tries = 50)
  void readsMoreStrainThanThereIsForTheMost(@ForAll("advertisements") Advertisement ad) {
    byte[] bytes = AdvertisementCodec.encode(ad);
    bytes[AdvertisementCodec.HEAD_SIZE + 2] |= (byte) 0x0e;
    assertThat(AdvertisementCodec.decode(bytes))
        .map(Advertisement::strain)
        .contains(Timings.MAX_STRAIN);
  }

  /** Some octets are others, the end is missing, or is that of another. */
  @Provide
  Arbitrary<byte[]> damaged() {
    Arbitrary<byte[]> written = advertisements().map(AdvertisementCodec::encode);
    Arbitrary<List<Double>> places = shares().list().ofMinSize(1).ofMaxSize(4);
    return Arbitraries.oneOf(
        Combinators.combine(written, places, Arbitraries.bytes())
            .as(AdvertisementCodecTest::flipped),
        Combinators.combine(written, shares()).as((one, share) -> cut(one, share)),
        Combinators.combine(written, written, shares())
            .as((one, other, share) -> concat(cut(one, share), tail(other, share))));
  }

  private static byte[] flipped(byte[] bytes, List<Double> places, byte mask) {
    places.forEach(place -> bytes[(int) (bytes.length * place)] ^= mask);
    return bytes;
  }

  private static byte[] cut(byte[] bytes, double share) {
    return Arrays.copyOf(bytes, (int) (bytes.length * share));
  }

  private static byte[] tail(byte[] bytes, double share) {
    return Arrays.copyOfRange(bytes, (int) (bytes.length * share), bytes.length);
  }

  private static byte[] concat(byte[] one, byte[] other) {
    return ByteBuffer.allocate(one.length + other.length).put(one).put(other).array();
  }

  @Provide
  Arbitrary<Double> shares() {
    return Arbitraries.doubles().between(0, 0.9999).ofScale(4);
  }

  @Provide
  Arbitrary<Advertisement> advertisements() {
    Arbitrary<List<AddressClaim>> claims =
        Combinators.combine(
                addresses(),
                Arbitraries.integers().greaterOrEqual(0),
                Arbitraries.integers().between(0, 255))
            .as(AddressClaim::new)
            .list()
            .ofMaxSize(20);
    Arbitrary<List<Ip>> some = addresses().list().ofMaxSize(10);
    Arbitrary<List<Offer>> offers =
        Combinators.combine(names(), Arbitraries.of(true, false), some)
            .as(Offer::new)
            .list()
            .ofMaxSize(3);
    Arbitrary<Span> spans = Combinators.combine(addresses(), addresses()).as(Span::new);
    Arbitrary<BootIds> bootIds = Arbitraries.longs().set().ofMaxSize(40).map(BootIds::of);
    return Combinators.combine(
            names(),
            Arbitraries.longs(),
            Arbitraries.of(Phase.class),
            bootIds.tuple2(),
            claims,
            some,
            offers,
            spans.injectNull(0.5))
        .as((node, number, phase, ids, claimed, gone, offered, span) ->
            new Advertisement(
                node,
                new Mac(number >>> 16),
                number,
                ~number,
                (int) (number & 0xffff),
                phase,
                (int) Long.remainderUnsigned(number, Timings.MAX_STRAIN + 1),
                claimed.size(),
                number * 31,
                ids.get1(),
                ids.get2(),
                claimed,
                span,
                gone,
                gone.reversed(),
                offered));
  }

  private static Arbitrary<String> names() {
    return Arbitraries.strings()
        .alpha()
        .numeric()
        .withChars('-', '.')
        .ofMinLength(1)
        .ofMaxLength(253);
  }

  private static Arbitrary<Ip> addresses() {
    Arbitrary<Ip> ipv4 =
        Arbitraries.integers().map(i -> new Ip(Family.IPV4, 0, Integer.toUnsignedLong(i)));
    Arbitrary<Ip> ipv6 =
        Combinators.combine(Arbitraries.longs(), Arbitraries.longs())
            .as((high, low) -> new Ip(Family.IPV6, high, low));
    return Arbitraries.oneOf(ipv4, ipv6);
  }
}
