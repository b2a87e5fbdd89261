package io.openelb.speaker.link;

import static org.assertj.core.api.Assertions.assertThat;

import io.openelb.core.address.Family;
import io.openelb.core.address.Ip;
import io.openelb.core.address.Mac;
import io.openelb.speaker.arp.ArpFrames;
import io.openelb.speaker.frame.AddressTable;
import io.openelb.speaker.frame.Hex;
import io.openelb.speaker.frame.Octets;
import io.openelb.speaker.ndp.NdpFrames;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class FrameFilterTest {

  private static final Mac OURS = Mac.of("52:54:22:3a:e6:6e");
  private static final Mac THEIRS = Mac.of("52:54:22:fa:b9:3b");
  private static final int SNAP = 512;

  private static final Ip OWNED4 = Ip.of("192.168.0.91");
  private static final Ip OWNED6 = Ip.of("fd00:168::91");
  private static final Ip WATCHED4 = Ip.of("192.168.0.93");
  private static final Ip WATCHED6 = Ip.of("fd00:168::93");
  private static final Ip OTHER4 = Ip.of("192.168.0.92");
  private static final Ip OTHER6 = Ip.of("fd00:168::92");

  /** That nothing of the watched set is owned, and the reverse, is not usual, but allowed. */
  private static final AnswerPolicy POLICY =
      policy(List.of(OWNED4, OWNED6), List.of(WATCHED4, WATCHED6));

  /** What a frame is about; its address is in it where {@link #frame} says. */
  enum Kind {
    QUESTION,
    PROBE,
    CLAIM,
    CLAIM_BY_REPLY
  }

  private static AnswerPolicy policy(List<Ip> owned, List<Ip> watched) {
    return new AnswerPolicy(AddressTable.of(owned), AddressTable.of(watched), now -> true);
  }

  private static byte[] frame(Kind kind, Ip address) {
    boolean ipv4 = address.family() == Family.IPV4;
    return switch (kind) {
      case QUESTION -> ipv4 ? request(address) : solicitation(address);
      case PROBE -> ipv4 ? ArpFrames.probe(address, THEIRS) : NdpFrames.probe(address, THEIRS);
      case CLAIM ->
          ipv4
              ? ArpFrames.announcementRequest(address, THEIRS)
              : NdpFrames.announcement(address, THEIRS);
      case CLAIM_BY_REPLY ->
          ipv4
              ? ArpFrames.announcementReply(address, THEIRS)
              : NdpFrames.announcement(address, THEIRS);
    };
  }

  private static byte[] request(Ip target) {
    byte[] frame = ArpFrames.probe(target, THEIRS);
    Octets.put32(frame, 28, 0xc000_0205);
    return frame;
  }

  private static byte[] solicitation(Ip target) {
    byte[] frame = NdpFrames.probe(target, THEIRS);
    Octets.put64(frame, 22, 0xfd00_0168L << 32);
    Octets.put64(frame, 30, 5);
    // RFC 4443 2.3: of both addresses, length, next header, and the message.
    Octets.put16(frame, 56, 0);
    int sum = 24 + 58;
    for (int at = 22; at < frame.length; at += 2) {
      sum += Octets.u16(frame, at);
    }
    Octets.put16(frame, 56, ~((sum & 0xffff) + (sum >>> 16)));
    return frame;
  }

  private static boolean passes(FrameFilter filter, byte[] frame) {
    int octets = new BpfMachine(filter.program(SNAP)).run(frame, 0, 0);
    assertThat(octets).isIn(0, SNAP);
    return octets == SNAP;
  }

  @ParameterizedTest(name = "{0} about an address that is {1}: {2}")
  @CsvSource({
    "QUESTION, owned, true",
    "QUESTION, watched, false",
    "QUESTION, another, false",
    "PROBE, owned, true",
    "PROBE, watched, true",
    "PROBE, another, false",
    "CLAIM_BY_REPLY, owned, false",
    "CLAIM_BY_REPLY, watched, true",
    "CLAIM_BY_REPLY, another, false",
    "CLAIM, watched, true",
    "CLAIM, another, false",
  })
  void letsPass(Kind kind, String address, boolean passes) {
    FrameFilter filter = FrameFilter.of(POLICY);
    for (Ip ip :
        switch (address) {
          case "owned" -> List.of(OWNED4, OWNED6);
          case "watched" -> List.of(WATCHED4, WATCHED6);
          default -> List.of(OTHER4, OTHER6);
        }) {
      assertThat(passes(filter, frame(kind, ip))).as("%s", ip).isEqualTo(passes);
    }
  }

  @ParameterizedTest(name = "packet type {0}, tag {1}: {2}")
  @CsvSource({
    "0, 0x0000, true", // to us
    "1, 0x0000, true", // to everybody
    "2, 0x0000, true", // to a group
    "3, 0x0000, true", // to another station
    "4, 0x0000, false", // our own
    "1, 0xe000, true", // with a priority
    "1, 0x0007, false", // for a VLAN
    "1, 0xefff, false",
  })
  void looksAtWhatIsBesideTheFrame(int packetType, String tag, boolean passes) {
    BpfMachine machine = new BpfMachine(FrameFilter.of(POLICY).program(SNAP));
    for (Ip address : List.of(OWNED4, OWNED6)) {
      assertThat(machine.run(frame(Kind.QUESTION, address), packetType, Integer.decode(tag)))
          .isEqualTo(passes ? SNAP : 0);
    }
  }

  @Test
  void dropsAllElse() {
    byte[] ipv4 = frame(Kind.QUESTION, OWNED4);
    Octets.put16(ipv4, 12, 0x0800);
    byte[] tcp = frame(Kind.QUESTION, OWNED6);
    tcp[20] = 6;
    byte[] echo = frame(Kind.QUESTION, OWNED6);
    echo[54] = (byte) 128;
    byte[] redirect = frame(Kind.QUESTION, OWNED6);
    redirect[54] = (byte) 137;

    assertThat(List.of(ipv4, tcp, echo, redirect))
        .allSatisfy(
            frame -> assertThat(passes(FrameFilter.ALL, frame)).as(Hex.text(frame)).isFalse());
  }

  @Test
  void dropsEachTruncationThatNobodyWouldAnswer() {
    byte[] request = frame(Kind.QUESTION, OWNED4);
    byte[] solicitation = frame(Kind.QUESTION, OWNED6);

    assertThat(passes(FrameFilter.ALL, Arrays.copyOf(request, 42))).isTrue();
    for (int length = 0; length < 42; length++) {
      assertThat(passes(FrameFilter.ALL, Arrays.copyOf(request, length))).isFalse();
    }
    for (int length = 0; length < solicitation.length; length++) {
      assertThat(passes(FrameFilter.ALL, Arrays.copyOf(solicitation, length))).isFalse();
    }
  }

  @Test
  void noneDropsAndAllLetsPassWhatSpeaksOfAddresses() {
    for (Kind kind : Kind.values()) {
      for (Ip address : List.of(OWNED4, OWNED6, Ip.of("255.255.255.255"), Ip.of("::1"))) {
        assertThat(passes(FrameFilter.NONE, frame(kind, address))).isFalse();
        assertThat(passes(FrameFilter.ALL, frame(kind, address))).isTrue();
      }
    }
  }

  /** Of up to 200 addresses a family; what is asked about is in, beside, or far from them. */
  @ParameterizedTest(name = "seed {0}")
  @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16})
  void losesNothingThatWouldBeActedUponAndPassesNothingFromOutsideTheCovers(int seed) {
    Random random = new Random(seed);
    List<Ip> owned = some(random);
    List<Ip> watched = some(random);
    if (random.nextBoolean()) {
      watched.addAll(owned);
    }
    AnswerPolicy policy = policy(owned, watched);
    FrameFilter filter = FrameFilter.of(policy);
    BpfMachine machine = new BpfMachine(filter.program(SNAP));
    List<Object> acts = new ArrayList<>();
    FrameLoop loop =
        new FrameLoop(OURS.value(), (answer, _) -> acts.add(answer), acts::add, new LinkCounters());
    loop.apply(policy);
    int acted = 0;
    int dropped = 0;

    for (int i = 0; i < 2_000; i++) {
      Ip address = near(random, owned, watched);
      Kind kind = Kind.values()[random.nextInt(Kind.values().length)];
      byte[] frame = frame(kind, address);
      boolean passes = machine.run(frame, 1, 0) == SNAP;
      acts.clear();
      loop.gotPacket(frame.clone());
      if (!acts.isEmpty()) {
        acted++;
        assertThat(passes).as("%s about %s", kind, address).isTrue();
      }
      if (!covers(filter.owned(), address) && !covers(filter.watched(), address)) {
        dropped++;
        assertThat(passes).as("%s about %s", kind, address).isFalse();
      }
    }
    assertThat(acted).isGreaterThan(100);
    assertThat(dropped).isGreaterThan(100);
  }

  /** Some that are neighbours, and some scattered over a segment, as the pools of Eips are. */
  private static List<Ip> some(Random random) {
    int count = 1 + random.nextInt(200);
    return new ArrayList<>(
        Stream.generate(() -> any(random, random.nextBoolean() ? 1 << 6 : 1 << 16))
            .limit(count)
            .toList());
  }

  private static Ip any(Random random, int bound) {
    return random.nextBoolean()
        ? new Ip(Family.IPV4, 0, 0xc0a8_0000L + random.nextInt(bound))
        : new Ip(Family.IPV6, 0xfd00_0168L << 32, random.nextInt(bound));
  }

  private static Ip near(Random random, List<Ip> owned, List<Ip> watched) {
    List<Ip> one = random.nextBoolean() ? owned : watched;
    Ip address = one.get(random.nextInt(one.size()));
    return switch (random.nextInt(4)) {
      case 0 -> address.next();
      case 1 -> any(random, 1 << 20);
      default -> address;
    };
  }

  private static boolean covers(Cover cover, Ip address) {
    return Stream.concat(cover.ipv4().stream(), cover.ipv6().stream())
        .anyMatch(range -> range.contains(address));
  }

  /** Words are compared from the first that differs within a range: what follows may be any. */
  @Test
  void looksAtAllWordsOfAnAddressAndAtTheFirstThatARangeIsWideIn() {
    List<Ip> far = new ArrayList<>();
    for (int i = 0; i < Cover.MOST - 1; i++) {
      far.add(new Ip(Family.IPV6, 0x2001_0db8_0000_0000L + ((long) i << 40), 1));
    }
    Ip one = Ip.of("fd00:168:1:2:3:4:5:6");
    Ip wide = Ip.of("fd00:168:1:2:3:9:5:6");
    far.addAll(List.of(one, wide));
    FrameFilter filter = FrameFilter.of(policy(far, List.of()));

    assertThat(filter.owned().ipv6()).hasSize(Cover.MOST);
    assertThat(far).allMatch(address -> passes(filter, frame(Kind.QUESTION, address)));
    assertThat(Stream.of("fd00:168:1:2:3:7::", "fd00:168:1:2:3:4::").map(Ip::of))
        .allMatch(address -> passes(filter, frame(Kind.QUESTION, address)));
    assertThat(
            Stream.of(
                    "fd00:168:1:2:3:3::", "fd00:168:1:3:3:7::", "fd01:168:1:2:3:7::", "2001:db8::2")
                .map(Ip::of))
        .noneMatch(address -> passes(filter, frame(Kind.QUESTION, address)));
  }

  @Test
  void isShortForTenThousandScatteredAddresses() {
    Random random = new Random(1);
    List<Ip> addresses =
        Stream.generate(() ->
                random.nextBoolean()
                    ? new Ip(Family.IPV4, 0, random.nextLong(1L << 32))
                    : new Ip(Family.IPV6, random.nextLong(), random.nextLong()))
            .limit(10_000)
            .toList();
    FrameFilter filter = FrameFilter.of(policy(addresses, addresses));

    assertThat(filter.program(SNAP)).hasSizeLessThan(1_024);
    BpfMachine machine = new BpfMachine(filter.program(SNAP));
    assertThat(addresses)
        .allMatch(address -> machine.run(frame(Kind.QUESTION, address), 1, 0) == SNAP)
        .allMatch(address -> machine.run(frame(Kind.CLAIM_BY_REPLY, address), 1, 0) == SNAP);
  }
}
