package io.openelb.operator.service;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.Service;
import io.openelb.api.Names;
import io.openelb.api.ServiceMapper;
import io.openelb.core.address.Ip;
import io.openelb.operator.http.MergePatch;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Puts {@code spec.loadBalancerIP} and the mark right where the operator gave another address than
 * the webhook had proposed. A requested address is never touched.
 */
final class PrefillPatch {

  private PrefillPatch() {}

  /**
   * Corrects a proposal that was overruled.
   *
   * @param given the addresses that the Service has now, that of the first family first
   * @return a JSON merge patch of the Service itself; empty when the proposal stands, when there
   *     was none, and while the Service waits: a proposal is no request, so it does no harm
   */
  static Optional<String> correct(Service service, List<Ip> given) {
    Set<Ip> proposed = ServiceMapper.prefilled(service);
    if (proposed.isEmpty() || given.isEmpty() || given.containsAll(proposed)) {
      return Optional.empty();
    }
    Ip first = given.getFirst();
    Set<Ip> requested = ServiceMapper.requested(service);
    // What we write into spec.loadBalancerIP is ours, also where an annotation asks for it.
    boolean firstIsOurs = ServiceMapper.isProposed(service);
    String mark =
        given.stream()
            .filter(ip -> !requested.contains(ip) || (firstIsOurs && ip.equals(first)))
            .map(Ip::toString)
            .collect(Collectors.joining(","));
    return Optional.of(patch(service, mark.isEmpty() ? null : mark, first.toString()));
  }

  /**
   * Takes a proposal back from a Service that left our care, so that nobody takes it for a request.
   *
   * @return a JSON merge patch of the Service itself; empty when there was none
   */
  static Optional<String> takeBack(Service service) {
    return ServiceMapper.prefilled(service).isEmpty()
        ? Optional.empty()
        : Optional.of(patch(service, null, null));
  }

  private static String patch(
      Service service, @Nullable String mark, @Nullable String loadBalancerIp) {
    ObjectNode patch = MergePatch.of(service);
    MergePatch.metadata(patch).putObject("annotations").put(Names.PREFILLED, mark);
    if (ServiceMapper.isProposed(service)) {
      patch.putObject("spec").put("loadBalancerIP", loadBalancerIp);
    }
    return patch.toString();
  }
}
