package io.openelb.core.allocation;

import io.openelb.core.address.Ip;
import io.openelb.core.allocation.PortKey.Protocol;
import io.openelb.core.pool.LabelSelector;
import io.openelb.core.pool.Pool;
import io.openelb.core.pool.PoolReader;
import io.openelb.core.pool.PoolReading;
import io.openelb.core.pool.PoolSpec;
import io.openelb.core.pool.Pools;
import io.openelb.core.pool.Reserved;
import io.openelb.core.pool.Violation;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Pools and Services for tests, as short as they can be said. */
final class Given {

  static final Instant DAY = Instant.parse("2026-11-01T00:00:00Z");

  private Given() {}

  static Pools pools(Pool... pools) {
    return Pools.of(List.of(pools));
  }

  static Pool pool(String name, String address) {
    return pool(name, address, 0, false, List.of());
  }

  static Pool pool(
      String name, String address, int priority, boolean isDefault, List<String> namespaces) {
    return read(
        new PoolSpec(
            name,
            DAY,
            address,
            List.of(),
            "",
            "",
            false,
            priority,
            namespaces,
            null,
            null,
            false,
            isDefault),
        Reserved.none());
  }

  static Pool disabled(String name, String address) {
    return read(
        new PoolSpec(
            name, DAY, address, List.of(), "", "", true, 0, List.of(), null, null, false, false),
        Reserved.none());
  }

  static Pool selecting(String name, String address, LabelSelector namespaces) {
    return read(
        new PoolSpec(
            name,
            DAY,
            address,
            List.of(),
            "",
            "",
            false,
            0,
            List.of(),
            namespaces,
            null,
            false,
            false),
        Reserved.none());
  }

  static Pool read(PoolSpec spec, Reserved reserved) {
    return switch (PoolReader.read(spec, reserved)) {
      case PoolReading.Valid(Pool pool) -> pool;
      case PoolReading.Invalid invalid -> throw new AssertionError(invalid.violations());
    };
  }

  /**
   * A Service in namespace shop, so many minutes old less than the day, on {@code TCP/80}-like
   * ports.
   */
  static Tenant service(String name, int minute, String... ports) {
    return service("shop", name, minute, ports);
  }

  static Tenant service(String namespace, String name, int minute, String... ports) {
    return new Tenant(
        new ServiceId(namespace, name),
        "uid-" + name,
        DAY.plusSeconds(60L * minute),
        ports(ports),
        false);
  }

  static Tenant local(Tenant tenant) {
    return new Tenant(tenant.seniority(), tenant.ports(), true);
  }

  static Set<PortKey> ports(String... ports) {
    return Arrays.stream(ports)
        .map(port -> port.split("/"))
        .map(parts -> new PortKey(Protocol.valueOf(parts[0]), Integer.parseInt(parts[1])))
        .collect(Collectors.toSet());
  }

  static ClaimBuilder claim(Tenant tenant) {
    return Claim.of(tenant);
  }

  static List<Ip> ips(String... texts) {
    return Arrays.stream(texts).map(Ip::of).toList();
  }

  /** Pool {@code layer2-eip}, where a node n has one of the addresses. */
  static Pool withNode(String ip) {
    return read(
        new PoolSpec(
            "layer2-eip",
            DAY,
            "192.168.0.91-192.168.0.100",
            List.of(),
            "",
            "",
            false,
            0,
            List.of(),
            null,
            null,
            false,
            false),
        Reserved.of(Map.of("n", ips(ip)), Map.of()));
  }

  static Decision assigned(String ip, String pool) {
    return new Decision.Assign(List.of(grant(ip, pool)), List.of(), List.of());
  }

  static Decision kept(String ip, String pool) {
    return new Decision.Keep(List.of(grant(ip, pool)), List.of());
  }

  static Grant grant(String ip, String pool) {
    return new Grant(Ip.of(ip), Optional.of(pool));
  }

  static List<String> messages(Decision decision) {
    return decision.violations().stream().map(Violation::message).toList();
  }
}
