package io.openelb.api;

import io.fabric8.kubernetes.api.model.Service;

/**
 * Which Services are in our care.
 *
 * @param byDefault whether those are that name no load balancer at all ({@code
 *     --default-load-balancer})
 */
public record Selection(boolean byDefault) {

  /** {@code spec.type} of a Service that wants an address of us or of another load balancer. */
  public static final String LOAD_BALANCER_TYPE = "LoadBalancer";

  /** Whether the Service is of type LoadBalancer and meant for us. Another class is never ours. */
  public boolean covers(Service service) {
    if (service.getSpec() == null || !LOAD_BALANCER_TYPE.equals(service.getSpec().getType())) {
      return false;
    }
    String loadBalancerClass = service.getSpec().getLoadBalancerClass();
    if (loadBalancerClass != null && !loadBalancerClass.isEmpty()) {
      return loadBalancerClass.equals(Names.LOAD_BALANCER_CLASS);
    }
    return Metadata.annotation(service, Names.LOAD_BALANCER)
        .map(Names.OPENELB::equals)
        .orElse(byDefault);
  }
}
