package io.openelb.speaker.link;

import static org.assertj.core.api.Assertions.assertThat;

import io.openelb.core.address.Ip;
import io.openelb.core.address.Mac;
import io.openelb.speaker.arp.ArpFrames;
import io.openelb.speaker.frame.AddressTable;
import java.io.IOException;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class FilterKeeperTest {

  private static final Mac THEIRS = Mac.of("52:54:22:fa:b9:3b");
  private static final Ip FIRST = Ip.of("192.168.0.91");
  private static final Ip SECOND = Ip.of("192.168.0.95");
  private static final long SECOND_NANOS = TimeUnit.SECONDS.toNanos(1);

  private final List<List<Bpf.Instruction>> programs = new ArrayList<>();
  private int longest = Integer.MAX_VALUE;
  private int longestTogether = Integer.MAX_VALUE;
  private long now = -SECOND_NANOS;
  private final FilterKeeper keeper = keeper();

  private FilterKeeper keeper() {
    return new FilterKeeper("eth0", 512, this::take, () -> now);
  }

  private void take(List<Bpf.Instruction> program) throws IOException {
    int last = programs.isEmpty() ? 0 : programs.getLast().size();
    if (program.size() > longest || program.size() + last > longestTogether) {
      throw new IOException("setsockopt: errno 12");
    }
    programs.add(program);
  }

  private boolean isHeard(Ip address) {
    return new BpfMachine(programs.getLast()).run(ArpFrames.probe(address, THEIRS), 1, 0) > 0;
  }

  private static AnswerPolicy policy(Ip... owned) {
    return policy(AddressTable.of(List.of(owned)));
  }

  private static AnswerPolicy policy(AddressTable owned) {
    return new AnswerPolicy(owned, owned, now -> true);
  }

  @Test
  void nothingPassesAtFirst() {
    assertThat(programs).hasSize(1);
    assertThat(isHeard(FIRST)).isFalse();
  }

  @Test
  void whatIsNewPassesAtOnce() {
    keeper.fit(policy(FIRST));
    assertThat(isHeard(FIRST)).isTrue();
    assertThat(isHeard(SECOND)).isFalse();

    keeper.fit(policy(FIRST, SECOND));
    assertThat(isHeard(FIRST)).isTrue();
    assertThat(isHeard(SECOND)).isTrue();
  }

  @Test
  void whatIsNewInALargeTablePassesThoughItIsFittedByLittle() {
    Ip first = Ip.of("10.0.0.0");
    Ip last = first.plus(BigInteger.valueOf(9_999));
    AddressTable many =
        AddressTable.of(
            IntStream.range(0, 10_000).mapToObj(i -> first.plus(BigInteger.valueOf(i))).toList());
    AddressTable more = many.with(List.of(FIRST));
    AddressTable other = more.without(List.of(FIRST, last)).with(List.of(SECOND));
    keeper.fit(policy(many));
    keeper.fit(policy(more));
    assertThat(isHeard(FIRST)).isTrue();

    now += SECOND_NANOS;
    keeper.fit(policy(other));
    assertThat(isHeard(SECOND)).isTrue();
    assertThat(isHeard(FIRST)).isFalse();
    assertThat(isHeard(last)).isFalse();

    keeper.fit(policy(more));
    assertThat(isHeard(FIRST)).isTrue();
    assertThat(isHeard(last)).isTrue();
  }

  @Test
  void aBurstOfChangesThatItIsWideEnoughForChangesNothing() {
    AnswerPolicy all = policy(FIRST, SECOND);
    keeper.fit(all);
    int before = programs.size();

    for (int i = 0; i < 1_000; i++) {
      now += SECOND_NANOS / 2_000;
      keeper.fit(i % 2 == 0 ? policy(FIRST) : all);
      keeper.settle();
    }

    assertThat(programs).hasSize(before);
  }

  @Test
  void whatIsGivenUpPassesNoMoreAfterASecond() {
    keeper.fit(policy(FIRST, SECOND));
    keeper.fit(policy(FIRST));
    keeper.settle();
    assertThat(isHeard(SECOND)).isTrue();

    now += SECOND_NANOS;
    keeper.settle();
    assertThat(isHeard(FIRST)).isTrue();
    assertThat(isHeard(SECOND)).isFalse();

    int before = programs.size();
    now += SECOND_NANOS;
    keeper.settle();
    assertThat(programs).as("there is nothing more to do").hasSize(before);
  }

  @Test
  void afterARestItIsMadeAnewAtOnce() {
    keeper.fit(policy(FIRST));
    now += SECOND_NANOS;
    keeper.fit(policy(SECOND));

    assertThat(isHeard(FIRST)).isFalse();
    assertThat(isHeard(SECOND)).isTrue();
  }

  @Test
  void aKernelThatHasNoRoomForTwoProgramsGetsAShortOneBetweenThem() {
    keeper.fit(scattered(8));
    longestTogether = 2 * programs.getLast().size();

    keeper.fit(scattered(9));

    assertThat(programs.get(programs.size() - 2)).isEqualTo(FrameFilter.ALL.program(512));
    assertThat(programs.getLast()).isEqualTo(FrameFilter.of(scattered(9)).program(512));
  }

  private static AnswerPolicy scattered(int count) {
    Ip[] addresses = new Ip[count];
    for (int i = 0; i < count; i++) {
      addresses[i] = Ip.of("10.0.0.0").plus(BigInteger.valueOf(2L * i));
    }
    return policy(addresses);
  }

  @Test
  void whereALongProgramIsRefusedAllPassesUntilAShorterOneWillDo() {
    longest = FrameFilter.ALL.program(512).size();

    keeper.fit(scattered(9));
    assertThat(programs.getLast()).isEqualTo(FrameFilter.ALL.program(512));
    assertThat(isHeard(SECOND)).isTrue();
    assertThat(keeper.hasFailed()).isFalse();

    now += SECOND_NANOS;
    keeper.fit(policy());
    assertThat(isHeard(SECOND)).isFalse();
  }

  @Test
  void whereEveryProgramIsRefusedLibpcapsStays() {
    longest = 0;
    programs.clear();
    FilterKeeper refused = keeper();

    refused.fit(policy(FIRST));

    assertThat(programs).isEmpty();
    assertThat(refused.hasFailed()).isFalse();
  }

  @Test
  void aNarrowFilterThatCanNotBeReplacedIsAFailure() {
    keeper.fit(policy(FIRST));
    longest = 0;

    keeper.fit(policy(FIRST, SECOND));

    assertThat(keeper.hasFailed()).isTrue();
  }

  @Test
  void whatTheKernelRefusedToLetPassPassesOnceItTakesAFilterAgain() {
    AnswerPolicy both = policy(FIRST, SECOND);
    keeper.fit(policy(FIRST));
    longest = 0;
    keeper.fit(both);
    assertThat(isHeard(SECOND)).isFalse();

    longest = Integer.MAX_VALUE;
    keeper.fit(both);
    assertThat(isHeard(SECOND)).isTrue();

    now += SECOND_NANOS;
    keeper.fit(policy(FIRST));
    assertThat(isHeard(SECOND)).isFalse();
    keeper.fit(both);
    assertThat(isHeard(SECOND)).isTrue();
  }

  @Test
  void afterItsEndTheKernelIsLeftAlone() {
    int before = programs.size();

    keeper.close();
    keeper.fit(policy(FIRST));
    now += SECOND_NANOS;
    keeper.settle();

    assertThat(programs).hasSize(before);
  }
}
