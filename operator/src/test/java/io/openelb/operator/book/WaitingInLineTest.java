package io.openelb.operator.book;

import static io.openelb.operator.book.TestBook.addresses;
import static io.openelb.operator.book.TestBook.claim;
import static org.assertj.core.api.Assertions.assertThat;

import io.openelb.core.address.Family;
import io.openelb.core.address.Ip;
import io.openelb.core.allocation.Claim;
import io.openelb.core.allocation.Decision;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Who waits gets what it would have got if there had been room when it was seen. */
final class WaitingInLineTest {

  private static final Ip FIRST = Ip.of("192.168.0.91");
  private static final Ip SECOND = Ip.of("192.168.0.92");
  private static final Ip THIRD = Ip.of("192.168.0.93");
  private static final Ip IPV6 = Ip.of("fd00::91");
  private static final String TEN = "192.168.0.91-192.168.0.100";

  private final TestBook at = new TestBook();
  private final AddressBook book = at.book;

  private final Claim web = claim("web", 1).build();
  private final Claim dns = claim("dns", 2).requested(FIRST, "spec.loadBalancerIP").build();

  @Test
  void anElderThatAsksForNothingLeavesWhatOthersAskFor() {
    book.seed(List.of());
    book.decide(web);
    book.decide(dns);

    at.pools(TEN);

    assertThat(addresses(book.decide(web))).containsExactly(SECOND);
    assertThat(addresses(book.decide(dns))).containsExactly(FIRST);
    assertThat(book.waiting()).isEmpty();
  }

  @Test
  void whoComesLaterLeavesWhatWhoWaitsForMoreAsksFor() {
    at.pools(TEN);
    Claim both =
        claim("both", 1)
            .families(List.of(Family.IPV4, Family.IPV6))
            .allFamilies(true)
            .requested(FIRST, "spec.loadBalancerIP")
            .build();
    book.seed(List.of());
    assertThat(book.decide(both)).isInstanceOf(Decision.Refuse.class);

    assertThat(addresses(book.decide(claim("later", 2).build()))).containsExactly(SECOND);
    at.pools(TEN, "fd00::91");
    assertThat(addresses(book.decide(both))).containsExactly(FIRST, IPV6);

    assertThat(addresses(book.decide(claim("asking", 3).requested(SECOND, "").build()))).isEmpty();
  }

  @Test
  void whoWaitsNoMoreAsksForNothing() {
    at.pools(TEN);
    book.seed(List.of());
    book.decide(claim("holder", 1).build());
    book.decide(dns);
    book.letGo(dns.service());

    book.release(TestBook.seniority("holder", 1));
    assertThat(addresses(book.decide(web))).containsExactly(FIRST);
  }

  @Test
  void soItDoesWhenTheBookIsBegun() {
    at.pools(TEN);

    book.seed(List.of(web, dns));

    assertThat(addresses(book.decide(web))).containsExactly(SECOND);
    assertThat(addresses(book.decide(dns))).containsExactly(FIRST);
  }

  @Test
  void soItDoesWithWhatThoseAskForWhoAreNotDecidedYet() {
    book.seed(List.of());
    book.decide(web);
    book.see(dns);

    at.pools(TEN);

    assertThat(addresses(book.decide(web))).containsExactly(SECOND);
    assertThat(addresses(book.decide(dns))).containsExactly(FIRST);
  }

  @Test
  void whereThereIsNothingElseTheElderGetsIt() {
    at.pools("192.168.0.91");

    book.seed(List.of(web, dns));

    assertThat(addresses(book.decide(web))).containsExactly(FIRST);
    assertThat(book.decide(dns)).isInstanceOf(Decision.Refuse.class);
  }

  @Test
  void whatAnotherLoadBalancerGaveIsKept() {
    at.pools(TEN);
    Claim brings = claim("brings", 2).brought(Set.of(FIRST)).build();

    book.seed(List.of(web, brings));

    assertThat(addresses(book.decide(brings))).containsExactly(FIRST);
    assertThat(addresses(book.decide(web))).containsExactly(SECOND);
  }

  @Test
  void whoHoldsOneFamilyWaitsForTheOtherInItsPlaceInTheLine() {
    at.pools("192.168.0.91-192.168.0.100", "fd00::91");
    Claim half =
        claim("half", 1).families(List.of(Family.IPV4, Family.IPV6)).held(Set.of(FIRST)).build();
    Claim younger = claim("younger", 2).families(List.of(Family.IPV6)).build();

    book.seed(List.of(half, younger));

    assertThat(addresses(book.decide(half))).containsExactly(FIRST, IPV6);
    assertThat(book.decide(younger)).isInstanceOf(Decision.Refuse.class);
  }

  @Test
  void whoIsToMoveWaitsForThatInItsPlaceInTheLine() {
    at.pools(TEN);
    Claim moving =
        claim("moving", 2).held(Set.of(FIRST)).requested(SECOND, "spec.loadBalancerIP").build();

    book.seed(List.of(web, moving));

    assertThat(addresses(book.decide(moving))).containsExactly(SECOND);
    assertThat(addresses(book.decide(web))).containsExactly(THIRD);
  }

  @Test
  void soDoesWhoIsToMoveToAnEip() {
    at.pools("10.0.0.1", "192.168.0.91-192.168.0.92");
    Claim moving = claim("moving", 1).held(Set.of(FIRST)).pool("pool-of-10.0.0.1", "eip").build();
    Claim younger = claim("younger", 2).build();

    book.seed(List.of(moving, younger));

    assertThat(addresses(book.decide(moving))).containsExactly(Ip.of("10.0.0.1"));
    assertThat(addresses(book.decide(younger))).containsExactly(SECOND);
  }

  @Test
  void whoHasWhatItAsksForDoesNotWait() {
    at.pools(TEN);

    book.seed(List.of(claim("content", 1).held(Set.of(FIRST)).build()));

    assertThat(book.waiting()).isEmpty();
  }
}
