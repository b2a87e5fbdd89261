package io.openelb.api;

import io.fabric8.kubernetes.api.model.LoadBalancerIngress;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServicePort;
import io.fabric8.kubernetes.api.model.ServiceSpec;
import io.openelb.core.address.Family;
import io.openelb.core.address.Ip;
import io.openelb.core.address.Parsed;
import io.openelb.core.allocation.Claim;
import io.openelb.core.allocation.PortKey;
import io.openelb.core.allocation.Seniority;
import io.openelb.core.allocation.ServiceId;
import io.openelb.core.allocation.Tenant;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * From a Service in our care to the claim of {@code core}.
 *
 * @param primary the cluster's primary family: that of a Service which says nothing of families
 */
public record ServiceMapper(Family primary) {

  /** Name and namespace. */
  public static ServiceId id(Service service) {
    return new ServiceId(
        Objects.requireNonNullElse(service.getMetadata().getNamespace(), ""),
        Objects.requireNonNullElse(service.getMetadata().getName(), ""));
  }

  /** What tells the elder of two. */
  public static Seniority seniority(Service service) {
    return new Seniority(
        Times.createdAt(service),
        Objects.requireNonNullElse(service.getMetadata().getUid(), ""),
        id(service));
  }

  /** What matters to others on its address. */
  public static Tenant tenant(Service service) {
    ServiceSpec spec = Objects.requireNonNullElseGet(service.getSpec(), ServiceSpec::new);
    return new Tenant(
        seniority(service),
        stream(spec.getPorts())
            .map(ServiceMapper::port)
            .flatMap(Optional::stream)
            .collect(Collectors.toSet()),
        "Local".equals(spec.getExternalTrafficPolicy()));
  }

  /** The addresses of its status, sorted. */
  public static Set<Ip> held(Service service) {
    if (service.getStatus() == null || service.getStatus().getLoadBalancer() == null) {
      return Set.of();
    }
    return stream(service.getStatus().getLoadBalancer().getIngress())
        .map(LoadBalancerIngress::getIp)
        .flatMap(ServiceMapper::ip)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** The addresses that it asks for; one that we proposed is none of them. */
  public static Set<Ip> requested(Service service) {
    return Request.of(service).addresses();
  }

  /** The address in {@code spec.loadBalancerIP}, whoever wrote it; empty when there is none. */
  public static Optional<Ip> loadBalancerIp(Service service) {
    return parsed(service.getSpec().getLoadBalancerIP());
  }

  /** An address in any of its spellings, with blanks around it or not; empty for other text. */
  public static Optional<Ip> parsed(@Nullable String text) {
    return text != null && Ip.parse(text.strip()) instanceof Parsed.Good<Ip>(Ip ip)
        ? Optional.of(ip)
        : Optional.empty();
  }

  /** The addresses of the mark: those that we proposed ourselves. */
  public static Set<Ip> prefilled(Service service) {
    return Words.of(annotation(service, Names.PREFILLED))
        .flatMap(ServiceMapper::ip)
        .collect(Collectors.toCollection(LinkedHashSet::new));
  }

  /** Whether we proposed what stands in {@code spec.loadBalancerIP}. */
  public static boolean isProposed(Service service) {
    return isProposed(service, prefilled(service));
  }

  /**
   * Whether we proposed what stands in {@code spec.loadBalancerIP}, by another mark than its own.
   */
  public static boolean isProposed(Service service, Collection<Ip> mark) {
    return loadBalancerIp(service).filter(mark::contains).isPresent();
  }

  /** The ranking that stands on it: names of nodes, in order of preference. */
  public static List<String> ranking(Service service) {
    return Words.of(annotation(service, Names.NODES)).filter(node -> !node.isEmpty()).toList();
  }

  /**
   * Whether its status is ours, or the old system's whose addresses it keeps. Another load balancer
   * may have written it before the Service came into our care; our ranking stands beside every
   * address that we give.
   */
  private static boolean hasOurStatus(Service service) {
    return Metadata.annotation(service, Names.NODES).isPresent()
        || stream(service.getMetadata().getFinalizers())
            .anyMatch(Names.OLD_SERVICE_FINALIZER::equals);
  }

  /**
   * Reads what the Service asks for. What can't be read, and spellings that contradict each other,
   * are among the claim's problems.
   *
   * @param namespaceLabels labels of its namespace
   */
  public Claim claim(Service service, Map<String, String> namespaceLabels) {
    ServiceSpec spec = Objects.requireNonNullElseGet(service.getSpec(), ServiceSpec::new);
    Request request = Request.of(service);
    Set<Ip> standing = held(service);
    boolean ours = hasOurStatus(service);
    return request
        .into(Claim.of(tenant(service)))
        .namespaceLabels(namespaceLabels)
        .families(families(spec))
        .allFamilies("RequireDualStack".equals(spec.getIpFamilyPolicy()))
        .prefilled(prefilled(service))
        .brought(ours ? Set.of() : standing)
        .held(ours ? standing : Set.of())
        .build();
  }

  private Set<Family> families(ServiceSpec spec) {
    Set<Family> named =
        stream(spec.getIpFamilies())
            .flatMap(
                name -> Stream.of(Family.values()).filter(family -> family.toString().equals(name)))
            .collect(Collectors.toCollection(LinkedHashSet::new));
    return named.isEmpty() ? Set.of(primary) : named;
  }

  /** The same whether the Service {@linkplain Pruning was pruned} or not. */
  static String annotation(Service service, String name) {
    return Metadata.annotation(service, name).map(Words::cut).orElse("").strip();
  }

  private static Optional<PortKey> port(ServicePort port) {
    if (port.getPort() == null) {
      return Optional.empty();
    }
    String protocol = Objects.requireNonNullElse(port.getProtocol(), PortKey.Protocol.TCP.name());
    return Stream.of(PortKey.Protocol.values())
        .filter(known -> known.name().equals(protocol))
        .map(known -> new PortKey(known, port.getPort()))
        .findFirst();
  }

  private static Stream<Ip> ip(@Nullable String text) {
    return parsed(text).stream();
  }

  private static <T> Stream<T> stream(@Nullable Collection<T> items) {
    return items == null ? Stream.empty() : List.copyOf(items).stream();
  }
}
