package io.openelb.speaker.link;

import static org.assertj.core.api.Assertions.assertThat;

import io.openelb.core.address.Ip;
import io.openelb.core.address.IpRange;
import io.openelb.speaker.frame.AddressTable;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

final class CoverTest {

  private static AddressTable table(String... addresses) {
    return AddressTable.of(Stream.of(addresses).map(Ip::of).toList());
  }

  private static Cover widened(Cover cover, AddressTable table) {
    return cover.with(table, AddressTable.empty());
  }

  private static List<IpRange> ranges(String... ranges) {
    return Stream.of(ranges).map(IpRange::of).toList();
  }

  @Test
  void isExactWhileThereAreFewRanges() {
    Cover cover =
        widened(
            Cover.NONE,
            table("10.0.0.2", "10.0.0.1", "192.168.0.91", "fd00:168::91", "fd00:168::ffff:0"));

    assertThat(cover.ipv4()).isEqualTo(ranges("10.0.0.1-10.0.0.2", "192.168.0.91"));
    assertThat(cover.ipv6()).isEqualTo(ranges("fd00:168::91", "fd00:168::ffff:0"));
  }

  @Test
  void ofTooManyRangesTheNearestBecomeOne() {
    AddressTable far =
        AddressTable.of(
            IntStream.range(1, Cover.MOST).mapToObj(i -> Ip.of("10.%d.0.0".formatted(i))).toList());

    Cover cover = widened(widened(Cover.NONE, far), table("10.7.0.8", "10.7.0.4", "10.99.0.0"));

    assertThat(cover.ipv4())
        .hasSize(Cover.MOST)
        .contains(IpRange.of("10.7.0.0-10.7.0.8"), IpRange.of("10.99.0.0"))
        .startsWith(IpRange.of("10.1.0.0"))
        .isSorted();
  }

  @Test
  void isTheSameWhenItIsWideEnough() {
    Cover cover = new Cover(ranges("10.0.0.1-10.0.0.9", "10.0.0.20"), ranges("fd00::1-fd00::9"));

    assertThat(widened(cover, table("10.0.0.1", "10.0.0.9", "10.0.0.20", "fd00::5")))
        .isEqualTo(cover);
    assertThat(widened(Cover.ALL, table("0.0.0.0", "255.255.255.255", "::2", "ffff::")))
        .isEqualTo(Cover.ALL);
  }

  @Test
  void growsByWhatIsMissing() {
    Cover cover = new Cover(ranges("10.0.0.1-10.0.0.9"), ranges("fd00::1-fd00::9"));

    Cover more = widened(cover, table("10.0.0.0", "10.0.0.10", "fd01::1"));

    assertThat(more.ipv4()).isEqualTo(ranges("10.0.0.0-10.0.0.10"));
    assertThat(more.ipv6()).isEqualTo(ranges("fd00::1-fd00::9", "fd01::1"));
  }
}
