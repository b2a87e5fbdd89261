package io.openelb.api;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeAddress;
import io.fabric8.kubernetes.api.model.Service;
import io.openelb.core.address.Family;
import io.openelb.core.address.Ip;
import io.openelb.core.allocation.Allocator;
import io.openelb.core.allocation.Claim;
import io.openelb.core.allocation.Decision;
import io.openelb.core.allocation.Ledger;
import io.openelb.core.pool.Pool;
import io.openelb.core.pool.PoolReading;
import io.openelb.core.pool.PoolRules;
import io.openelb.core.pool.Pools;
import io.openelb.core.pool.Reserved;
import io.openelb.core.pool.Violation;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * A cluster in memory: what is applied to it goes through the mappers and the rules, one after the
 * other.
 */
final class FixtureWorld {

  private final List<Pool> pools = new ArrayList<>();
  private final Map<String, List<Ip>> nodes = new HashMap<>();
  private final Map<String, Map<String, String>> namespaces = new HashMap<>();
  private final Ledger ledger = new Ledger();

  /** Applies an object, and says what came of it in the words of a fixture's first line. */
  String apply(HasMetadata resource) {
    return switch (resource) {
      case Eip eip -> apply(eip);
      case Service service -> apply(service);
      case Node node -> apply(node);
      case Namespace namespace -> apply(namespace);
      default -> throw new IllegalArgumentException("not of a fixture: " + resource.getKind());
    };
  }

  private String apply(Eip eip) {
    return switch (EipMapper.read(eip, Reserved.of(nodes, Map.of()))) {
      case PoolReading.Invalid(List<Violation> violations) -> refused(violations);
      case PoolReading.Valid(Pool pool) -> {
        List<Violation> violations = PoolRules.against(pools, pool);
        if (!violations.isEmpty()) {
          yield refused(violations);
        }
        pools.add(pool);
        yield "size: " + pool.assignable().size();
      }
    };
  }

  private String apply(Service service) {
    if (!new Selection(false).covers(service)) {
      return "untouched: it is not in our care";
    }
    Map<String, String> labels =
        namespaces.getOrDefault(service.getMetadata().getNamespace(), Map.of());
    Claim claim = new ServiceMapper(Family.IPV4).claim(service, labels);
    Decision decision = Allocator.decide(Pools.of(pools), ledger, claim);
    ledger.record(claim, decision);
    if (!decision.grants().isEmpty()) {
      return "given: "
          + decision.grants().stream()
              .map(grant -> grant.address().toString())
              .collect(Collectors.joining(","));
    }
    boolean waits =
        decision.violations().stream().allMatch(violation -> violation.reason().waits());
    return waits
        ? "waits: " + Violation.messages(decision.violations())
        : refused(decision.violations());
  }

  private String apply(Node node) {
    nodes.put(
        node.getMetadata().getName(),
        node.getStatus().getAddresses().stream().map(NodeAddress::getAddress).map(Ip::of).toList());
    return "";
  }

  private String apply(Namespace namespace) {
    namespaces.put(namespace.getMetadata().getName(), namespace.getMetadata().getLabels());
    return "";
  }

  private static String refused(List<Violation> violations) {
    return "refused: " + Violation.messages(violations);
  }
}
