package io.openelb.speaker.echo;

import static org.assertj.core.api.Assertions.assertThat;

import io.openelb.core.address.Cidr;
import io.openelb.core.address.Ip;
import io.openelb.core.address.Mac;
import io.openelb.core.announcement.Assignment;
import io.openelb.speaker.link.Nic;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class EchoBookTest {

  private static final Ip VIP = Ip.of("192.168.0.91");
  private static final Ip OTHER_VIP = Ip.of("192.168.0.92");
  private static final Ip VIP6 = Ip.of("fd00:168::91");
  private static final Ip OWN = Ip.of("192.168.0.3");
  private static final Ip OWN6 = Ip.of("fd00:168::3");
  private static final Ip BEHIND = Ip.of("10.9.0.3");

  private static final Mac MAC = Mac.of("52:54:22:3a:e6:6e");
  private static final Set<String> NICS = Set.of("eth0");

  private static final Nic ETH0 = nic("eth0", "192.168.0.3/24", "fd00:168::3/64", "fe80::3/64");
  private static final Nic ETH1 = nic("eth1", "10.9.0.3/24");

  private final EchoBook book = new EchoBook();

  private static Nic nic(String name, String... addresses) {
    return new Nic(
        name,
        2,
        name.equals("eth0") ? MAC : Mac.of("52:54:22:3a:e6:70"),
        true,
        List.of(addresses).stream().map(Cidr::of).toList());
  }

  private static EchoBook.Change change(Map<Ip, Ip> gone, Map<Ip, Ip> fresh) {
    return new EchoBook.Change(elements(gone), elements(fresh));
  }

  private static EchoBook.Elements elements(Map<Ip, Ip> addresses) {
    return new EchoBook.Elements(addresses, Set.of(), Set.of());
  }

  private static EchoBook.Change fresh(Map<Ip, Ip> addresses) {
    return change(Map.of(), addresses);
  }

  private static EchoBook.Change gone(Map<Ip, Ip> addresses) {
    return change(addresses, Map.of());
  }

  private void plan(String nic, Ip... addresses) {
    book.plan(assignments(Set.of(nic), addresses), List.of(), NICS);
  }

  private void own(String nic, Ip... addresses) {
    plan(nic, addresses);
    book.owned(nic, List.of(addresses));
  }

  private static List<Assignment> assignments(Set<String> nics, Ip... addresses) {
    return List.of(addresses).stream()
        .map(address -> new Assignment(address, List.of("worker-p002"), nics))
        .toList();
  }

  private void withdraw(Ip... addresses) {
    book.plan(List.of(), List.of(addresses), NICS);
  }

  private void given(Collection<Nic> nics, Ip... owned) {
    book.see(nics);
    own("eth0", owned);
    var _ = book.take();
  }

  private static EchoBook.Change nothing() {
    return fresh(Map.of());
  }

  @Test
  void theNodesOwnAddressOfTheSegmentAnswers() {
    given(List.of(ETH1, ETH0));
    own("eth0", VIP, VIP6);

    assertThat(book.take()).isEqualTo(fresh(Map.of(VIP, OWN, VIP6, OWN6)));
  }

  @Test
  void whatIsTakenIsNotTakenAgain() {
    given(List.of(ETH0), VIP);

    plan("eth0", VIP);

    assertThat(book.take()).isEqualTo(nothing());
  }

  @Test
  void aChangeIsOfItsOwnAddressesAlone() {
    given(List.of(ETH0), VIP);

    own("eth0", OTHER_VIP);
    assertThat(book.take()).isEqualTo(fresh(Map.of(OTHER_VIP, OWN)));

    withdraw(VIP);
    assertThat(book.take()).isEqualTo(gone(Map.of(VIP, OWN)));
  }

  @Test
  void whatComesAndGoesBetweenIsNothing() {
    given(List.of(ETH0), VIP);

    own("eth0", OTHER_VIP);
    withdraw(OTHER_VIP, VIP);
    own("eth0", VIP);

    assertThat(book.take()).isEqualTo(nothing());
  }

  @Test
  void anAddressThatMovesToAnotherInterfaceNeedsAnOwnerThere() {
    given(List.of(ETH0, ETH1), VIP);

    plan("eth1", VIP);
    assertThat(book.take()).isEqualTo(gone(Map.of(VIP, OWN)));

    book.owned("eth1", List.of(VIP));
    assertThat(book.take()).isEqualTo(fresh(Map.of(VIP, BEHIND)));
  }

  @Test
  void whatHasNoInterfaceHereIsLeftToOthers() {
    given(List.of(ETH0), VIP);

    book.plan(assignments(Set.of(), VIP, OTHER_VIP), List.of(), NICS);
    book.owned("eth0", List.of(VIP, OTHER_VIP));

    assertThat(book.take()).isEqualTo(gone(Map.of(VIP, OWN)));
  }

  @Test
  void withoutAnAddressOfTheFamilyNothingAnswersUntilThereIsOne() {
    given(List.of(ETH1), VIP6);
    assertThat(book.take()).isEqualTo(nothing());

    book.see(List.of(ETH0, ETH1));
    assertThat(book.take().fresh().addresses()).isEqualTo(Map.of(VIP6, OWN6));

    book.see(List.of(ETH1));
    assertThat(book.take().gone().addresses()).isEqualTo(Map.of(VIP6, OWN6));
  }

  @Test
  void aPodsInterfaceConcernsNobody() {
    given(List.of(ETH0), VIP);

    book.see(List.of(ETH0, nic("veth1", "fe80::1/64")));

    assertThat(book.take()).isEqualTo(nothing());
  }

  @Test
  void theAddressThatAnswersStaysWhileItIsThere() {
    given(List.of(ETH0), VIP6);

    book.see(List.of(nic("eth0", "fd00:168::9/64", "fd00:168::3/64")));
    assertThat(book.take()).isEqualTo(nothing());

    book.see(List.of(nic("eth0", "fd00:168::9/64", "fd00:168::a/64")));
    assertThat(book.take().fresh()).isEqualTo(elements(Map.of(VIP6, Ip.of("fd00:168::9"))));
  }

  @Test
  void anAddressOfTheLinkAnswersForNone() {
    given(List.of(nic("eth0", "169.254.1.1/16", "fe80::3/64")), VIP, VIP6);

    book.see(List.of(ETH1));

    assertThat(book.take().fresh().addresses()).isEqualTo(Map.of(VIP, BEHIND));
  }

  @Test
  void whatTheTableHeldIsPutInAnewWhenItIsGone() {
    given(List.of(ETH0), VIP, VIP6);
    withdraw(VIP6);

    book.forget();

    assertThat(book.take())
        .isEqualTo(
            new EchoBook.Change(
                elements(Map.of()), new EchoBook.Elements(Map.of(VIP, OWN), NICS, Set.of(MAC))));
  }

  @Test
  void anAddressIsLeftAloneUntilItHasAnOwner() {
    given(List.of(ETH0));

    plan("eth0", VIP);
    book.owned("eth1", List.of(VIP));
    assertThat(book.take()).isEqualTo(nothing());

    book.owned("eth0", List.of(VIP));
    assertThat(book.take()).isEqualTo(fresh(Map.of(VIP, OWN)));
  }

  @Test
  void whatIsPlannedAnewNeedsAnOwnerAnew() {
    given(List.of(ETH0), VIP);

    withdraw(VIP);
    plan("eth0", VIP);

    assertThat(book.take()).isEqualTo(gone(Map.of(VIP, OWN)));
  }

  @Test
  void isWantedFromThePlanOn() {
    given(List.of(ETH0));
    assertThat(book.isWanted()).isFalse();

    plan("eth0", VIP);
    assertThat(book.isWanted()).isTrue();

    withdraw(VIP);
    assertThat(book.isWanted()).isFalse();
  }

  @Test
  void framesToAPartOfAnInterfaceAreTheNodesToo() {
    Mac other = Mac.of("52:54:22:3a:e6:6f");
    Nic part = new Nic("eth2", 3, other, true, List.of(), List.of(), "bond0");
    book.see(List.of(ETH0, part));
    book.plan(List.of(), List.of(), Set.of("bond0"));
    assertThat(book.take().fresh())
        .isEqualTo(new EchoBook.Elements(Map.of(), Set.of("bond0"), Set.of(other)));

    book.plan(List.of(), List.of(), NICS);
    assertThat(book.take())
        .isEqualTo(
            new EchoBook.Change(
                new EchoBook.Elements(Map.of(), Set.of("bond0"), Set.of(other)),
                new EchoBook.Elements(Map.of(), NICS, Set.of(MAC))));
  }
}
