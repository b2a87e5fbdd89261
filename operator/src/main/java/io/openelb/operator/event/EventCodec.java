package io.openelb.operator.event;

import io.fabric8.kubernetes.api.model.MicroTime;
import io.fabric8.kubernetes.api.model.events.v1.Event;
import io.fabric8.kubernetes.api.model.events.v1.EventBuilder;
import io.openelb.api.Names;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;

/** Turns an occurrence into an Event of {@code events.k8s.io/v1}. */
final class EventCodec {

  /** Events of objects without a namespace live here; the API server insists. */
  private static final String CLUSTER_NAMESPACE = "default";

  /** What the API server accepts. */
  private static final int NOTE_LENGTH = 1024;

  private static final int NAME_LENGTH = 253;

  private static final DateTimeFormatter MICROS =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSSSS'Z'").withZone(ZoneOffset.UTC);

  private final String instance;
  private final AtomicLong sequence = new AtomicLong();

  EventCodec(String instance) {
    this.instance = instance;
  }

  Event encode(Occurrence occurrence) {
    String namespace =
        Objects.requireNonNullElse(occurrence.about().getNamespace(), CLUSTER_NAMESPACE);
    return new EventBuilder()
        .withNewMetadata()
        .withNamespace(namespace)
        .withName(name(occurrence))
        .endMetadata()
        .withEventTime(new MicroTime(MICROS.format(occurrence.at())))
        .withReportingController(Names.OPERATOR)
        .withReportingInstance(instance)
        .withAction(occurrence.reason().action())
        .withReason(occurrence.reason().text())
        .withType(occurrence.reason().type())
        .withNote(atMost(NOTE_LENGTH, occurrence.note()))
        .withRegarding(occurrence.about())
        .build();
  }

  /** Unique by the moment, and by a count for what happens at the same moment. */
  private String name(Occurrence occurrence) {
    long count = sequence.incrementAndGet() & 0xffff;
    String suffix = "." + Long.toHexString((occurrence.at().toEpochMilli() << 16) | count);
    return atMost(NAME_LENGTH - suffix.length(), occurrence.about().getName()) + suffix;
  }

  private static String atMost(int length, String text) {
    return text.length() <= length ? text : text.substring(0, length);
  }
}
