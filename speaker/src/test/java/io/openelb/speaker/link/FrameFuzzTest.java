package io.openelb.speaker.link;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.openelb.core.address.Ip;
import io.openelb.core.address.Mac;
import io.openelb.speaker.frame.AddressTable;
import io.openelb.speaker.frame.Hex;
import io.openelb.speaker.frame.Sighting;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Whatever a segment sends, nothing is thrown, and nothing is answered that is not owed an answer:
 * judged by the frames as hex, and by checksums as remainders of division. With {@code
 * JAZZER_FUZZ=1} frames are sought that do; without it the known ones are tried.
 */
final class FrameFuzzTest {

  private static final Ip IPV4 = Ip.of("192.168.0.91");
  private static final Ip IPV6 = Ip.of("fd00:168::91");
  private static final AddressTable OWNED = AddressTable.of(List.of(IPV4, IPV6));
  private static final Mac MAC = Mac.of("52:54:22:3a:e6:6e");

  private static final String OURS = "5254223ae66e";
  private static final String ALL = "ffffffffffff";
  private static final String VIP4 = "c0a8005b";
  private static final String VIP6 = "fd000168000000000000000000000091";
  private static final String GROUP = "ff0200000000000000000001ff000091";
  private static final String GROUP_MAC = "3333ff000091";

  private static final int ICMP = 54;
  private static final int CHECKSUM = 56;
  private static final BigInteger ONES = BigInteger.valueOf(0xffff);

  @FuzzTest(maxDuration = "60s")
  void anyFrame(byte[] frame) {
    judge(frame);
  }

  /** Nobody guesses a checksum. */
  @FuzzTest(maxDuration = "60s")
  void anyFrameWithARightChecksum(byte[] frame) {
    if (frame.length > ICMP + 4) {
      frame[CHECKSUM] = 0;
      frame[CHECKSUM + 1] = 0;
      int rest = remainder(Hex.text(frame));
      frame[CHECKSUM] = (byte) ((0xffff - rest) >>> 8);
      frame[CHECKSUM + 1] = (byte) (0xffff - rest);
    }
    judge(frame);
  }

  private static void judge(byte[] frame) {
    List<byte[]> answers = new ArrayList<>();
    List<Sighting> sightings = new ArrayList<>();
    FrameLoop loop =
        new FrameLoop(
            MAC.value(),
            (answer, length) -> answers.add(Arrays.copyOf(answer, length)),
            sightings::add,
            new LinkCounters());
    loop.apply(new AnswerPolicy(OWNED, OWNED, now -> true));

    loop.gotPacket(frame.clone());

    String hex = withoutPriority(Hex.text(frame));
    assertThat(sightings).allMatch(one -> List.of(IPV4, IPV6).contains(one.address()));
    assertThat(answers).hasSize(owesArp(hex) || owesNdp(hex) ? 1 : 0);
    for (byte[] answer : answers) {
      String text = Hex.text(answer);
      assertThat(at(text, 6, 6)).as("from this station").isEqualTo(OURS);
      if (owesArp(hex)) {
        assertThat(text)
            .isEqualTo(
                at(hex, 22, 6)
                    + OURS
                    + "08060001080006040002"
                    + OURS
                    + VIP4
                    + at(hex, 22, 10)
                    + "00".repeat(18));
      } else {
        assertThat(at(text, 12, 26)).isEqualTo("86dd6000000000203aff" + VIP6);
        assertThat(at(text, ICMP, 2) + at(text, ICMP + 8, 24))
            .isEqualTo("8800" + VIP6 + "0201" + OURS);
        assertThat(remainder(text)).as("checksum").isZero();
      }
    }
  }

  /** IEEE 802.1Q: a tag whose VLAN is 0 gives a priority, and nothing else. */
  private static String withoutPriority(String hex) {
    return hex.replaceFirst("^(.{24})(?:8100|88a8).000", "$1");
  }

  /** RFC 826, and RFC 5227 for those that don't know their own address yet. */
  private static boolean owesArp(String hex) {
    return hex.length() >= 2 * 42
        && at(hex, 12, 10).equals("08060001080006040001")
        && at(hex, 38, 4).equals(VIP4)
        && !at(hex, 28, 4).equals(VIP4)
        && isStation(at(hex, 22, 6))
        && (at(hex, 0, 6).equals(ALL) || at(hex, 0, 6).equals(OURS));
  }

  /** RFC 4861 7.1.1 and 7.2.3. */
  private static boolean owesNdp(String hex) {
    if (hex.length() < 2 * (ICMP + 24)
        || !at(hex, 12, 3).matches("86dd6.")
        || !at(hex, 20, 2).equals("3aff")
        || !at(hex, ICMP, 2).equals("8700")
        || !at(hex, ICMP + 8, 16).equals(VIP6)
        || !isStation(at(hex, 6, 6))) {
      return false;
    }
    int end = ICMP + number(hex, 18, 2);
    if (end < ICMP + 24 || 2 * end > hex.length() || remainder(hex) != 0) {
      return false;
    }
    String source = at(hex, 22, 16);
    String destination = at(hex, 38, 16);
    String asker = at(hex, 6, 6);
    boolean named = false;
    for (int option = ICMP + 24; option < end; option += 8 * number(hex, option + 1, 1)) {
      if (option + 1 >= end
          || number(hex, option + 1, 1) == 0
          || option + 8 * number(hex, option + 1, 1) > end) {
        return false;
      }
      if (!named && at(hex, option, 1).equals("01")) {
        named = true;
        asker = at(hex, option + 2, 6);
      }
    }
    boolean unspecified = source.equals("0".repeat(32));
    boolean toGroup = destination.equals(GROUP);
    String station = at(hex, 0, 6);
    return isStation(asker)
        && !source.startsWith("ff")
        && (!unspecified || (toGroup && !named))
        && (toGroup || destination.equals(VIP6))
        && (station.equals(OURS) || (toGroup && station.equals(GROUP_MAC)));
  }

  /** Neither a group nor nobody nor ourselves. */
  private static boolean isStation(String mac) {
    return (number(mac, 0, 1) & 1) == 0 && !mac.equals(OURS) && !mac.equals("0".repeat(12));
  }

  /**
   * What the pseudo-header and the message leave when they are divided, as one number, by 2^16 - 1:
   * the sum in ones' complement of their parts of 16 bits, and so 0 when the checksum is right.
   */
  private static int remainder(String hex) {
    int length = Math.min(number(hex, 18, 2), hex.length() / 2 - ICMP);
    String padding = length % 2 == 0 ? "" : "00";
    String summed =
        at(hex, 22, 32) + "%08x0000003a".formatted(length) + at(hex, ICMP, length) + padding;
    return new BigInteger(summed, 16).mod(ONES).intValueExact();
  }

  private static String at(String hex, int octet, int length) {
    return hex.substring(2 * octet, 2 * (octet + length));
  }

  private static int number(String hex, int octet, int length) {
    return Integer.parseInt(at(hex, octet, length), 16);
  }
}
