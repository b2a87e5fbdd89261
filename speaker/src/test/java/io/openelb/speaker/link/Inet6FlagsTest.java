package io.openelb.speaker.link;

import static org.assertj.core.api.Assertions.assertThat;

import io.openelb.core.address.Cidr;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class Inet6FlagsTest {

  private static final List<Cidr> ADDRESSES =
      Stream.of(
              "fd00:168::1/64",
              "fd00:168::2/64",
              "fd00:168::3/64",
              "fd00:168::4/64",
              "fd00:168::5/64",
              "192.168.0.3/24")
          .map(Cidr::of)
          .toList();

  @TempDir private Path proc;

  @Test
  void whatStaysIsFirstAndWhatIsNotOursIsLeftOut() throws IOException {
    Path file = proc.resolve("if_inet6");
    Files.writeString(
        file,
        """
        fd000168000000000000000000000001 02 40 00 01     eth0
        fd000168000000000000000000000002 02 40 00 a0     eth0
        fd000168000000000000000000000003 02 40 00 80     eth0
        fd000168000000000000000000000004 02 40 00 c0     eth0
        fd000168000000000000000000000005 02 40 00 88     eth0
        """);

    assertThat(Inet6Flags.read(file).sort(ADDRESSES))
        .containsExactly(
            Cidr.of("fd00:168::3/64"),
            Cidr.of("192.168.0.3/24"),
            Cidr.of("fd00:168::1/64"),
            Cidr.of("fd00:168::2/64"));
  }

  @Test
  void withoutIpv6AllStayAsTheyAre() {
    assertThat(Inet6Flags.read(proc.resolve("if_inet6")).sort(ADDRESSES)).isEqualTo(ADDRESSES);
  }
}
