package io.openelb.core.announcement;

import static org.assertj.core.api.Assertions.assertThat;

import io.openelb.core.address.Ip;
import io.openelb.core.address.IpRange;
import io.openelb.core.address.Mac;
import java.util.List;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

final class ComposerTest {

  /** As long as Kubernetes allows. */
  private static final String NODE = "n".repeat(253);

  private static final List<Ip> ADDRESSES =
      Stream.iterate(IpRange.of("fd00::/64").first(), Ip::next).limit(500).toList();

  private final OwnClaims own = new OwnClaims();
  private final Composer composer = new Composer(NODE, 1);

  ComposerTest() {
    ADDRESSES.forEach(address -> own.add(new AddressClaim(address, 1, 0)));
  }

  @Test
  void noDatagramIsLargerThanAnySegmentTakes() {
    Composer.Header header =
        new Composer.Header(Mac.of("02:00:00:00:00:01"), Phase.SPEAKING, 1, own);
    List<Long> bootIds = LongStream.range(0, 300).boxed().toList();

    List<Advertisement> turn =
        composer.regular(
            header, bootIds, bootIds, List.of(new Offer("s".repeat(253), true, ADDRESSES)));
    List<Advertisement> all = composer.everything(header);

    assertThat(turn.getFirst().echoes().size()).as("200 speakers, and some").isGreaterThan(200);
    assertThat(bootIds)
        .as("all of them in each turn")
        .allSatisfy(id -> assertThat(turn).anyMatch(ad -> ad.echoes().contains(id)));
    assertThat(Stream.concat(turn.stream(), all.stream()))
        .hasSizeGreaterThan(4)
        .allSatisfy(ad ->
            assertThat(AdvertisementCodec.encode(ad))
                .hasSizeLessThanOrEqualTo(AdvertisementCodec.MAX_SIZE));
    assertThat(turn)
        .flatExtracting(Advertisement::offers)
        .flatExtracting(Offer::addresses)
        .containsExactlyElementsOf(ADDRESSES);
  }
}
