package io.openelb.core.allocation;

import java.time.Instant;
import java.util.Comparator;

/**
 * Which of several Services is the elder: by creation, then uid. An order that every program finds
 * alone, whatever it saw first; the elder comes first.
 *
 * @param createdAt in whole seconds, as the API server tells it
 * @param uid tells a Service from a later one of the same name; may be empty before creation
 */
public record Seniority(Instant createdAt, String uid, ServiceId service)
    implements Comparable<Seniority> {

  private static final Comparator<Seniority> ORDER =
      Comparator.comparing(Seniority::createdAt)
          .thenComparing(Seniority::uid)
          .thenComparing(Seniority::service);

  @Override
  public int compareTo(Seniority other) {
    return ORDER.compare(this, other);
  }
}
