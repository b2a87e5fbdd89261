package io.openelb.core.allocation;

import java.time.Instant;
import java.util.Collections;
import java.util.Comparator;
import java.util.Set;
import java.util.TreeSet;

/**
 * What of a Service matters to the others on its address.
 *
 * @param uid tells a Service from a later one of the same name; may be empty before creation
 * @param createdAt the elder of two goes first
 * @param local whether {@code externalTrafficPolicy} is {@code Local}
 */
public record Tenant(
    ServiceId service, String uid, Instant createdAt, Set<PortKey> ports, boolean local) {

  /** By creation, then uid: an order that every program finds alone, whatever it saw first. */
  public static final Comparator<Tenant> ELDER_FIRST =
      Comparator.comparing(Tenant::createdAt)
          .thenComparing(Tenant::uid)
          .thenComparing(Tenant::service);

  public Tenant {
    ports = Collections.unmodifiableSet(new TreeSet<>(ports));
  }

  boolean isElderThan(Tenant other) {
    return ELDER_FIRST.compare(this, other) < 0;
  }

  /** Whether both mean one Service, not two of the same name one after the other. */
  public boolean isSame(Tenant other) {
    return service.equals(other.service) && uid.equals(other.uid);
  }
}
