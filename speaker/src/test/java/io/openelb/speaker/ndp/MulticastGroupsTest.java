package io.openelb.speaker.ndp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import io.openelb.core.address.Ip;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class MulticastGroupsTest {

  private static final Path KERNEL = Path.of("/proc/net/igmp6");
  private static final Ip FIRST = Ip.of("fd00:168::2e:6191");
  private static final Ip ENDS_ALIKE = Ip.of("fd00:169::2e:6191");

  /** What the kernel's names of all groups here begin with. */
  private static final String GROUPS = "ff0200000000000000000001ff2e";

  private static final String GROUP = GROUPS + "6191";

  /** As many as the largest pools have; what a socket holds is bounded by memory. */
  private static final List<Ip> MANY =
      IntStream.range(0, 10_000)
          .mapToObj(number -> Ip.of("fd00:168::2e:0").plus(BigInteger.valueOf(number)))
          .toList();

  @BeforeEach
  void ipv6() {
    assumeThat(KERNEL).isReadable();
  }

  private static List<String> joined() throws IOException {
    return joined(GROUP);
  }

  private static List<String> joined(String start) throws IOException {
    return Files.readAllLines(KERNEL).stream().filter(line -> line.contains(start)).toList();
  }

  @Test
  void whatIsAskedForAndThenOwnedIsLeftOnce() throws IOException {
    try (MulticastGroups groups = new MulticastGroups()) {
      groups.add("lo", List.of(FIRST));
      groups.add("lo", List.of(FIRST));
      assertThat(joined()).hasSize(1);

      groups.remove("lo", List.of(FIRST));
      assertThat(joined()).isEmpty();
    }
  }

  @Test
  void aGroupIsLeftWithTheLastOfItsAddresses() throws IOException {
    try (MulticastGroups groups = new MulticastGroups()) {
      groups.add("lo", List.of(FIRST));
      groups.add("lo", List.of(ENDS_ALIKE));

      groups.remove("lo", List.of(FIRST));
      assertThat(joined()).hasSize(1);

      groups.remove("lo", List.of(ENDS_ALIKE));
      assertThat(joined()).isEmpty();
    }
  }

  @Test
  void whatCannotBeJoinedIsAProblemUntilItIsLeft() {
    try (MulticastGroups groups = new MulticastGroups()) {
      groups.add("no-such", List.of(FIRST));
      groups.retry();
      assertThat(groups.problems())
          .containsExactly("can't join ff02::1:ff2e:6191 on no-such: the interface has no address");

      groups.remove("no-such", List.of(FIRST));
      assertThat(groups.problems()).isEmpty();
    }
  }

  @Test
  void manyThatCannotBeJoinedAreOneProblem() {
    try (MulticastGroups groups = new MulticastGroups()) {
      groups.add("no-such", MANY);

      assertThat(groups.problems())
          .containsExactly(
              "can't join ff02::1:ff2e:0 and 9999 more groups on no-such:"
                  + " the interface has no address");
    }
  }

  @Test
  void moreGroupsThanASocketHoldsAreSpreadOverSockets() throws IOException {
    try (MulticastGroups groups = new MulticastGroups()) {
      groups.add("lo", MANY);
      assertThat(groups.problems()).isEmpty();
      assertThat(joined(GROUPS)).hasSize(MANY.size());
      assertThat(groups.sockets()).isGreaterThan(1);

      groups.remove("lo", MANY);
      assertThat(joined(GROUPS)).isEmpty();
      int spread = groups.sockets();
      groups.add("lo", MANY);
      assertThat(groups.problems()).isEmpty();
      assertThat(groups.sockets()).as("what was left makes room").isEqualTo(spread);
    }
    // A process that another test starts has them, too, until it runs its own program.
    await("no socket stays open").until(() -> joined(GROUPS).isEmpty());
  }
}
