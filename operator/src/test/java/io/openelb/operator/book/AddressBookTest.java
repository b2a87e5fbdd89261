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
import io.openelb.core.allocation.Tenant;
import io.openelb.operator.conflict.Strangers;
import io.openelb.operator.conflict.TestSpeakers;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class AddressBookTest {

  private static final Ip FIRST = Ip.of("192.168.0.91");
  private static final Ip SECOND = Ip.of("192.168.0.92");
  private static final Ip THIRD = Ip.of("192.168.0.93");
  private static final String LB_IP = "spec.loadBalancerIP";

  private final TestBook at = new TestBook();
  private final AddressBook book = at.book;
  private final Set<ServiceId> rechecked = at.rechecked;
  private final Strangers strangers = at.strangers;

  @Test
  void holdersGoBeforeWhoeverIsElder() {
    at.pools("192.168.0.91");
    book.seed(List.of(claim("elder", 1).build(), claim("holder", 9).held(Set.of(FIRST)).build()));

    assertThat(book.decide(claim("elder", 1).build())).isInstanceOf(Decision.Refuse.class);
    assertThat(addresses(book.decide(claim("holder", 9).held(Set.of(FIRST)).build())))
        .containsExactly(FIRST);
  }

  @Test
  void whoHoldsAnAddressOfAPoolThatAppearsIsRechecked() {
    book.seed(List.of(claim("holder", 1).held(Set.of(FIRST)).build()));
    book.decide(claim("holder", 1).held(Set.of(FIRST)).build());

    at.pools("192.168.0.91");

    assertThat(rechecked).containsExactly(id("holder"));
  }

  @Test
  void whoWaitsForAnotherReasonNowIsRechecked() {
    book.seed(List.of());
    book.decide(claim("web", 1).requested(FIRST, LB_IP).build());
    assertThat(rechecked).isEmpty();

    at.pools("192.168.0.92");

    assertThat(rechecked).containsExactly(id("web"));
  }

  @Test
  void whoWaitsIsServedInTheOrderOfCreation() {
    at.pools("192.168.0.91");
    book.seed(List.of(claim("holder", 1).held(Set.of(FIRST)).build()));
    book.decide(claim("late", 9).build());
    book.decide(claim("early", 5).build());

    book.release(seniority("holder", 1));

    assertThat(rechecked).containsExactly(id("early"));
    assertThat(book.waiting()).containsExactly(id("late"));
    assertThat(addresses(book.decide(claim("early", 5).build()))).containsExactly(FIRST);
  }

  @Test
  void whatOthersWerePromisedIsLeftToThemWhileThereIsAnythingElse() {
    at.pools("192.168.0.91-192.168.0.92");
    book.seed(List.of());
    book.see(claim("promised", 2).prefilled(Set.of(FIRST)).build());

    assertThat(addresses(book.decide(claim("a", 1).build()))).containsExactly(SECOND);
    assertThat(addresses(book.decide(claim("b", 3).build()))).containsExactly(FIRST);
  }

  @Test
  void oneOverruledProposalOverrulesNoOther() {
    at.pools("192.168.0.91-192.168.0.100");
    book.seed(List.of());
    book.decide(claim("holder", 1).build());
    Claim other = claim("other", 3).prefilled(Set.of(SECOND)).build();
    book.see(other);

    Decision overruled = book.decide(claim("overruled", 2).prefilled(Set.of(FIRST)).build());

    assertThat(addresses(overruled)).isNotEmpty().doesNotContain(FIRST, SECOND);
    assertThat(addresses(book.decide(other))).containsExactly(SECOND);
  }

  @Test
  void aProposalGivesWayToARequestWhileThereIsAnythingElse() {
    at.pools("192.168.0.91-192.168.0.100");
    book.seed(List.of());
    Claim proposed = claim("elder", 1).prefilled(Set.of(FIRST)).build();
    Claim asking = claim("asking", 2).requested(FIRST, LB_IP).build();
    book.see(proposed);
    book.see(asking);

    assertThat(addresses(book.decide(proposed))).containsExactly(SECOND);
    assertThat(addresses(book.decide(asking))).containsExactly(FIRST);
  }

  @Test
  void whereThereIsNothingElseTheEldersProposalHolds() {
    at.pools("192.168.0.91");
    book.seed(List.of());
    Claim proposed = claim("elder", 1).prefilled(Set.of(FIRST)).build();
    book.see(proposed);
    book.see(claim("asking", 2).requested(FIRST, LB_IP).build());

    assertThat(addresses(book.decide(proposed))).containsExactly(FIRST);
  }

  @Test
  void whatAHolderIsToMoveToIsLeftToIt() {
    at.pools("192.168.0.91-192.168.0.100");
    Claim holder = claim("holder", 1).held(Set.of(FIRST)).build();
    book.seed(List.of(holder));
    Claim moving = claim("holder", 1).held(Set.of(FIRST)).requested(SECOND, LB_IP).build();
    book.see(moving);

    assertThat(addresses(book.decide(claim("younger", 2).build()))).containsExactly(THIRD);
    assertThat(addresses(book.decide(moving))).containsExactly(SECOND);
  }

  @Test
  void whoAsksForAnotherPoolThanItsProposalsGetsTheLowest() {
    at.pools("192.168.0.91-192.168.0.99");
    book.seed(List.of());
    Set<Ip> ofAnotherPool = Set.of(Ip.of("10.0.0.1"));

    for (int last = 91; last < 96; last++) {
      Claim claim = claim("s" + last, last).prefilled(ofAnotherPool).build();
      assertThat(addresses(book.decide(claim))).containsExactly(Ip.of("192.168.0." + last));
    }
  }

  @Test
  void whoIsGoneOrGoingOrHasItsAddressWantsNoneAnyMore() {
    at.pools("192.168.0.91-192.168.0.92");
    book.seed(List.of());
    book.see(claim("gone", 2).prefilled(Set.of(FIRST)).build());
    book.release(seniority("gone", 1));
    assertThat(addresses(book.decide(claim("a", 1).build()))).containsExactly(FIRST);
    book.release(seniority("a", 1));

    book.see(claim("going", 2).prefilled(Set.of(FIRST)).build());
    book.letGo(id("going"));
    assertThat(addresses(book.decide(claim("a", 1).build()))).containsExactly(FIRST);
    book.release(seniority("a", 1));

    book.see(claim("served", 2).prefilled(Set.of(FIRST)).build());
    book.see(claim("served", 2).prefilled(Set.of(FIRST)).held(Set.of(SECOND)).build());
    assertThat(addresses(book.decide(claim("b", 3).build()))).containsExactly(FIRST);
  }

  @Test
  void whoComesLaterDoesNotOvertakeWhoWaits() {
    at.pools("192.168.0.91");
    book.seed(List.of());
    book.decide(claim("holder", 1).build());
    book.decide(claim("waiting", 2).build());
    at.pools("192.168.0.91-192.168.0.92");

    assertThat(book.decide(claim("newcomer", 3).build())).isInstanceOf(Decision.Refuse.class);
    assertThat(addresses(book.decide(claim("waiting", 2).build()))).containsExactly(SECOND);
  }

  @Test
  void aStaleStatusDoesNotTakeBackWhatWasDecided() {
    at.pools("192.168.0.91-192.168.0.92");
    book.seed(List.of());
    Claim claim = claim("web", 1).build();

    assertThat(addresses(book.decide(claim))).containsExactly(FIRST);
    assertThat(book.decide(claim)).isInstanceOf(Decision.Keep.class);
  }

  @Test
  void theLateWordOfADeletionTakesNothingFromWhoHasTheNameNow() {
    at.pools("192.168.0.91");
    book.seed(List.of());
    Claim before = claim("web", 1).build();
    Claim now = Claim.of(madeAnew(before.tenant(), 2)).build();
    book.decide(before);
    assertThat(addresses(book.decide(now))).containsExactly(FIRST);

    assertThat(book.release(before.tenant().seniority())).isFalse();
    assertThat(book.decide(before)).isEqualTo(new Decision.Refuse(List.of()));
    assertThat(book.leave(before.tenant(), Set.of(FIRST))).isEmpty();

    assertThat(book.decide(claim("other", 3).build())).isInstanceOf(Decision.Refuse.class);
    assertThat(addresses(book.decide(now))).containsExactly(FIRST);
    assertThat(book.release(now.tenant().seniority())).isTrue();
    assertThat(addresses(book.decide(claim("other", 3).build()))).containsExactly(FIRST);
  }

  @Test
  void itDoesNotEndTheWaitingOfWhoHasTheNameNow() {
    book.seed(List.of());
    Claim before = claim("web", 1).build();
    Claim now = Claim.of(madeAnew(before.tenant(), 2)).build();
    book.decide(now);

    book.decide(before);
    book.release(before.tenant().seniority());

    at.pools("192.168.0.91");
    assertThat(book.decide(claim("other", 3).build())).isInstanceOf(Decision.Refuse.class);
    assertThat(addresses(book.decide(now))).containsExactly(FIRST);
  }

  private static Tenant madeAnew(Tenant before, int createdAt) {
    return new Tenant(
        before.service(), "uid-anew", Instant.ofEpochSecond(createdAt), before.ports(), false);
  }

  @Test
  void ofTwoThatHoldOneAddressTheYoungerIsRecheckedAndLosesIt() {
    at.pools("192.168.0.91");
    book.seed(List.of(claim("younger", 9).held(Set.of(FIRST)).build()));

    Claim elder = claim("elder", 1).held(Set.of(FIRST)).build();
    assertThat(addresses(book.decide(elder))).containsExactly(FIRST);

    assertThat(rechecked).containsExactly(id("younger"));
    assertThat(book.decide(claim("younger", 9).held(Set.of(FIRST)).build()))
        .isInstanceOf(Decision.Release.class);
  }

  @Test
  void itIsToldWhyAlsoWhenBothStoodThereAtTheBeginning() {
    at.pools("192.168.0.91-192.168.0.92");
    Claim younger = claim("younger", 9).held(Set.of(FIRST)).build();
    book.seed(List.of(claim("elder", 1).held(Set.of(FIRST)).build(), younger));

    Decision moved = book.decide(younger);

    assertThat(addresses(moved)).containsExactly(SECOND);
    assertThat(moved.violations()).hasSize(1);
  }

  @Test
  void anAddressThatAStrangerHadBeforeItWasAnnouncedIsExchanged() {
    at.pools("192.168.0.91-192.168.0.92");
    book.seed(List.of());
    book.decide(claim("web", 1).build());
    stranger(true);

    Decision exchanged = book.decide(claim("web", 1).held(Set.of(FIRST)).build());

    assertThat(addresses(exchanged)).containsExactly(SECOND);
    assertThat(exchanged.releases()).containsExactly(FIRST);
    strangers.see(Map.of());
    assertThat(strangers.at(FIRST)).isPresent();
    assertThat(book.decide(claim("web", 1).held(Set.of(FIRST)).build()))
        .isInstanceOf(Decision.Keep.class);
  }

  @Test
  void soIsOneThatWasGivenToWhoWaited() {
    book.seed(List.of());
    book.decide(claim("web", 1).build());
    at.pools("192.168.0.91-192.168.0.92");
    stranger(true);

    assertThat(addresses(book.decide(claim("web", 1).build()))).containsExactly(SECOND);
  }

  @Test
  void inAFullPoolItIsExchangedOnceAnotherIsFreed() {
    at.pools("192.168.0.91-192.168.0.92");
    book.seed(List.of(claim("other", 1).held(Set.of(SECOND)).build()));
    Claim web = claim("web", 2).build();
    book.decide(web);
    stranger(true);
    assertThat(book.decide(web)).isInstanceOf(Decision.Keep.class);
    at.unannounced.ranked(Set.of(FIRST));
    at.now.addAndGet(Duration.ofMinutes(2).toNanos());
    assertThat(book.decide(web)).isInstanceOf(Decision.Keep.class);

    book.release(seniority("other", 1));

    assertThat(rechecked).containsExactly(id("web"));
    assertThat(addresses(book.decide(web))).containsExactly(SECOND);
    strangers.see(Map.of());
    assertThat(strangers.at(FIRST)).isPresent();
  }

  @Test
  void whenTheStrangerGoesItIsKept() {
    at.pools("192.168.0.91");
    book.seed(List.of());
    Claim web = claim("web", 2).build();
    book.decide(web);
    stranger(true);
    book.decide(web);
    assertThat(book.waiting()).containsExactly(id("web"));

    strangers.see(Map.of());

    at.pools("192.168.0.91-192.168.0.92");
    assertThat(addresses(book.decide(web))).containsExactly(FIRST);
    assertThat(book.waiting()).isEmpty();
  }

  @Test
  void anAddressThatWasAnnouncedIsKeptWhoeverComes() {
    at.pools("192.168.0.91-192.168.0.92");
    book.seed(List.of());
    book.decide(claim("web", 1).build());
    stranger(false);

    assertThat(book.decide(claim("web", 1).build())).isInstanceOf(Decision.Keep.class);
  }

  @Test
  void anAddressOfAnEarlierLeaderIsKeptWhoeverComes() {
    at.pools("192.168.0.91-192.168.0.92");
    Claim held = claim("web", 1).held(Set.of(FIRST)).build();
    book.seed(List.of(held));
    stranger(true);

    assertThat(book.decide(held)).isInstanceOf(Decision.Keep.class);
  }

  private void stranger(boolean beforeAnnouncement) {
    strangers.see(
        Map.of(
            "worker-p001",
            TestSpeakers.reporting("worker-p001", FIRST.toString(), beforeAnnouncement)));
  }

  @Test
  void theRankingOfTheEldestOnAnAddressCounts() {
    at.pools("192.168.0.91-192.168.0.92");
    Claim eldest = claim("eldest", 1).held(Set.of(FIRST)).build();
    Claim youngest = claim("youngest", 9).held(Set.of(FIRST)).build();
    book.seed(List.of(eldest, youngest));

    assertThat(book.eldestOn(FIRST)).contains(id("eldest"));
    assertThat(book.eldestOn(SECOND)).isEmpty();
    assertThat(book.beside(id("eldest"))).containsExactly(id("youngest"));
  }

  @Test
  void thatOfOneThatIsBeingDeletedCountsOnlyWhereThereIsNoOther() {
    at.pools("192.168.0.91");
    Claim eldest = claim("eldest", 1).held(Set.of(FIRST)).build();
    Claim younger = claim("younger", 9, 443).held(Set.of(FIRST)).build();
    book.seed(List.of(eldest, younger));

    book.letGo(eldest.service());
    assertThat(rechecked).containsExactly(younger.service());
    assertThat(book.eldestOn(FIRST)).contains(younger.service());
    rechecked.clear();
    book.letGo(eldest.service());
    assertThat(rechecked).as("once").isEmpty();

    book.release(younger.tenant().seniority());
    assertThat(book.eldestOn(FIRST)).contains(eldest.service());

    book.release(eldest.tenant().seniority());
    book.decide(claim("eldest", 10).build());
    book.decide(claim("younger", 11, 443).requested(FIRST, LB_IP).build());
    assertThat(book.eldestOn(FIRST)).as("made anew").contains(eldest.service());
  }

  @Test
  void whoIsLeftOnAnAddressIsRecheckedHoweverTheOtherWentThatItWasRankedBy() {
    at.pools("192.168.0.91-192.168.0.92");
    Claim other = claim("other", 9, 443).held(Set.of(FIRST)).build();

    Claim deleted = claim("deleted", 1).held(Set.of(FIRST)).build();
    book.seed(List.of(deleted, other));
    rechecked.clear();
    book.release(deleted.tenant().seniority());
    assertThat(rechecked).containsExactly(other.service());

    Claim left = claim("left", 2).requested(FIRST, LB_IP).build();
    assertThat(addresses(book.decide(left))).containsExactly(FIRST);
    rechecked.clear();
    book.leave(left.tenant(), Set.of(FIRST));
    assertThat(rechecked).containsExactly(other.service());

    Claim moved = claim("moved", 3, 81).requested(FIRST, LB_IP).build();
    assertThat(addresses(book.decide(moved))).containsExactly(FIRST);
    rechecked.clear();
    Claim asksForAnother =
        claim("moved", 3, 81).held(Set.of(FIRST)).requested(SECOND, LB_IP).build();
    assertThat(addresses(book.decide(asksForAnother))).containsExactly(SECOND);
    assertThat(rechecked).containsExactly(other.service());
  }
}
