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
import java.util.Set;

/**
 * What of a Service decides who announces its addresses.
 *
 * @param seniority of several on one address the eldest has the say
 * @param addresses of its status, as far as we may have given them
 * @param ranking the nodes that may answer, in order of preference
 */
record Holder(Seniority seniority, Set<Ip> addresses, List<String> ranking) {

  static final Comparator<Holder> ELDER_FIRST = Comparator.comparing(Holder::seniority);

  /** Whatever may be in our care, in the default mode too. */
  private static final Selection WIDEST = new Selection(true);

  Holder {
    addresses = Set.copyOf(addresses);
    ranking = List.copyOf(ranking);
  }

  static Holder of(Service service) {
    return new Holder(
        ServiceMapper.seniority(service),
        isOurs(service) ? ServiceMapper.held(service) : Set.of(),
        ServiceMapper.ranking(service));
  }

  /** The operator writes a ranking beside each address, an empty one too. */
  private static boolean isOurs(Service service) {
    return WIDEST.covers(service) && Metadata.annotation(service, Names.NODES).isPresent();
  }

  ServiceId id() {
    return seniority.service();
  }
}
