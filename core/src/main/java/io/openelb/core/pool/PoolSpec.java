package io.openelb.core.pool;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An Eip as its user wrote it, before any rule was applied.
 *
 * @param name {@code metadata.name}
 * @param createdAt {@code metadata.creationTimestamp}; of an Eip under creation, now
 * @param address {@code spec.address}
 * @param exclude {@code spec.exclude}
 * @param protocol {@code spec.protocol}, empty when not set
 * @param interfaceName {@code spec.interface}, empty when not set
 * @param namespaceSelector null when not set
 * @param nodeSelector null when not set
 * @param isDefault whether the annotation says so
 */
public record PoolSpec(
    String name,
    Instant createdAt,
    String address,
    List<String> exclude,
    String protocol,
    String interfaceName,
    boolean disable,
    int priority,
    List<String> namespaces,
    @Nullable LabelSelector namespaceSelector,
    @Nullable LabelSelector nodeSelector,
    boolean avoidBuggyIPs,
    boolean isDefault) {

  public PoolSpec {
    exclude = List.copyOf(exclude);
    namespaces = List.copyOf(namespaces);
  }
}
