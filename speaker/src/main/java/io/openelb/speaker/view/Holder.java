package io.openelb.speaker.view;

import io.fabric8.kubernetes.api.model.Service;
import io.openelb.api.Metadata;
import io.openelb.api.Names;
import io.openelb.api.Selection;
import io.openelb.api.ServiceMapper;
import io.openelb.core.address.Ip;
import io.openelb.core.allocation.Seniority;
import io.openelb.core.allocation.ServiceId;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What of a Service decides who announces its addresses.
 *
 * @param seniority of several on one address the eldest has the say
 * @param going whether it is being deleted: then only where there is no other
 * @param addresses of its status, as far as we may have given them
 * @param ranking the nodes that may answer, in order of preference
 */
record Holder(Seniority seniority, boolean going, Set<Ip> addresses, List<String> ranking) {

  static final Comparator<Holder> ELDER_FIRST =
      Comparator.comparing(Holder::going).thenComparing(Holder::seniority);

  /** Whatever may be in our care, in the default mode too. */
  private static final Selection WIDEST = new Selection(true);

  Holder {
    addresses = Set.copyOf(addresses);
    ranking = List.copyOf(ranking);
  }

  /**
   * What a Service holds. The operator writes a ranking beside each address, an empty one too. Who
   * takes that off must not silence the address: then the last one stands.
   *
   * @param last what it held before, if anything
   */
  static Holder of(Service service, Optional<Holder> last) {
    Seniority seniority = ServiceMapper.seniority(service);
    boolean going = service.isMarkedForDeletion();
    Set<Ip> held = WIDEST.covers(service) ? ServiceMapper.held(service) : Set.of();
    if (Metadata.annotation(service, Names.NODES).isPresent()) {
      return new Holder(seniority, going, held, ServiceMapper.ranking(service));
    }
    return last.filter(before -> before.seniority.equals(seniority))
        .map(before -> before.keeping(held, going))
        .orElseGet(() -> new Holder(seniority, going, Set.of(), List.of()));
  }

  private Holder keeping(Set<Ip> held, boolean going) {
    Set<Ip> kept = addresses.stream().filter(held::contains).collect(Collectors.toSet());
    return new Holder(seniority, going, kept, ranking);
  }

  ServiceId id() {
    return seniority.service();
  }
}
