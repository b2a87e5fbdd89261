package io.openelb.operator.event;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.ObjectReference;
import io.fabric8.kubernetes.api.model.ObjectReferenceBuilder;
import io.fabric8.kubernetes.api.model.events.v1.Event;
import java.time.Instant;
import org.junit.jupiter.api.Test;

final class EventCodecTest {

  private static final Instant AT = Instant.parse("2026-01-02T03:04:05.000000600Z");

  private final EventCodec codec = new EventCodec("openelb-operator-1");

  @Test
  void anEventOfAServiceLivesInItsNamespace() {
    Event event = codec.encode(of(service("web"), "given 192.168.0.91"));

    assertThat(event.getMetadata().getNamespace()).isEqualTo("shop");
    assertThat(event.getMetadata().getName()).startsWith("web.");
    assertThat(event.getEventTime().getTime()).isEqualTo("2026-01-02T03:04:05.000000Z");
    assertThat(event.getReason()).isEqualTo("AssignIPFailed");
    assertThat(event.getType()).isEqualTo("Warning");
    assertThat(event.getReportingController()).isEqualTo("openelb-operator");
    assertThat(event.getReportingInstance()).isEqualTo("openelb-operator-1");
  }

  @Test
  void anEventOfAnEipLivesInDefault() {
    ObjectReference eip = new ObjectReferenceBuilder().withName("layer2-eip").build();

    assertThat(codec.encode(of(eip, "x")).getMetadata().getNamespace()).isEqualTo("default");
  }

  @Test
  void eventsOfTheSameMomentHaveDifferentNames() {
    Occurrence occurrence = of(service("web"), "x");

    assertThat(codec.encode(occurrence).getMetadata().getName())
        .isNotEqualTo(codec.encode(occurrence).getMetadata().getName());
  }

  @Test
  void whatIsTooLongForTheApiServerIsCut() {
    Event event = codec.encode(of(service("w".repeat(253)), "n".repeat(2000)));

    assertThat(event.getMetadata().getName()).hasSize(253);
    assertThat(event.getNote()).hasSize(1024);
  }

  private static Occurrence of(ObjectReference about, String note) {
    return new Occurrence(about, Reason.ASSIGN_IP_FAILED, note, AT);
  }

  private static ObjectReference service(String name) {
    return new ObjectReferenceBuilder()
        .withKind("Service")
        .withNamespace("shop")
        .withName(name)
        .build();
  }
}
