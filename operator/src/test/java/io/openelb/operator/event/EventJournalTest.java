package io.openelb.operator.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.ObjectReference;
import io.fabric8.kubernetes.api.model.ObjectReferenceBuilder;
import io.fabric8.kubernetes.api.model.events.v1.Event;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.server.mock.EnableKubernetesMockClient;
import io.fabric8.kubernetes.client.server.mock.KubernetesMockServer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.HttpURLConnection;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;

@EnableKubernetesMockClient(crud = true)
@SuppressWarnings("NullAway.Init") // set by the extension
final class EventJournalTest {

  private static final ObjectReference WEB =
      new ObjectReferenceBuilder()
          .withApiVersion("v1")
          .withKind("Service")
          .withNamespace("shop")
          .withName("web")
          .withUid("7")
          .build();

  private KubernetesMockServer server;
  private KubernetesClient client;

  private final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
  private Instant now = Instant.parse("2026-11-23T12:00:00Z");

  @Test
  void whatGoesOnIsSaidAgainEveryTenMinutes() {
    try (EventJournal journal = journal()) {
      journal.start();
      for (int minute = 0; minute <= 20; minute++) {
        journal.tell(WEB, Reason.ASSIGN_IP_FAILED, "no address left");
        now = now.plus(Duration.ofMinutes(1));
      }
      journal.tell(WEB, Reason.ASSIGN_IP, "end");
      await().until(() -> notes().contains("end"));
    }

    assertThat(notes()).containsOnly("no address left", "end").hasSize(4);
  }

  @Test
  void aClockThatIsSetBackIsNoReasonToBeQuiet() {
    try (EventJournal journal = journal()) {
      journal.start();
      journal.tell(WEB, Reason.ASSIGN_IP_FAILED, "no address left");
      now = now.minus(Duration.ofHours(1));
      journal.tell(WEB, Reason.ASSIGN_IP_FAILED, "no address left");
      journal.tell(WEB, Reason.ASSIGN_IP, "end");
      await().until(() -> notes().contains("end"));
    }

    assertThat(notes()).containsOnly("no address left", "end").hasSize(3);
  }

  @Test
  void whoAnswersIsToldAgainAfterAnotherDid() {
    try (EventJournal journal = journal()) {
      journal.start();
      for (String node : List.of("a", "a", "b", "a")) {
        journal.tell(WEB, Reason.NODE_ASSIGNED, node + " answers");
      }
      journal.tell(WEB, Reason.ASSIGN_IP, "end");
      await().until(() -> notes().contains("end"));
    }

    assertThat(notes()).containsExactlyInAnyOrder("a answers", "b answers", "a answers", "end");
  }

  @Test
  void whatIsTooMuchIsDroppedAndCounted() {
    try (EventJournal journal = journal()) {
      for (int number = 0; number < 5000; number++) {
        journal.tell(WEB, Reason.ASSIGN_IP, "assigned " + number);
      }
    }

    assertThat(metrics.counter("openelb.events.dropped").count()).isEqualTo(5000 - 4096);
  }

  @Test
  void whatWasDroppedIsNoRepetitionTheNextTime() {
    try (EventJournal journal = journal()) {
      for (int number = 0; number < 4096; number++) {
        journal.tell(WEB, Reason.ASSIGN_IP, "assigned " + number);
      }
      journal.tell(WEB, Reason.ASSIGN_IP_FAILED, "no address left");
      journal.tell(WEB, Reason.ASSIGN_IP_FAILED, "no address left");
    }

    assertThat(metrics.counter("openelb.events.dropped").count()).isEqualTo(2);
  }

  @Test
  void whatTheApiServerRefusedIsNoRepetitionEither() {
    server
        .expect()
        .post()
        .withPath("/apis/events.k8s.io/v1/namespaces/shop/events")
        .andReturn(HttpURLConnection.HTTP_FORBIDDEN, "{}")
        .once();
    try (EventJournal journal = journal()) {
      journal.start();
      journal.tell(WEB, Reason.ASSIGN_IP_FAILED, "no address left");
      await().until(() -> metrics.counter("openelb.events.dropped").count() == 1);
      assertThat(notes()).isEmpty();

      journal.tell(WEB, Reason.ASSIGN_IP_FAILED, "no address left");
      await().untilAsserted(() -> assertThat(notes()).containsExactly("no address left"));
    }
  }

  private EventJournal journal() {
    return new EventJournal(client, "openelb-operator-1", new SetByHand(), metrics);
  }

  private List<String> notes() {
    return client.events().v1().events().inNamespace("shop").list().getItems().stream()
        .map(Event::getNote)
        .toList();
  }

  private final class SetByHand extends Clock {

    @Override
    public Instant instant() {
      return now;
    }

    @Override
    public ZoneOffset getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }
  }
}
