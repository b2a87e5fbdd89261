package io.openelb.operator.eip;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.events.v1.Event;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.server.mock.EnableKubernetesMockClient;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.openelb.api.Eip;
import io.openelb.api.SpeakerReport;
import io.openelb.core.address.Ip;
import io.openelb.core.allocation.Claim;
import io.openelb.core.allocation.ServiceId;
import io.openelb.core.allocation.Tenant;
import io.openelb.operator.TestObjects;
import io.openelb.operator.book.AddressBook;
import io.openelb.operator.cluster.NodeFacts;
import io.openelb.operator.conflict.Strangers;
import io.openelb.operator.conflict.UnannouncedAddresses;
import io.openelb.operator.event.EventJournal;
import io.openelb.operator.event.Reason;
import io.openelb.operator.leader.TestLeadership;
import io.openelb.operator.speakers.Speakers.Speaker;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;

/** What is told of Eips when their status is written. */
@EnableKubernetesMockClient(crud = true)
@SuppressWarnings("NullAway.Init") // set by the extension
final class EipNewsTest {

  private KubernetesClient client;

  private final AddressBook book =
      new AddressBook(_ -> {}, new UnannouncedAddresses(() -> 0), new Strangers(() -> 0));
  private final PoolKeeper keeper = new PoolKeeper(book::setPools);
  private final SpeakerProblems speakerProblems =
      new SpeakerProblems(() -> List.of(NodeFacts.of(TestObjects.node("worker-p001"))));

  @Test
  void thatItIsReadyIsToldOnce() {
    create("layer2-eip", "192.168.0.91");

    assertThat(told("layer2-eip")).containsExactly("Normal EipReady: new addresses are given out");

    Tenant web =
        new Tenant(new ServiceId("shop", "web"), "uid-web", Instant.EPOCH, Set.of(), false);
    book.seed(List.of(Claim.of(web).held(Set.of(Ip.of("192.168.0.91"))).build()));
    assertThat(told("layer2-eip")).isEmpty();
  }

  @Test
  void whyItIsRejectedIsToldAndThatItIsMended() {
    create("elder", "192.168.0.91");
    create("younger", "192.168.0.91");

    assertThat(told("younger"))
        .singleElement(InstanceOfAssertFactories.STRING)
        .startsWith("Warning EipRejected: ")
        .contains("192.168.0.91 belongs to Eip elder");

    keeper.remove("elder");
    assertThat(told("younger")).containsExactly("Normal EipReady: new addresses are given out");
  }

  @Test
  void whatKeepsNodesFromAnnouncingItIsTold() {
    create("layer2-eip", "192.168.0.91");
    told("layer2-eip");

    speakerProblems.see(Map.of("worker-p001", saying("ping can't be answered")));
    assertThat(told("layer2-eip"))
        .containsExactly("Warning SpeakerProblem: worker-p001: ping can't be answered");

    speakerProblems.see(Map.of("worker-p001", saying()));
    assertThat(told("layer2-eip")).isEmpty();
  }

  private static Speaker saying(String... problems) {
    return new Speaker(
        new SpeakerReport(
            "worker-p001",
            "b1",
            true,
            null,
            null,
            null,
            null,
            false,
            null,
            List.of(problems),
            null),
        true,
        true);
  }

  private void create(String name, String address) {
    keeper.put(client.resource(TestObjects.eip(name, address)).create());
  }

  private List<String> told(String name) {
    Eip eip = client.resources(Eip.class).withName(name).require();
    client.events().v1().events().inNamespace("default").delete();
    try (EventJournal journal =
        new EventJournal(
            client, "openelb-operator-1", Clock.systemUTC(), new SimpleMeterRegistry())) {
      journal.start();
      new EipReconciler(
              client,
              TestLeadership.held(),
              book,
              keeper,
              new EipSource(keeper, seen -> {}),
              speakerProblems,
              journal,
              Clock.systemUTC())
          .writeStatus(eip);
      // In order: this one is the last.
      journal.tell(eip, Reason.ASSIGN_IP, "end");
      await().until(() -> events().stream().anyMatch(event -> "end".equals(event.getNote())));
    }
    return events().stream()
        .filter(event -> !"end".equals(event.getNote()))
        .map(event -> event.getType() + " " + event.getReason() + ": " + event.getNote())
        .toList();
  }

  private List<Event> events() {
    return client.events().v1().events().inNamespace("default").list().getItems();
  }
}
