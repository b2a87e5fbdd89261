package io.openelb.operator.service;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.openelb.api.Names;
import io.openelb.api.ServiceMapper;
import io.openelb.core.address.Ip;
import io.openelb.core.pool.Pools;
import io.openelb.operator.TestObjects;
import io.openelb.operator.service.ServiceDesk.Outcome;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ServiceDeskTest {

  private final TestDesk at = new TestDesk();

  @Test
  void theRankingOfANewServiceIsNotTheTenantsChoice() {
    List<String> chosen = ranking(TestDesk.service());

    assertThat(chosen).hasSize(2);
    assertThat(ranking(ranked(TestDesk.service(), chosen.getLast()))).isEqualTo(chosen);
  }

  @Test
  void theRankingOfOneThatHasItsAddressIsBelieved() {
    assertThat(ranking(ranked(TestDesk.holding(), "a"))).containsExactly("a", "b");
    assertThat(ranking(ranked(TestDesk.holding(), "b"))).containsExactly("b", "a");
  }

  @Test
  void endpointsAreReadForAServiceThatDependsOnThem() {
    assertThat(at.desk.isInformedOf(TestDesk.service().build())).isTrue();
    assertThat(at.endpointsAsked).isFalse();

    Service local =
        TestDesk.service().editSpec().withExternalTrafficPolicy("Local").endSpec().build();
    assertThat(at.desk.isInformedOf(local)).isFalse();
    assertThat(at.endpointsAsked).isTrue();
    assertThat(at.desk.isInformedOf(local)).isTrue();
  }

  @Test
  void aServiceOfANamespaceThatIsNotSeenYetIsNotDecided() {
    ServiceBuilder early = TestDesk.service().editMetadata().withNamespace("unseen").endMetadata();
    assertThat(at.desk.isInformedOf(TestDesk.service().build())).isTrue();
    assertThat(at.desk.isInformedOf(early.build())).isFalse();

    at.desk.seed(TestDesk.source(early.build()));
    assertThat(at.used()).isEmpty();
  }

  @Test
  void theHostNameOfAnotherLoadBalancerIsNotOurs() {
    ServiceBuilder left =
        TestDesk.service()
            .editMetadata()
            .removeFromAnnotations(Names.LOAD_BALANCER)
            .endMetadata()
            .withNewStatus()
            .withNewLoadBalancer()
            .addNewIngress()
            .withHostname("lb.example.com")
            .endIngress()
            .endLoadBalancer()
            .endStatus();

    assertThat(at.desk.decide(left.build()).desired().statusIsOurs()).isFalse();
  }

  @Test
  void anAddressThatWeGaveIsClearedFromWhatLeftOurCare() {
    ServiceBuilder left =
        TestDesk.holding().editMetadata().removeFromAnnotations(Names.LOAD_BALANCER).endMetadata();

    assertThat(at.desk.decide(left.build()).desired()).isEqualTo(Desired.WAITING);
  }

  @Test
  void whatAnotherLoadBalancerGaveIsTakenOnlyWhenItIsFree() {
    assertThat(addresses(new TestDesk(), TestDesk.showing(TestDesk.service(), "10.0.0.5")))
        .containsExactly("192.168.0.91");
    assertThat(addresses(new TestDesk(), TestDesk.showing(TestDesk.service(), "192.168.0.92")))
        .containsExactly("192.168.0.92");

    assertThat(addresses(at, named("younger", "2026-02-01T00:00:00Z", TestDesk.holding())))
        .containsExactly("192.168.0.91");
    ServiceBuilder elder =
        TestDesk.showing(
            named("elder", "2026-01-01T00:00:00Z", TestDesk.service()), "192.168.0.91");
    assertThat(addresses(at, elder)).containsExactly("192.168.0.92");
    assertThat(at.rechecked).isEmpty();
  }

  @Test
  void whatTheOldSystemGaveIsKept() {
    ServiceBuilder old =
        TestDesk.showing(TestDesk.service(), "192.168.0.99")
            .editMetadata()
            .addToFinalizers(Names.OLD_SERVICE_FINALIZER)
            .endMetadata();

    assertThat(addresses(at, old)).containsExactly("192.168.0.99");
  }

  @Test
  void ofADualStackServiceThatSharesOneAddressTheOtherHasARankingOfItsOwn() {
    at.pools(TestObjects.eip("four", "192.168.0.91"), TestObjects.eip("six", "fd00::91"));
    Outcome elder =
        at.desk.decide(named("elder", "2026-01-01T00:00:00Z", TestDesk.service()).build());
    assertThat(elder.desired().addresses()).containsExactly("192.168.0.91");

    ServiceBuilder younger =
        named("younger", "2026-02-01T00:00:00Z", TestDesk.service())
            .editSpec()
            .withIpFamilyPolicy("RequireDualStack")
            .withIpFamilies("IPv4", "IPv6")
            .withLoadBalancerIP("192.168.0.91")
            .editFirstPort()
            .withPort(443)
            .endPort()
            .endSpec();
    Outcome both = at.desk.decide(younger.build());

    assertThat(both.desired().addresses()).containsExactly("192.168.0.91", "fd00::91");
    assertThat(both.desired().ranking()).isEmpty();
    assertThat(both.reason()).contains("a has no interface for fd00::91");
  }

  @Test
  void aSecondFamilyThatNoNodeAnnouncesDoesNotSilenceTheFirst() {
    at.pools(TestObjects.eip("four", "192.168.0.91"), TestObjects.eip("six", "fd00::91"));
    Outcome both =
        at.desk.decide(
            TestDesk.service()
                .editSpec()
                .withIpFamilyPolicy("PreferDualStack")
                .withIpFamilies("IPv4", "IPv6")
                .endSpec()
                .build());

    assertThat(both.desired().addresses()).containsExactly("192.168.0.91", "fd00::91");
    assertThat(both.desired().ranking()).containsExactlyInAnyOrder("a", "b");
    assertThat(both.unanswered())
        .hasValueSatisfying(
            left -> assertThat(left.reason()).contains("a has no interface for fd00::91"));
  }

  @Test
  void anElderThatJoinsASharedAddressDoesNotMoveIt() {
    Service younger =
        ranked(named("younger", "2026-02-01T00:00:00Z", TestDesk.holding()), "b").build();
    at.desk.seed(TestDesk.source(younger));
    assertThat(at.desk.decide(younger).desired().ranking()).containsExactly("b", "a");

    Service elder =
        named("elder", "2026-01-01T00:00:00Z", TestDesk.service())
            .editSpec()
            .withLoadBalancerIP("192.168.0.91")
            .editFirstPort()
            .withPort(443)
            .endPort()
            .endSpec()
            .build();
    assertThat(at.desk.decide(elder).desired().ranking()).containsExactly("b", "a");
    assertThat(at.desk.decide(younger).desired().ranking()).containsExactly("b", "a");
  }

  @Test
  void whoSharesWithAnElderThatHangsInDeletionIsRankedByItself() {
    ServiceBuilder elder =
        ranked(named("elder", "2026-01-01T00:00:00Z", TestDesk.holding()), "worker-gone");
    Service younger =
        ranked(named("younger", "2026-02-01T00:00:00Z", TestDesk.holding()), "worker-gone")
            .editSpec()
            .editFirstPort()
            .withPort(443)
            .endPort()
            .endSpec()
            .build();

    at.desk.seed(TestDesk.source(deleted(elder), younger));
    assertThat(at.desk.decide(younger).desired().ranking()).containsExactlyInAnyOrder("a", "b");

    TestDesk later = new TestDesk();
    later.desk.seed(TestDesk.source(elder.build(), younger));
    later.desk.decide(elder.build());
    later.desk.see(deleted(elder));
    assertThat(later.rechecked).contains(ServiceMapper.id(younger));
    assertThat(later.desk.decide(younger).desired().ranking()).containsExactlyInAnyOrder("a", "b");
  }

  @Test
  void whatAUserWritesIntoTheStatusIsNotBelieved() {
    at.desk.seed(TestDesk.source(TestDesk.holding().build()));
    ServiceBuilder changed = TestDesk.showing(TestDesk.service(), "192.168.0.92");
    ServiceBuilder added =
        TestDesk.holding()
            .editStatus()
            .editLoadBalancer()
            .addNewIngress()
            .withIp("192.168.0.92")
            .endIngress()
            .endLoadBalancer()
            .endStatus();

    for (ServiceBuilder edited : List.of(changed, added)) {
      assertThat(at.desk.decide(edited.build()).desired().addresses())
          .containsExactly("192.168.0.91");
      assertThat(at.used()).containsExactly(Ip.of("192.168.0.91"));
    }
  }

  @Test
  void whatIsDeletedWhileTheBookIsBegunIsForgotten() {
    at.desk.seed(TestDesk.sourceAndGone(TestDesk.holding().build()));

    assertThat(at.used()).isEmpty();
  }

  @Test
  void whatIsBeingDeletedIsGivenNoAddressAnyMore() {
    Service going = deleted(TestDesk.service());
    TestDesk begun = new TestDesk();
    begun.desk.seed(TestDesk.source(going));
    assertThat(begun.book.waiting()).isEmpty();
    assertThat(begun.used()).isEmpty();

    at.book.setPools(Pools.of(List.of()));
    at.desk.decide(TestDesk.service().build());
    assertThat(at.book.waiting()).hasSize(1);
    at.desk.see(going);
    assertThat(at.book.waiting()).isEmpty();
  }

  @Test
  void whatIsBeingDeletedKeepsItsAddressUntilItIsGone() {
    at.desk.seed(TestDesk.source(deleted(TestDesk.holding())));

    assertThat(at.used()).containsExactly(Ip.of("192.168.0.91"));
  }

  @Test
  void whatIsBeingDeletedGetsNothingInPlaceOfWhatItHas() {
    ServiceBuilder moving =
        TestDesk.holding().editSpec().withLoadBalancerIP("192.168.0.92").endSpec();
    ServiceBuilder bringing =
        TestDesk.showing(named("b", "2026-01-01T00:00:00Z", TestDesk.service()), "192.168.0.92");

    at.desk.seed(TestDesk.source(deleted(moving), deleted(bringing)));

    assertThat(at.used()).containsExactly(Ip.of("192.168.0.91"));
    assertThat(at.book.waiting()).isEmpty();
  }

  @Test
  void whoHoldsAnAddressInANamespaceThatIsNotSeenYetKeepsItAndGetsNoOther() {
    Service early =
        TestDesk.holding()
            .editMetadata()
            .withNamespace("unseen")
            .endMetadata()
            .editSpec()
            .withLoadBalancerIP("192.168.0.92")
            .endSpec()
            .build();

    at.desk.seed(TestDesk.source(early));

    assertThat(at.used()).containsExactly(Ip.of("192.168.0.91"));
  }

  private static Service deleted(ServiceBuilder service) {
    return service
        .editMetadata()
        .withDeletionTimestamp("2026-01-01T00:00:00Z")
        .endMetadata()
        .build();
  }

  private static List<String> addresses(TestDesk at, ServiceBuilder service) {
    return at.desk.decide(service.build()).desired().addresses();
  }

  private static ServiceBuilder named(String name, String createdAt, ServiceBuilder service) {
    return service
        .editMetadata()
        .withName(name)
        .withUid("uid-" + name)
        .withCreationTimestamp(createdAt)
        .endMetadata();
  }

  /** As a desk says that was never asked before. */
  private static List<String> ranking(ServiceBuilder service) {
    return new TestDesk().desk.decide(service.build()).desired().ranking();
  }

  private static ServiceBuilder ranked(ServiceBuilder service, String first) {
    return service.editMetadata().addToAnnotations(Names.NODES, first).endMetadata();
  }
}
