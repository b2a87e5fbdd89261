package io.openelb.operator.eip;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.server.mock.EnableKubernetesMockClient;
import io.fabric8.kubernetes.client.server.mock.KubernetesMockServer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.openelb.api.Eip;
import io.openelb.api.Names;
import io.openelb.api.SpeakerReport;
import io.openelb.core.address.Ip;
import io.openelb.core.allocation.Claim;
import io.openelb.core.allocation.ServiceId;
import io.openelb.core.allocation.Tenant;
import io.openelb.core.pool.Reserved;
import io.openelb.operator.TestObjects;
import io.openelb.operator.book.AddressBook;
import io.openelb.operator.cluster.NodeFacts;
import io.openelb.operator.conflict.Strangers;
import io.openelb.operator.conflict.UnannouncedAddresses;
import io.openelb.operator.event.EventJournal;
import io.openelb.operator.leader.TestLeadership;
import io.openelb.operator.speakers.Speakers.Speaker;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

@EnableKubernetesMockClient
@SuppressWarnings("NullAway.Init") // set by the extension
final class EipReconcilerTest {

  private static final Clock CLOCK =
      Clock.fixed(Instant.parse("2026-01-02T03:04:05Z"), ZoneOffset.UTC);

  private KubernetesMockServer server;
  private KubernetesClient client;

  private final AddressBook book =
      new AddressBook(_ -> {}, new UnannouncedAddresses(() -> 0), new Strangers(() -> 0));
  private final PoolKeeper keeper = new PoolKeeper(book::setPools);
  private final SpeakerProblems speakerProblems =
      new SpeakerProblems(() ->
          Stream.of("worker-p001", "worker-p002")
              .map(name -> NodeFacts.of(TestObjects.node(name)))
              .toList());

  @Test
  void theStatusIsOneRequestWithFiguresAndConditions() throws Exception {
    Eip eip = eip("layer2-eip", "192.168.0.91-192.168.0.100", "2026-01-01T00:00:00Z");
    JsonNode patch = written(eip);

    assertThat(patch.at("/metadata/resourceVersion").asText()).isEqualTo("7");
    assertThat(patch.at("/status/poolSize").asInt()).isEqualTo(9);
    assertThat(patch.at("/status/available").asInt()).isEqualTo(9);
    assertThat(patch.at("/status/firstIP").asText()).isEqualTo("192.168.0.91");
    assertThat(patch.at("/status/ready").asBoolean()).isTrue();
    assertThat(patch.at("/status/conditions/1/message").asText())
        .isEqualTo("192.168.0.92 is answered for by 52:54:22:00:00:01 and is left out");
  }

  @Test
  void theYoungerOfTwoThatCollideIsNotReady() throws Exception {
    keeper.put(eip("elder", "192.168.0.91", "2026-01-01T00:00:00Z"));
    Eip younger = eip("younger", "192.168.0.91-192.168.0.92", "2026-01-02T00:00:00Z");
    JsonNode patch = written(younger);

    assertThat(patch.at("/status/ready").asBoolean()).isFalse();
    assertThat(patch.at("/status/conditions/0/reason").asText()).isEqualTo("Conflict");
    assertThat(patch.at("/status/conditions/0/message").asText())
        .contains("192.168.0.91 belongs to Eip elder");
    assertThat(patch.at("/status/conditions/1/type").asText()).isEqualTo("Conflict");
    assertThat(patch.at("/status/conditions/1/status").asText()).isEqualTo("True");
    assertThat(patch.at("/status/conditions/1/message").asText())
        .contains("192.168.0.91 belongs to Eip elder")
        .contains("192.168.0.92 is answered for by 52:54:22:00:00:01 and is left out");
  }

  @Test
  void anEipOfNothingButNodesAddressesIsAConflict() throws Exception {
    keeper.reserve(Reserved.of(Map.of("master1", List.of(Ip.of("192.168.0.2"))), Map.of()));
    Eip eip = eip("layer2-eip", "192.168.0.2", "2026-01-01T00:00:00Z");
    JsonNode patch = written(eip);

    assertThat(patch.at("/status/ready").asBoolean()).isFalse();
    assertThat(patch.at("/status/conditions/1/status").asText()).isEqualTo("True");
    assertThat(patch.at("/status/conditions/1/message").asText())
        .contains("192.168.0.2 is the address of Node master1");
  }

  @Test
  void aSecondDefaultIsNoConflictOfAddresses() throws Exception {
    Eip elder = eip("elder", "192.168.0.91", "2026-01-01T00:00:00Z");
    elder.getMetadata().setAnnotations(Map.of(Names.IS_DEFAULT_EIP, "true"));
    keeper.put(elder);
    Eip younger = eip("younger", "10.0.0.1", "2026-01-02T00:00:00Z");
    younger.getMetadata().setAnnotations(Map.of(Names.IS_DEFAULT_EIP, "true"));
    JsonNode patch = written(younger);

    assertThat(patch.at("/status/ready").asBoolean()).isFalse();
    assertThat(patch.at("/status/conditions/1/status").asText()).isEqualTo("False");
  }

  @Test
  void whatKeepsNodesFromAnnouncingItIsToldWithTheNode() throws Exception {
    Map<String, Speaker> speakers =
        Map.of(
            "worker-p001",
            speaker(
                "worker-p001",
                true,
                "interface eth9 of Eip layer2-eip does not exist",
                "interface eth8 of Eip another does not exist"),
            "worker-p002",
            speaker("worker-p002", true, "ping can't be answered"),
            "worker-p003",
            speaker("worker-p003", true, "it is no node any more"));
    assertThat(speakerProblems.see(speakers)).isTrue();
    assertThat(speakerProblems.see(speakers)).isFalse();
    Eip eip = eip("layer2-eip", "192.168.0.91", "2026-01-01T00:00:00Z");
    JsonNode patch = written(eip);

    assertThat(patch.at("/status/ready").asBoolean()).isTrue();
    assertThat(patch.at("/status/conditions/2/type").asText()).isEqualTo("Degraded");
    assertThat(patch.at("/status/conditions/2/status").asText()).isEqualTo("True");
    assertThat(patch.at("/status/conditions/2/message").asText())
        .isEqualTo(
            "worker-p001: interface eth9 of Eip layer2-eip does not exist; worker-p002: ping can't be"
                + " answered");
  }

  @Test
  void whatADeadSpeakerSaidLastIsOfNoConcern() throws Exception {
    speakerProblems.see(Map.of("worker-p001", speaker("worker-p001", false, "no carrier")));
    Eip eip = eip("layer2-eip", "192.168.0.91", "2026-01-01T00:00:00Z");
    JsonNode patch = written(eip);

    assertThat(patch.at("/status/conditions/2/status").asText()).isEqualTo("False");
  }

  @Test
  void whatBelongsToTheElderOfTwoThatCollideIsNotInUseOfTheYounger() throws Exception {
    Tenant web =
        new Tenant(new ServiceId("shop", "web"), "uid-web", Instant.EPOCH, Set.of(), false);
    book.seed(List.of(Claim.of(web).held(Set.of(Ip.of("192.168.0.91"))).build()));
    keeper.put(eip("elder", "192.168.0.91", "2026-01-01T00:00:00Z"));
    Eip younger = eip("younger", "192.168.0.91-192.168.0.93", "2026-01-02T00:00:00Z");
    JsonNode patch = written(younger);

    assertThat(patch.at("/status/usage").asInt(-1)).isZero();
    assertThat(patch.at("/status/used")).hasToString("{}");
  }

  private static Speaker speaker(String node, boolean alive, String... problems) {
    return new Speaker(
        new SpeakerReport(
            node, "b1", true, null, null, null, null, false, null, List.of(problems), null),
        alive,
        true);
  }

  private JsonNode written(Eip eip) throws Exception {
    String path =
        "/apis/network.kubesphere.io/v1alpha2/eips/" + eip.getMetadata().getName() + "/status";
    server.expect().patch().withPath(path).andReturn(200, eip).once();
    keeper.put(eip);
    keeper.leaveOut(Map.of(Ip.of("192.168.0.92"), "answered for by 52:54:22:00:00:01"));
    book.seed(List.of());
    try (EventJournal journal =
        new EventJournal(client, "openelb-operator-1", CLOCK, new SimpleMeterRegistry())) {
      new EipReconciler(
              client,
              TestLeadership.held(),
              book,
              keeper,
              new EipSource(keeper, seen -> {}),
              speakerProblems,
              journal,
              CLOCK)
          .writeStatus(eip);
    }
    assertThat(server.getRequestCount()).isEqualTo(1);
    return new ObjectMapper().readTree(server.getLastRequest().getBody().readUtf8());
  }

  private static Eip eip(String name, String address, String createdAt) {
    Eip eip = TestObjects.eip(name, address);
    eip.getMetadata().setResourceVersion("7");
    eip.getMetadata().setCreationTimestamp(createdAt);
    return eip;
  }
}
