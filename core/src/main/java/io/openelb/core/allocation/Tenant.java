package io.openelb.core.allocation;

import java.time.Instant;
import java.util.Collections;
import java.util.Comparator;
import java.util.Set;
import java.util.TreeSet;

/**
 * What of a Service matters to the others on its address.
 *
 * @param seniority the elder of two goes first
 * @param local whether {@code externalTrafficPolicy} is {@code Local}
 */
public record Tenant(Seniority seniority, Set<PortKey> ports, boolean local) {

  /** By the time of creation, then as {@link Seniority} says. */
  public static final Comparator<Tenant> ELDER_FIRST = Comparator.comparing(Tenant::seniority);

  public Tenant {
    ports = Collections.unmodifiableSet(new TreeSet<>(ports));
  }

  /**
   * A Service as its object tells.
   *
   * @param uid tells it from an earlier one of the same name
   * @param createdAt decides who is the elder
   */
  public Tenant(
      ServiceId service, String uid, Instant createdAt, Set<PortKey> ports, boolean local) {
    this(new Seniority(createdAt, uid, service), ports, local);
  }

  /** Its namespace and name. */
  public ServiceId service() {
    return seniority.service();
  }

  boolean isElderThan(Tenant other) {
    return ELDER_FIRST.compare(this, other) < 0;
  }

  /** Whether both mean one Service, not two of the same name one after the other. */
  public boolean isSame(Tenant other) {
    return service().equals(other.service()) && seniority.uid().equals(other.seniority.uid());
  }
}
