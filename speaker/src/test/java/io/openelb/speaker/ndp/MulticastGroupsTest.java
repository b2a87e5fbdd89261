package io.openelb.speaker.ndp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.openelb.core.address.Ip;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class MulticastGroupsTest {

  private static final Path KERNEL = Path.of("/proc/net/igmp6");
  private static final Ip FIRST = Ip.of("fd00:168::2e:6191");
  private static final Ip ENDS_ALIKE = Ip.of("fd00:169::2e:6191");
  private static final String GROUP = "ff0200000000000000000001ff2e6191";

  @BeforeEach
  void ipv6() {
    assumeThat(KERNEL).isReadable();
  }

  private static List<String> joined() throws IOException {
    return Files.readAllLines(KERNEL).stream().filter(line -> line.contains(GROUP)).toList();
  }

  @Test
  void whatIsAskedForAndThenOwnedIsLeftOnce() throws IOException {
    try (MulticastGroups groups = new MulticastGroups()) {
      groups.add("lo", FIRST);
      groups.add("lo", FIRST);
      assertThat(joined()).hasSize(1);

      groups.remove("lo", FIRST);
      assertThat(joined()).isEmpty();
    }
  }

  @Test
  void aGroupIsLeftWithTheLastOfItsAddresses() throws IOException {
    try (MulticastGroups groups = new MulticastGroups()) {
      groups.add("lo", FIRST);
      groups.add("lo", ENDS_ALIKE);

      groups.remove("lo", FIRST);
      assertThat(joined()).hasSize(1);

      groups.remove("lo", ENDS_ALIKE);
      assertThat(joined()).isEmpty();
    }
  }

  @Test
  void whatCannotBeJoinedIsAProblemUntilItIsLeft() {
    try (MulticastGroups groups = new MulticastGroups()) {
      groups.add("no-such", FIRST);
      groups.retry();
      assertThat(groups.problems())
          .containsExactly("can't join ff02::1:ff2e:6191 on no-such: the interface has no address");

      groups.remove("no-such", FIRST);
      assertThat(groups.problems()).isEmpty();
    }
  }
}
