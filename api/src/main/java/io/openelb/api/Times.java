package io.openelb.api;

import io.fabric8.kubernetes.api.model.HasMetadata;
import java.time.Instant;

/** Times of resources. */
public final class Times {

  private Times() {}

  /** When the object was created; one that is about to be is younger than all others. */
  public static Instant createdAt(HasMetadata resource) {
    String text = resource.getMetadata().getCreationTimestamp();
    return text == null || text.isEmpty() ? Instant.MAX : Instant.parse(text);
  }
}
