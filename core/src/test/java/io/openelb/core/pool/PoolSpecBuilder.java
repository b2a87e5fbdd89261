package io.openelb.core.pool;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An Eip as written, with nothing but what a test is about. */
final class PoolSpecBuilder {

  private final String name;
  private Instant createdAt;
  private String address = "";
  private List<String> exclude = List.of();
  private String protocol = "";
  private String interfaceName = "";
  private List<String> namespaces = List.of();
  private @Nullable LabelSelector namespaceSelector;
  private @Nullable LabelSelector nodeSelector;
  private boolean avoidBuggyIPs;
  private boolean isDefault;

  PoolSpecBuilder(String name, Instant createdAt) {
    this.name = name;
    this.createdAt = createdAt;
  }

  PoolSpecBuilder createdAt(Instant time) {
    createdAt = time;
    return this;
  }

  PoolSpecBuilder address(String text) {
    address = text;
    return this;
  }

  PoolSpecBuilder exclude(@Nullable String text) {
    exclude = text == null ? List.of() : List.of(text);
    return this;
  }

  PoolSpecBuilder protocol(String text) {
    protocol = text;
    return this;
  }

  PoolSpecBuilder interfaceName(String text) {
    interfaceName = text;
    return this;
  }

  PoolSpecBuilder namespaces(String... names) {
    namespaces = List.of(names);
    return this;
  }

  PoolSpecBuilder namespaceSelector(LabelSelector selector) {
    namespaceSelector = selector;
    return this;
  }

  PoolSpecBuilder nodeSelector(LabelSelector selector) {
    nodeSelector = selector;
    return this;
  }

  PoolSpecBuilder avoidBuggyIPs(boolean avoid) {
    avoidBuggyIPs = avoid;
    return this;
  }

  PoolSpecBuilder isDefault(boolean yes) {
    isDefault = yes;
    return this;
  }

  PoolSpec build() {
    return new PoolSpec(
        name,
        createdAt,
        address,
        exclude,
        protocol,
        interfaceName,
        false,
        0,
        namespaces,
        namespaceSelector,
        nodeSelector,
        avoidBuggyIPs,
        isDefault);
  }
}
