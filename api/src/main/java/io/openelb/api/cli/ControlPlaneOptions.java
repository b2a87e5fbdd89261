package io.openelb.api.cli;

import io.openelb.api.Selection;
import java.net.InetSocketAddress;
import picocli.CommandLine.Option;

/** The options that operator and webhook have in common; a {@link picocli.CommandLine.Mixin}. */
public final class ControlPlaneOptions {

  @Option(
      names = "--api-hosts",
      defaultValue = ":8080",
      converter = ListenAddress.class,
      paramLabel = "[HOST]:PORT",
      description = "where health and metrics are served (default: ${DEFAULT-VALUE})")
  private InetSocketAddress apiHosts = new InetSocketAddress(0);

  @Option(
      names = "--default-load-balancer",
      description = "care for Services of type LoadBalancer that name no load balancer, too")
  private boolean defaultLoadBalancer;

  /** Where health and metrics are served. */
  public InetSocketAddress apiHosts() {
    return apiHosts;
  }

  /** Which Services are in our care. */
  public Selection selection() {
    return new Selection(defaultLoadBalancer);
  }
}
