package io.openelb.core.address;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.code_intelligence.jazzer.mutation.annotation.NotNull;

/**
 * Whatever a user writes is read or explained, and never throws. With {@code JAZZER_FUZZ=1} texts
 * are sought that do; without it the known ones are tried.
 */
final class AddressFuzzTest {

  @FuzzTest(maxDuration = "30s")
  void addresses(@NotNull String text) {
    switch (AddressSet.parse(text)) {
      case Parsed.Good<AddressSet>(AddressSet set) -> readsAgain(set);
      case Parsed.Bad<AddressSet>(String message) ->
          assertThat(message).contains("; write ").hasSizeLessThan(400);
    }
  }

  /**
   * A network may end among the IPv4-mapped addresses, which are refused when they are written
   * singly.
   */
  private static void readsAgain(AddressSet set) {
    Parsed<AddressSet> again = AddressSet.parse(set.toString());
    if (again instanceof Parsed.Bad<AddressSet>(String message)) {
      assertThat(message).contains("is an IPv4 address in IPv6 form");
    } else {
      assertThat(again).isEqualTo(Parsed.good(set));
    }
  }
}
