package io.openelb.operator.book;

import static io.openelb.operator.book.TestBook.addresses;
import static io.openelb.operator.book.TestBook.claim;
import static io.openelb.operator.book.TestBook.id;
import static io.openelb.operator.book.TestBook.seniority;
import static org.assertj.core.api.Assertions.assertThat;

import io.openelb.core.address.Ip;
import io.openelb.core.allocation.Claim;
import io.openelb.core.allocation.Decision;
import io.openelb.core.allocation.ServiceId;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What a Service gives up is others' once the API server has taken it from its status. */
final class GivingUpTest {

  private static final Ip FIRST = Ip.of("192.168.0.91");
  private static final Ip SECOND = Ip.of("192.168.0.92");

  private final TestBook at = new TestBook();
  private final AddressBook book = at.book;
  private final Set<ServiceId> rechecked = at.rechecked;

  private final Claim holder = claim("holder", 1).held(Set.of(FIRST)).build();
  private final Claim mover =
      claim("holder", 1).requested(SECOND, "here").held(Set.of(FIRST)).build();

  @Test
  void whatIsExchangedGoesToWhoWaitsOnceThatIsWritten() {
    at.pools("192.168.0.91-192.168.0.92");
    Claim late = claim("late", 9).requested(FIRST, "here").build();
    book.seed(List.of(holder, late));

    assertThat(addresses(book.decide(mover))).containsExactly(SECOND);
    assertThat(book.decide(late)).isInstanceOf(Decision.Refuse.class);
    assertThat(rechecked).isEmpty();
    assertThat(book.isLeaving(id("holder"))).isTrue();

    book.settle(id("holder"), List.of(SECOND));

    assertThat(rechecked).containsExactly(id("late"));
    assertThat(addresses(book.decide(late))).containsExactly(FIRST);
    assertThat(book.isLeaving(id("holder"))).isFalse();
  }

  @Test
  void whatStillStandsIsNotGivenOn() {
    at.pools("192.168.0.91-192.168.0.92");
    Claim late = claim("late", 9).build();
    book.seed(List.of(holder));
    book.decide(mover);

    book.settle(id("holder"), List.of(FIRST));

    assertThat(book.decide(late)).isInstanceOf(Decision.Refuse.class);
    assertThat(addresses(book.decide(mover))).containsExactly(SECOND);
  }

  @Test
  void whoLeftOurCareKeepsOthersOffItsAddressTillThatIsWritten() {
    at.pools("192.168.0.91");
    Claim late = claim("late", 9).build();
    book.seed(List.of(holder, late));

    assertThat(book.leave(holder.tenant(), Set.of())).containsExactly(FIRST);
    assertThat(book.leave(holder.tenant(), Set.of())).containsExactly(FIRST);
    assertThat(book.decide(late)).isInstanceOf(Decision.Refuse.class);
    assertThat(rechecked).isEmpty();

    book.settle(id("holder"), List.of());

    assertThat(rechecked).containsExactly(id("late"));
    assertThat(addresses(book.decide(late))).containsExactly(FIRST);
  }

  @Test
  void whatStandsOnOneThatLeftUnderTheLastLeaderIsNotGivenToWhoWaits() {
    at.pools("192.168.0.91");
    Claim late = claim("late", 9).build();
    book.leave(holder.tenant(), Set.of(FIRST));
    book.seed(List.of(late));
    assertThat(book.waiting()).containsExactly(id("late"));

    book.settle(id("holder"), List.of());

    assertThat(rechecked).containsExactly(id("late"));
    assertThat(book.waiting()).isEmpty();
  }

  @Test
  void whoComesBackBeforeItsStatusIsWrittenHasItsAddressAgain() {
    at.pools("192.168.0.91-192.168.0.92");
    book.seed(List.of(holder));
    book.leave(holder.tenant(), Set.of());

    Claim back = claim("holder", 1).requested(FIRST, "here").held(Set.of(FIRST)).build();

    assertThat(addresses(book.decide(back))).containsExactly(FIRST);
    assertThat(book.isLeaving(id("holder"))).isFalse();
  }

  @Test
  void theAddressesOfWhatIsDeletedAreFreeAtOnce() {
    at.pools("192.168.0.91-192.168.0.92");
    book.seed(List.of(holder, claim("late", 9).requested(FIRST, "here").build()));
    book.decide(mover);

    book.release(seniority("holder", 1));

    assertThat(rechecked).containsExactly(id("late"));
  }

  @Test
  void whoHoldsAnotherGetsTheOneItAsksForOnceThatIsFree() {
    at.pools("192.168.0.91-192.168.0.93");
    Claim follower = claim("follower", 2).requested(FIRST, "here").held(Set.of(SECOND)).build();
    book.seed(List.of(holder, follower));
    book.decide(
        claim("holder", 1).requested(Ip.of("192.168.0.93"), "x").held(Set.of(FIRST)).build());
    assertThat(book.decide(follower)).isInstanceOf(Decision.Keep.class);

    book.settle(id("holder"), List.of(Ip.of("192.168.0.93")));

    assertThat(rechecked).containsExactly(id("follower"));
    assertThat(addresses(book.decide(follower))).containsExactly(FIRST);
    assertThat(book.waiting()).isEmpty();
  }

  @Test
  void whoLostAnAddressLosesItOnceAndForAllThoughItsStatusWasNotWritten() {
    at.pools("192.168.0.91");
    Claim sharer = claim("younger", 9, 443).held(Set.of(FIRST)).build();
    book.seed(List.of(claim("elder", 1, 80).held(Set.of(FIRST)).build(), sharer));
    Claim moved = claim("elder", 1, 443).held(Set.of(FIRST)).build();

    assertThat(book.decide(moved)).isInstanceOf(Decision.Release.class);
    assertThat(book.decide(moved)).isInstanceOf(Decision.Refuse.class);
    assertThat(book.decide(moved)).isInstanceOf(Decision.Refuse.class);
    assertThat(book.decide(sharer)).isInstanceOf(Decision.Keep.class);
  }

  @Test
  void whoLostAnAddressIsServedAsOneThatWaits() {
    at.pools("192.168.0.91-192.168.0.92");
    Claim moved = claim("elder", 1, 443).requested(FIRST, "here").held(Set.of(FIRST)).build();
    Claim sharer = claim("younger", 9, 443).held(Set.of(FIRST)).build();
    book.seed(List.of(claim("elder", 1, 80).held(Set.of(FIRST)).build(), sharer));
    assertThat(book.decide(moved)).isInstanceOf(Decision.Release.class);
    rechecked.clear();

    book.release(seniority("younger", 1));

    assertThat(rechecked).containsExactly(id("elder"));
    assertThat(book.waiting()).isEmpty();
    assertThat(addresses(book.decide(moved))).containsExactly(FIRST);
  }

  @Test
  void aStatusIsBelievedAgainOnceTheLossWasWritten() {
    at.pools("192.168.0.91");
    Claim sharer = claim("younger", 9, 443).held(Set.of(FIRST)).build();
    Claim moved = claim("elder", 1, 443).held(Set.of(FIRST)).build();
    book.seed(List.of(claim("elder", 1, 80).held(Set.of(FIRST)).build(), sharer));
    book.decide(moved);
    book.settle(id("elder"), Set.of());

    assertThat(addresses(book.decide(moved))).containsExactly(FIRST);
    assertThat(rechecked).containsExactly(id("younger"));
  }
}
