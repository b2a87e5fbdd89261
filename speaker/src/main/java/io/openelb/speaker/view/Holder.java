package io.openelb.speaker.view;

import io.fabric8.kubernetes.api.model.Service;
import io.openelb.api.ServiceMapper;
import io.openelb.api.Times;
import io.openelb.core.address.Ip;
import io.openelb.core.allocation.ServiceId;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Set;

/**
 * What of a Service decides who announces its addresses.
 *
 * @param createdAt of several on one address the eldest has the say
 * @param addresses of its status
 * @param ranking the nodes that may answer, in order of preference
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
        ServiceMapper.ranking(service));
  }
}
