package io.openelb.operator.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.api.model.events.v1.Event;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.server.mock.EnableKubernetesMockClient;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.openelb.api.Names;
import io.openelb.core.address.Ip;
import io.openelb.core.allocation.Allocator;
import io.openelb.core.allocation.Decision;
import io.openelb.core.allocation.Grant;
import io.openelb.core.pool.Violation;
import io.openelb.operator.conflict.Strangers;
import io.openelb.operator.conflict.TestSpeakers;
import io.openelb.operator.event.EventJournal;
import io.openelb.operator.event.Reason;
import io.openelb.operator.ranking.Unanswered;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

@EnableKubernetesMockClient(crud = true)
final class ServiceNewsTest {

  private static final Ip OLD = Ip.of("192.168.0.91");
  private static final Ip NEW = Ip.of("192.168.0.92");

  @SuppressWarnings("NullAway.Init") // set by the extension
  private KubernetesClient client;

  private final Strangers strangers = new Strangers(() -> 0);

  @Test
  void anExchangeNamesTheStrangerAndBothAddresses() {
    strangers.see(
        Map.of("worker-p001", TestSpeakers.reporting("worker-p001", "192.168.0.91", true)));

    assertThat(told(moved()))
        .contains(
            "AddressConflict: 192.168.0.91 is answered for by 52:54:22:00:00:01"
                + " (seen by worker-p001); 192.168.0.92 is given instead");
  }

  @Test
  void aMoveForAnotherReasonTellsOfNoConflict() {
    assertThat(told(moved()))
        .containsExactlyInAnyOrder(
            "ReleaseIP: released 192.168.0.91",
            "AssignIP: assigned 192.168.0.92 of Eip layer2-eip; no node may answer for 192.168.0.92");
  }

  @Test
  void whatAnotherLoadBalancerWroteIsNotReleased() {
    assertThat(
            told(
                new ServiceDesk.Outcome(
                    false, Desired.NONE_OF_OURS, new Decision.Release(List.of(NEW), List.of()))))
        .containsExactly("ReleaseIP: released 192.168.0.92");
  }

  @Test
  void whatTheApiServerClearedWithTheTypeIsReleased() {
    Service noLoadBalancer = web().edit().withStatus(null).build();

    assertThat(
            told(
                noLoadBalancer,
                new ServiceDesk.Outcome(
                    false, Desired.WAITING, new Decision.Release(List.of(OLD), List.of()))))
        .containsExactly("ReleaseIP: released 192.168.0.91");
  }

  @Test
  void anAddressThatANodeHasTooIsAConflictAndOneOutsideOfAllEipsIsNone() {
    assertThat(told(kept(Violation.Reason.CONFLICT))).containsExactly("AddressConflict: what");
    assertThat(told(kept(Violation.Reason.NOT_FOUND))).contains("AssignIPFailed: what");
  }

  private static ServiceDesk.Outcome kept(Violation.Reason reason) {
    List<Grant> grants = List.of(new Grant(OLD, Optional.of("layer2-eip")));
    return new ServiceDesk.Outcome(
        true,
        new Desired(grants, List.of(), true),
        new Decision.Keep(grants, List.of(new Violation(Allocator.STATUS_PATH, reason, "what"))));
  }

  @Test
  void anotherFirstNodeIsToldWithItsReason() {
    Service web = ranked("worker-p001,worker-p002");

    assertThat(told(web, kept("worker-p001 was silent for 340 ms", "worker-p002", "worker-p001")))
        .containsExactly(
            "NodeAssigned: worker-p002 answers for 192.168.0.91: worker-p001 was silent for 340 ms");
    assertThat(told(web, kept("", "worker-p003")))
        .containsExactly("NodeAssigned: worker-p003 answers for 192.168.0.91");
  }

  @Test
  void theFirstNodeOfOneThatHadNoneIsToldToo() {
    assertThat(told(ranked(""), kept("", "worker-p001")))
        .containsExactly("NodeAssigned: worker-p001 answers for 192.168.0.91");
  }

  @Test
  void whatMovesBehindTheFirstNodeIsNoNews() {
    Service web = ranked("worker-p001,worker-p002");

    assertThat(told(web, kept("", "worker-p001", "worker-p003"))).isEmpty();
  }

  @Test
  void thatNoNodeMayAnswerAnyMoreIsTold() {
    assertThat(told(ranked("worker-p001"), kept("worker-p001 has no ready endpoint")))
        .containsExactly(
            "NodeAssigned: no node may answer for 192.168.0.91: worker-p001 has no ready endpoint");
  }

  @Test
  void whoAnswersForANewAddressIsToldWithIt() {
    Service waiting = ranked("").edit().withStatus(null).build();

    assertThat(told(waiting, kept("", "worker-p001")))
        .containsExactly(
            "AssignIP: assigned 192.168.0.91 of Eip layer2-eip; worker-p001 answers for 192.168.0.91");
  }

  private static ServiceDesk.Outcome kept(String reason, String... ranking) {
    List<Grant> grants = List.of(new Grant(OLD, Optional.of("layer2-eip")));
    return new ServiceDesk.Outcome(
        true,
        new Desired(grants, List.of(ranking), true),
        new Decision.Keep(grants, List.of()),
        reason,
        Optional.empty());
  }

  @Test
  void aFamilyThatNoNodeOfTheRankingAnswersForIsTold() {
    Ip six = Ip.of("fd00::91");
    List<Grant> grants =
        List.of(new Grant(OLD, Optional.of("four")), new Grant(six, Optional.of("six")));
    Decision decision = new Decision.Assign(grants, List.of(), List.of());
    Desired desired = new Desired(grants, List.of("worker-p001"), true);
    Optional<Unanswered> left = Optional.of(new Unanswered(List.of(six), "what is against each"));
    String who =
        "worker-p001 answers for 192.168.0.91;"
            + " no node may answer for fd00::91 too: what is against each";

    assertThat(told(new ServiceDesk.Outcome(true, desired, decision, "", left)))
        .containsExactly(
            "AssignIP: assigned 192.168.0.91 of Eip four, fd00::91 of Eip six; " + who);
    Service both =
        ranked("worker-p001")
            .edit()
            .editStatus()
            .editLoadBalancer()
            .addNewIngress()
            .withIp(six.toString())
            .endIngress()
            .endLoadBalancer()
            .endStatus()
            .build();
    assertThat(told(both, new ServiceDesk.Outcome(true, desired, decision, "", left)))
        .containsExactly("NodeAssigned: " + who);
  }

  private static Service ranked(String nodes) {
    return web().edit().editMetadata().addToAnnotations(Names.NODES, nodes).endMetadata().build();
  }

  private static ServiceDesk.Outcome moved() {
    List<Grant> grants = List.of(new Grant(NEW, Optional.of("layer2-eip")));
    return new ServiceDesk.Outcome(
        true,
        new Desired(grants, List.of(), true),
        new Decision.Assign(grants, List.of(OLD), List.of()));
  }

  private List<String> told(ServiceDesk.Outcome outcome) {
    return told(web(), outcome);
  }

  private List<String> told(Service before, ServiceDesk.Outcome outcome) {
    client.events().v1().events().inNamespace("shop").delete();
    SimpleMeterRegistry metrics = new SimpleMeterRegistry();
    try (EventJournal journal =
        new EventJournal(client, "openelb-operator-1", Clock.systemUTC(), metrics)) {
      journal.start();
      new ServiceNews(journal, strangers).tell(before, outcome);
      // In order: this one is the last.
      journal.tell(web(), Reason.EIP_READY, "end");
      await().until(() -> events().stream().anyMatch(event -> "end".equals(event.getNote())));
    }
    return events().stream()
        .filter(event -> !"end".equals(event.getNote()))
        .map(event -> event.getReason() + ": " + event.getNote())
        .toList();
  }

  private List<Event> events() {
    return client.events().v1().events().inNamespace("shop").list().getItems();
  }

  private static Service web() {
    return new ServiceBuilder()
        .withNewMetadata()
        .withNamespace("shop")
        .withName("web")
        .endMetadata()
        .withNewStatus()
        .withNewLoadBalancer()
        .addNewIngress()
        .withIp(OLD.toString())
        .endIngress()
        .endLoadBalancer()
        .endStatus()
        .build();
  }
}
