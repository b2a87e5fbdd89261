package io.openelb.core.allocation;

import java.util.Comparator;

/** Namespace and name of a Service. */
public record ServiceId(String namespace, String name) implements Comparable<ServiceId> {

  private static final Comparator<ServiceId> ORDER =
      Comparator.comparing(ServiceId::namespace).thenComparing(ServiceId::name);

  @Override
  public int compareTo(ServiceId other) {
    return ORDER.compare(this, other);
  }

  /** {@code namespace/name}. */
  @Override
  public String toString() {
    return namespace + "/" + name;
  }
}
