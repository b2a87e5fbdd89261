package io.openelb.speaker.view;

import io.fabric8.kubernetes.api.model.Service;
import io.openelb.api.Names;
import io.openelb.api.ServiceMapper;
import io.openelb.api.Times;
import io.openelb.core.address.Ip;
import io.openelb.core.allocation.ServiceId;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What of a Service decides who announces its addresses.
 *
 * @param createdAt of several on one address the eldest has the say
 * @param addresses of its status
 * @param ranking the nodes that may answer, the first first
 */
record Holder(ServiceId id, Instant createdAt, Set<Ip> addresses, List<String> ranking) {

  static final Comparator<Holder> ELDER_FIRST =
      Comparator.comparing(Holder::createdAt)
          .thenComparing(holder -> holder.id().namespace())
          .thenComparing(holder -> holder.id().name());

  Holder {
    addresses = Set.copyOf(addresses);
    ranking = List.copyOf(ranking);
  }

  static Holder of(Service service) {
    return new Holder(
        ServiceMapper.id(service),
        Times.createdAt(service),
        ServiceMapper.held(service),
        ranking(service));
  }

  private static List<String> ranking(Service service) {
    Map<String, String> annotations =
        Objects.requireNonNullElse(service.getMetadata().getAnnotations(), Map.of());
    return Stream.of(annotations.getOrDefault(Names.NODES, "").split(",", -1))
        .map(String::strip)
        .filter(name -> !name.isEmpty())
        .toList();
  }
}
