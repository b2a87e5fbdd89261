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

  private static final Nic ETH0 = nic("eth0", "192.168.0.3/24", "fd00:168::3/64", "fe80::3/64");
  private static final Nic ETH1 = nic("eth1", "10.9.0.3/24");

  private final EchoBook book = new EchoBook();

  private static Nic nic(String name, String... addresses) {
    return new Nic(
        name,
        2,
        Mac.of("52:54:22:3a:e6:6e"),
        true,
        List.of(addresses).stream().map(Cidr::of).toList());
  }

  private static EchoBook.Change fresh(Map<Ip, Ip> elements) {
    return new EchoBook.Change(Map.of(), elements);
  }

  private static EchoBook.Change gone(Map<Ip, Ip> elements) {
    return new EchoBook.Change(elements, Map.of());
  }

  private void plan(String nic, Ip... addresses) {
    book.plan(assignments(Set.of(nic), addresses), List.of());
  }

  private static List<Assignment> assignments(Set<String> nics, Ip... addresses) {
    return List.of(addresses).stream()
        .map(address -> new Assignment(address, List.of("worker-p002"), nics))
        .toList();
  }

  private void withdraw(Ip... addresses) {
    book.plan(List.of(), List.of(addresses));
  }

  private void given(Collection<Nic> nics, Ip... planned) {
    book.see(nics);
    plan("eth0", planned);
    var _ = book.take();
  }

  @Test
  void theNodesOwnAddressOfTheSegmentAnswers() {
    book.see(List.of(ETH1, ETH0));
    plan("eth0", VIP, VIP6);

    assertThat(book.take()).isEqualTo(fresh(Map.of(VIP, OWN, VIP6, OWN6)));
  }

  @Test
  void whatIsTakenIsNotTakenAgain() {
    given(List.of(ETH0), VIP);

    plan("eth0", VIP);

    assertThat(book.take().isEmpty()).isTrue();
  }

  @Test
  void aChangeIsOfItsOwnAddressesAlone() {
    given(List.of(ETH0), VIP);

    plan("eth0", OTHER_VIP);
    assertThat(book.take()).isEqualTo(fresh(Map.of(OTHER_VIP, OWN)));

    withdraw(VIP);
    assertThat(book.take()).isEqualTo(gone(Map.of(VIP, OWN)));
  }

  @Test
  void whatComesAndGoesBetweenIsNothing() {
    given(List.of(ETH0), VIP);

    plan("eth0", OTHER_VIP);
    withdraw(OTHER_VIP, VIP);
    plan("eth0", VIP);

    assertThat(book.take().isEmpty()).isTrue();
  }

  @Test
  void anAddressThatMovesToAnotherInterfaceIsAnsweredByThatOnesAddress() {
    given(List.of(ETH0, ETH1), VIP);

    plan("eth1", VIP);

    assertThat(book.take()).isEqualTo(new EchoBook.Change(Map.of(VIP, OWN), Map.of(VIP, BEHIND)));
  }

  @Test
  void whatHasNoInterfaceHereIsLeftToOthers() {
    given(List.of(ETH0), VIP);

    book.plan(assignments(Set.of(), VIP, OTHER_VIP), List.of());

    assertThat(book.take()).isEqualTo(gone(Map.of(VIP, OWN)));
  }

  @Test
  void withoutAnAddressOfTheFamilyNothingAnswersUntilThereIsOne() {
    given(List.of(ETH1), VIP6);
    assertThat(book.take().isEmpty()).isTrue();

    book.see(List.of(ETH0, ETH1));
    assertThat(book.take()).isEqualTo(fresh(Map.of(VIP6, OWN6)));

    book.see(List.of(ETH1));
    assertThat(book.take()).isEqualTo(gone(Map.of(VIP6, OWN6)));
  }

  @Test
  void aPodsInterfaceConcernsNobody() {
    given(List.of(ETH0), VIP);

    book.see(List.of(ETH0, nic("veth1", "fe80::1/64")));

    assertThat(book.take().isEmpty()).isTrue();
  }

  @Test
  void theAddressThatAnswersStaysWhileItIsThere() {
    given(List.of(ETH0), VIP6);

    book.see(List.of(nic("eth0", "fd00:168::9/64", "fd00:168::3/64")));
    assertThat(book.take().isEmpty()).isTrue();

    book.see(List.of(nic("eth0", "fd00:168::9/64", "fd00:168::a/64")));
    assertThat(book.take().fresh()).isEqualTo(Map.of(VIP6, Ip.of("fd00:168::9")));
  }

  @Test
  void anAddressOfTheLinkAnswersForNone() {
    given(List.of(nic("eth0", "169.254.1.1/16", "fe80::3/64")), VIP, VIP6);

    book.see(List.of(ETH1));

    assertThat(book.take()).isEqualTo(fresh(Map.of(VIP, BEHIND)));
  }

  @Test
  void whatTheTableHeldIsPutInAnewWhenItIsGone() {
    given(List.of(ETH0), VIP, VIP6);
    withdraw(VIP6);

    book.forget();

    assertThat(book.take()).isEqualTo(fresh(Map.of(VIP, OWN)));
  }
}
