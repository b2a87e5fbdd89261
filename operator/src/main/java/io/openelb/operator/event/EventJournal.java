package io.openelb.operator.event;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectReference;
import io.fabric8.kubernetes.api.model.ObjectReferenceBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.openelb.api.http.ApiErrors;
import io.openelb.operator.pace.PacedLoop;
import java.net.HttpURLConnection;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes Events behind the work that they tell of: one by one, at a bounded rate, and not at all
 * when there are too many or the same was said a while ago. Nothing ever waits for an Event.
 */
public final class EventJournal implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(EventJournal.class);

  private static final int CAPACITY = 4096;

  /** More than there are Services: who waits is refused with the same words again and again. */
  private static final int REMEMBERED = 20_000;

  private static final Duration PACE = Duration.ofMillis(40);
  private static final Duration QUIET = Duration.ofMinutes(10);

  private final KubernetesClient client;
  private final EventCodec codec;
  private final Clock clock;
  private final BlockingQueue<Occurrence> queue = new ArrayBlockingQueue<>(CAPACITY);
  private final Map<Topic, Saying> said = new Recent();
  private final PacedLoop loop =
      new PacedLoop("events", PACE, Duration.ofSeconds(1), this::writeNext);
  private final Counter written;
  private final Counter dropped;

  /** What a saying is about: the same note on the same topic is a repetition. */
  private record Topic(@Nullable String uid, Reason reason, String note) {

    private static Topic of(ObjectReference about, Reason reason, String note) {
      return new Topic(about.getUid(), reason, reason.outdatesTheLast() ? "" : note);
    }
  }

  private record Saying(String note, long millis) {}

  /**
   * An idle journal.
   *
   * @param instance the name of this process, as the Events' reporting instance
   */
  public EventJournal(
      KubernetesClient client, String instance, Clock clock, MeterRegistry metrics) {
    this.client = client;
    this.codec = new EventCodec(instance);
    this.clock = clock;
    this.written = counter("written", "Events written to the API server", metrics);
    this.dropped =
        counter("dropped", "Events left out: the queue was full or the write failed", metrics);
  }

  private static Counter counter(String name, String help, MeterRegistry metrics) {
    return Counter.builder("openelb.events." + name).description(help).register(metrics);
  }

  /** Begins to write what is told. */
  public void start() {
    loop.start();
  }

  /** Tells something of an object; returns at once. */
  public void tell(HasMetadata about, Reason reason, String note) {
    tell(reference(about), reason, note);
  }

  /** Tells something of an object; returns at once. */
  public void tell(ObjectReference about, Reason reason, String note) {
    if (isRepetition(Topic.of(about, reason, note), note)) {
      return;
    }
    Occurrence occurrence = new Occurrence(about, reason, note, clock.instant());
    if (queue.offer(occurrence)) {
      loop.wake();
    } else {
      drop(occurrence);
    }
  }

  private synchronized boolean isRepetition(Topic topic, String note) {
    long now = clock.millis();
    Saying last = said.get(topic);
    // A clock that was ahead and is put right must not keep us quiet for as long as it was ahead.
    if (last != null
        && last.note().equals(note)
        && Math.abs(now - last.millis()) < QUIET.toMillis()) {
      return true;
    }
    said.put(topic, new Saying(note, now));
    return false;
  }

  /** What was not written may be told again at once. */
  private synchronized void drop(Occurrence occurrence) {
    dropped.increment();
    said.remove(Topic.of(occurrence.about(), occurrence.reason(), occurrence.note()));
  }

  private void writeNext() {
    Occurrence next = queue.poll();
    if (next == null) {
      return;
    }
    if (!queue.isEmpty()) {
      loop.wake();
    }
    try {
      client.resource(codec.encode(next)).create();
      written.increment();
    } catch (KubernetesClientException e) {
      drop(next);
      if (!isForNobody(e)) {
        log.warn(
            "event {} of {}/{} not written: {}",
            next.reason().text(),
            next.about().getNamespace(),
            next.about().getName(),
            e.getMessage());
      }
    }
  }

  /** Its namespace is gone, or going. */
  private static boolean isForNobody(KubernetesClientException e) {
    return ApiErrors.isNotFound(e)
        || (e.getCode() == HttpURLConnection.HTTP_FORBIDDEN
            && String.valueOf(e.getMessage()).contains("being terminated"));
  }

  /** What an Event is about. */
  public static ObjectReference reference(HasMetadata about) {
    return new ObjectReferenceBuilder()
        .withApiVersion(about.getApiVersion())
        .withKind(about.getKind())
        .withNamespace(about.getMetadata().getNamespace())
        .withName(about.getMetadata().getName())
        .withUid(about.getMetadata().getUid())
        .withResourceVersion(about.getMetadata().getResourceVersion())
        .build();
  }

  @Override
  public void close() {
    loop.close();
  }

  private static final class Recent extends LinkedHashMap<Topic, Saying> {

    private static final long serialVersionUID = 1L;

    @Override
    protected boolean removeEldestEntry(Map.Entry<Topic, Saying> eldest) {
      return size() > REMEMBERED;
    }
  }
}
